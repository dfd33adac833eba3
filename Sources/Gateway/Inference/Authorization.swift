import Transport

extension UpstreamRequest {
  /// The request as it goes out, with a credential put where the provider wants it.
  func outgoing(
    _ credential: Credential?, timeouts: TransferTimeouts, tls: TLSOptions, at now: WallTime
  ) -> OutgoingRequest {
    var fields = headers
    switch credential {
    case nil: break
    case .key(let key):
      let value = key.reveal()
      fields.append(
        HeaderField(
          self.credential.keyHeader, self.credential.keyHeader == "authorization" ? "Bearer " + value : value)
      )
    case .bearer(let token):
      fields.append(HeaderField("authorization", "Bearer " + token.reveal()))
      fields += self.credential.tokenHeaders
    case .aws(let key):
      fields += signature(key, fields, at: now)
    }
    return OutgoingRequest(
      method: "POST", url: url.text, fields: fields, body: body, timeouts: timeouts, tls: tls)
  }

  private func signature(_ key: AWSKey, _ fields: [HeaderField], at now: WallTime) -> [HeaderField] {
    guard let scope = credential.signature else { return [] }
    let host = url.origin.split(separator: "://", maxSplits: 1).last.map(String.init) ?? ""
    let request = SigV4.Request(
      method: "POST", path: url.path, query: url.query ?? "", fields: [HeaderField("host", host)] + fields,
      body: body)
    return SigV4(region: scope.region, service: scope.service).fields(for: request, key: key, at: now)
  }
}
