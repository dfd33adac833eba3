internal import Transport

extension SourceQuestion {
  /// The request with its credential.
  func request(_ credential: Credential?, at wall: WallTime, timeout: Duration) -> OutgoingRequest {
    var request = OutgoingRequest(
      method: method, url: url, fields: fields, body: body,
      timeouts: TransferTimeouts(connect: .seconds(5), total: timeout))
    switch credential {
    case .key(let secret)?, .bearer(let secret)?:
      request.fields.append(HeaderField("Authorization", "Bearer " + secret.reveal()))
    case .aws(let key)?:
      guard case .aws(let region, let service) = authorisation else { break }
      let signed = SigV4.Request(
        method: method, path: path, fields: fields + [HeaderField("Host", URLText.host(of: url))],
        body: body ?? [])
      request.fields += SigV4(region: region, service: service).fields(for: signed, key: key, at: wall)
    case nil: break
    }
    return request
  }

  /// The path of the address, without its query.
  private var path: String {
    let rest = url.split(separator: "://", maxSplits: 1).last ?? ""
    guard let slash = rest.firstIndex(of: "/") else { return "/" }
    return String(rest[slash...].prefix { $0 != "?" })
  }
}
