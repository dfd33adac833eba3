/// Signs requests with AWS Signature Version 4.
///
/// Source: "Create a signed AWS API request", AWS IAM User Guide; the same choices as botocore. Paths are encoded
/// once more than on the wire, as every service but S3 wants.
public struct SigV4: Hashable, Sendable {
  /// A request as it goes over the wire.
  public struct Request: Hashable, Sendable {
    /// The method, in capitals.
    public var method: String
    /// The path as it goes over the wire, percent-encoded.
    public var path: String
    /// The query as it goes over the wire, without `?`; empty where there is none.
    public var query: String
    /// The fields to sign, `Host` among them.
    public var fields: [HeaderField]
    /// The body.
    public var body: [UInt8]

    /// Creates a request.
    public init(method: String, path: String, query: String = "", fields: [HeaderField], body: [UInt8]) {
      self.method = method
      self.path = path
      self.query = query
      self.fields = fields
      self.body = body
    }
  }

  /// The region that the signature is for.
  public let region: String
  /// The signing name of the service, such as `bedrock` or `sts`.
  public let service: String

  /// Creates a signer for a service in a region.
  public init(region: String, service: String) {
    self.region = region
    self.service = service
  }

  /// The fields to add to a request: `X-Amz-Date`, `X-Amz-Security-Token` for a temporary key, `Authorization`.
  ///
  /// - Returns: the fields in this order.
  public func fields(for request: Request, key: AWSKey, at time: WallTime) -> [HeaderField] {
    var added = [HeaderField("X-Amz-Date", time.basicISO)]
    if let token = key.sessionToken {
      added.append(HeaderField("X-Amz-Security-Token", token.reveal()))
    }
    let headers = CanonicalHeaders(request.fields + added)
    let scope = [String(time.basicISO.prefix(8)), region, service, "aws4_request"]
    let canonical = canonicalRequest(request, headers: headers)
    let stringToSign = [
      "AWS4-HMAC-SHA256", time.basicISO, scope.joined(separator: "/"), Self.hash(canonical),
    ].joined(separator: "\n")
    let signature = HMACSHA256.code(
      key: signingKey(key.secretAccessKey, scope: scope), message: Array(stringToSign.utf8))
    let credential = key.accessKeyID + "/" + scope.joined(separator: "/")
    added.append(
      HeaderField(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=\(credential), SignedHeaders=\(headers.names), "
          + "Signature=\(Hex.encode(signature))"))
    return added
  }

  private func canonicalRequest(_ request: Request, headers: CanonicalHeaders) -> String {
    [
      request.method, Self.canonicalPath(request.path), Self.canonicalQuery(request.query), headers.lines,
      headers.names, Hex.encode(SHA256.hash(request.body.span)),
    ].joined(separator: "\n")
  }

  private func signingKey(_ secret: Secret, scope: [String]) -> [UInt8] {
    scope.reduce(Array(("AWS4" + secret.reveal()).utf8)) { key, part in
      HMACSHA256.code(key: key, message: Array(part.utf8))
    }
  }

  private static func hash(_ text: String) -> String {
    let bytes = Array(text.utf8)
    return Hex.encode(SHA256.hash(bytes.span))
  }

  /// Empty, `.` and `..` segments resolved, then every byte percent-encoded but unreserved ones and `/`.
  static func canonicalPath(_ path: String) -> String {
    var segments: [Substring] = []
    for segment in path.split(separator: "/", omittingEmptySubsequences: true) where segment != "." {
      if segment == ".." {
        _ = segments.popLast()
      } else {
        segments.append(segment)
      }
    }
    let closing = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
    return PercentEncoding.encode("/" + segments.joined(separator: "/") + closing, keepSlash: true)
  }

  /// The pairs of the wire sorted by name, then value, each with its `=`.
  static func canonicalQuery(_ query: String) -> String {
    let pairs = query.split(separator: "&", omittingEmptySubsequences: true).map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: Array(parts[0].utf8), value: Array((parts.count > 1 ? parts[1] : "").utf8))
    }
    let sorted = pairs.sorted { left, right in
      left.name == right.name
        ? left.value.lexicographicallyPrecedes(right.value)
        : left.name.lexicographicallyPrecedes(right.name)
    }
    return
      sorted
      .map { String(decoding: $0.name, as: UTF8.self) + "=" + String(decoding: $0.value, as: UTF8.self) }
      .joined(separator: "&")
  }
}

/// Header fields as a signature sees them: lower-case names in order, blanks collapsed, some left out.
private struct CanonicalHeaders {
  /// Fields that proxies add or change on the way.
  private static let unsigned: [String] = [
    "baggage", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization",
    "proxy-connection", "te", "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade",
    "user-agent", "x-amzn-trace-id",
  ]

  /// Each field as `name:value` and a line end.
  let lines: String
  /// The names, joined by `;`.
  let names: String

  init(_ fields: [HeaderField]) {
    var merged: [(name: String, value: String)] = []
    for field in fields {
      let name = field.name.lowercased()
      let value = Self.canonicalValue(field.value, of: name)
      guard !Self.unsigned.contains(name) else {
        continue
      }
      if let index = merged.firstIndex(where: { $0.name == name }) {
        merged[index].value += "," + value
      } else {
        merged.append((name, value))
      }
    }
    merged.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    lines = merged.map { $0.name + ":" + $0.value + "\n" }.joined()
    names = merged.map(\.name).joined(separator: ";")
  }

  private static func canonicalValue(_ value: String, of name: String) -> String {
    let words = value.utf8.split { ByteClass.isBlank($0) }
    let collapsed = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    for port in [":443", ":80"] where name == "host" && collapsed.hasSuffix(port) {
      return String(collapsed.dropLast(port.count))
    }
    return collapsed
  }
}
