internal import Documents

/// Checks of the addresses in a configuration.
enum AddressText {
  /// The URL of a key, nil if it is missing or wrong; a wrong one is reported, and never repeated when it
  /// holds a password.
  static func url(_ key: String, of section: ObjectReader) -> String? {
    section.optionalString(key).flatMap { check($0, key, section) }
  }

  /// The URL of a key that must be there.
  static func requiredURL(_ key: String, of section: ObjectReader) -> String? {
    section.string(key).flatMap { check($0, key, section) }
  }

  private static func check(_ text: String, _ key: String, _ section: ObjectReader) -> String? {
    let lower = text.lowercased()
    guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }) else {
      section.report(
        key, "\"\(key)\" in \(section.what) is no URL", hint: "begin it with https:// or http://")
      return nil
    }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { !"/?#".contains($0) }
    guard !authority.contains("@") else {
      section.report(
        key, "\"\(key)\" in \(section.what) holds a user name or password, which is refused",
        hint: "secrets do not belong in this file")
      return nil
    }
    let hasBlank = text.unicodeScalars.contains { $0.value <= 32 || $0.value == 127 }
    guard !authority.isEmpty, authority != ":", !hasBlank else {
      section.report(key, "\"\(key)\" in \(section.what) has no host, or holds a blank")
      return nil
    }
    return text
  }

  /// The address to listen on of a key, or the default: `HOST:PORT`, `[V6]:PORT`, or `unix:/PATH`.
  static func listen(_ key: String, of section: ObjectReader, default fallback: String) -> String {
    guard let text = section.optionalString(key) else { return fallback }
    if isListenAddress(text) { return text }
    section.report(
      key, "\"\(key)\" in \(section.what) is no address to listen on",
      hint: "write \"127.0.0.1:8080\", \"[::1]:8080\" or \"unix:/run/route-console.sock\"")
    return fallback
  }

  /// Whether a text is `HOST:PORT`, `[V6]:PORT`, or `unix:/PATH`.
  static func isListenAddress(_ text: String) -> Bool {
    // A Unix socket's path has 107 bytes at most (`unix(7)`).
    if text.hasPrefix("unix:") { return text.dropFirst(5).hasPrefix("/") && text.utf8.count <= 112 }
    guard let colon = text.lastIndex(of: ":") else { return false }
    let host = text[..<colon]
    guard let port = UInt64(digits: String(text[text.index(after: colon)...])), port <= 65_535 else {
      return false
    }
    if host.hasPrefix("[") { return host.hasSuffix("]") && host.count > 2 }
    return !host.isEmpty && !host.contains(":") && !host.contains(" ")
  }

  /// Whether a byte may stand in the name of a header (RFC 9110, `token`).
  static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
