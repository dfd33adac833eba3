/// Parts of addresses, for messages and checks.
enum URLText {
  /// Host and port, without user name and password.
  static func host(of url: String) -> String {
    let rest = url.split(separator: "://", maxSplits: 1).last ?? ""
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return String(authority.split(separator: "@").last ?? "")
  }

  /// Whether a secret may travel to this address: over TLS, or without leaving the machine.
  static func mayCarrySecrets(_ url: String) -> Bool {
    guard url.lowercased().hasPrefix("http://") else { return true }
    let text = host(of: url).lowercased()
    let host = text.hasPrefix("[") ? text.dropFirst().prefix { $0 != "]" } : text.prefix { $0 != ":" }
    guard host != "localhost", host != "::1" else { return true }
    // A name may begin with a number and belong to anybody.
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
