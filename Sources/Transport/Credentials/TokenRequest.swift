/// Builds the requests that flows send.
enum TokenRequest {
  /// Short limits: a token service that is slow is asked again, and the old token lives meanwhile.
  static let timeouts = TransferTimeouts(connect: .seconds(3), firstByte: .seconds(8), total: .seconds(10))
  /// Limits for services of the machine itself.
  static let localTimeouts = TransferTimeouts(
    connect: .seconds(1), firstByte: .seconds(3), total: .seconds(5))

  /// A form to a service on the network.
  static func form(_ url: String, _ fields: [(name: String, value: String)]) -> OutgoingRequest {
    OutgoingRequest(
      method: "POST", url: url,
      fields: [
        HeaderField("Content-Type", "application/x-www-form-urlencoded"),
        HeaderField("Accept", "application/json"),
      ], body: Array(PercentEncoding.form(fields).utf8), timeouts: timeouts)
  }

  /// A request to a service of the machine itself, which no proxy must see.
  static func local(_ method: String, _ url: String, _ fields: [HeaderField] = []) -> OutgoingRequest {
    OutgoingRequest(
      method: method, url: url, fields: fields, body: method == "PUT" ? [] : nil, timeouts: localTimeouts,
      proxy: .direct)
  }

  /// An address without the slashes at its end, so that paths can be joined to it.
  static func base(_ url: String) -> String {
    var base = Substring(url)
    while base.hasSuffix("/") {
      base = base.dropLast()
    }
    return String(base)
  }

  /// Whether a secret may travel to an address: over TLS, to this machine, or to its metadata service.
  static func isSecure(_ url: String) -> Bool {
    if url.hasPrefix("https://") {
      return true
    }
    guard url.hasPrefix("http://") else {
      return false
    }
    let authority = url.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.contains("@") else {
      return false
    }
    if authority.hasPrefix("[") {
      let address = authority.dropFirst().prefix { $0 != "]" }
      return ["::1", "fd00:ec2::23", "fd00:ec2::254"].contains(address)
    }
    let host = authority.prefix { $0 != ":" }
    if ["localhost", "metadata.google.internal"].contains(host) {
      return true
    }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4, parts.allSatisfy({ $0 != nil }) else {
      return false
    }
    return parts[0] == 127 || (parts[0] == 169 && parts[1] == 254)
  }
}
