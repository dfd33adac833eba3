import RoutingEngine
import Transport

/// A response that is no answer.
struct FailedResponse: Sendable, Hashable {
  /// The HTTP status.
  var status: Int
  /// The header fields.
  var headers: [HeaderField]
  /// The beginning of the body.
  var body: [UInt8]
  /// When it came; for absolute times where the response has no `Date`.
  var receivedAt: WallTime

  /// The value of the first field of a name, whatever its case.
  func header(_ name: String) -> String? { headers.value(of: name) }
}

extension FailedResponse {
  /// A response as the transport hands it over, of its body the beginning.
  init(_ head: ResponseHead, body: [UInt8], receivedAt: WallTime) {
    let headers = head.fields.map { field in
      HeaderField(
        String(decoding: head.bytes[field.name], as: UTF8.self),
        String(decoding: head.bytes[field.value], as: UTF8.self))
    }
    self.init(status: head.status, headers: headers, body: body, receivedAt: receivedAt)
  }
}

extension FailedResponse {
  /// Longest name of a host that is shown, in characters; that of DNS, and a port.
  private static let longestHost = 260

  /// The failure that a redirect is, whatever its body says; nil for all else.
  ///
  /// The credential and the prompt are for the host that is configured, so that nobody else is asked. Of where it leads
  /// only scheme and host are told: the rest may hold what nobody may see.
  var redirection: ProviderFailure? {
    guard (300...399).contains(status), status != 304 else { return nil }
    let target = header("location").map(FailedResponse.place) ?? "nowhere"
    return ProviderFailure(
      .serverError, status: status, code: "redirect",
      message: "HTTP \(status) redirects to \(target), and redirects are not followed: "
        + "base_url must be the address that answers itself")
  }

  /// Scheme and host of a URL without the user; a reference without a host stays where it is.
  private static func place(of location: String) -> String {
    let end = location.firstIndex { "?#".contains($0) } ?? location.endIndex
    let reference = location[..<end]
    guard let slashes = reference.firstRange(of: "//") else { return "another path of the same host" }
    let authority = reference[slashes.upperBound...].prefix { $0 != "/" && $0 != "\\" }
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    return String((reference[..<slashes.upperBound] + host).prefix(longestHost))
  }
}

extension ResponseHead {
  /// How the body is said to be packed, which is never asked for; nil for not at all.
  var coding: String? {
    guard let name = text(of: "content-encoding"), !name.isEmpty, name.lowercased() != "identity" else {
      return nil
    }
    return SafeText.message(name, limit: 40)
  }
}

extension ProviderFailure {
  /// The same where the body made sense, or nobody says that it was packed.
  func sayingCoding(of head: ResponseHead?) -> ProviderFailure {
    guard isUnreadable, let coding = head?.coding else { return self }
    return .malformed("content-encoding \(coding) was not asked for, and what came cannot be read")
  }
}

extension ProviderAdapter {
  /// What a response means that is no answer, redirects included.
  func verdict(on response: FailedResponse) -> ProviderFailure {
    response.redirection ?? failure(response)
  }
}

extension [HeaderField] {
  /// The value of the first field of a name, whatever its case.
  func value(of name: String) -> String? {
    first { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name.lowercased() }?.value
  }
}
