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
    let host = host(of: url)
    return host.hasPrefix("127.") || host.hasPrefix("localhost") || host.hasPrefix("[::1]")
  }
}
