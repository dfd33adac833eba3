import Documents

/// A caller's body with the few changes an endpoint demands; every other value is byte for byte the caller's.
struct RequestSplice: Sendable, Hashable {
  /// The body for the endpoint.
  var body: [UInt8]
  /// Fields that were left out because the endpoint refuses them.
  var dropped: [String] = []
}

extension OpenAIDialect {
  /// Replaces the model, leaves out and renames fields, and asks a stream for its usage.
  func splice(_ source: [UInt8], _ scan: RequestScan) -> RequestSplice {
    var splice = RequestSplice(body: [])
    splice.body.reserveCapacity(source.count + 64)
    splice.body.append(UInt8(ascii: "{"))
    let asksForUsage = scan.isStreaming && self.asksForUsage && name(of: "stream_options") != nil
    for field in scan.fields {
      let key = String(decoding: source[field.key], as: UTF8.self)
      if key == "model" {
        append("model", value: JSONText.bytes(of: model)[...], to: &splice)
        continue
      }
      guard let name = name(of: key) else {
        // An endpoint that refuses the wish for the usage grants it unasked.
        if key != "stream_options" { splice.dropped.append(key) }
        continue
      }
      // Both spellings of one field: the one the endpoint knows stands.
      if name != key, scan.find(name, in: source) != nil { continue }
      if key == "stream_options", asksForUsage {
        append(name, value: usageOptions(source[field.value])[...], to: &splice)
        continue
      }
      append(name, value: source[field.value], to: &splice)
    }
    if asksForUsage, scan.find("stream_options", in: source) == nil {
      append("stream_options", value: Array("{\"include_usage\":true}".utf8)[...], to: &splice)
    }
    splice.body.append(UInt8(ascii: "}"))
    return splice
  }

  private func append(_ name: String, value: ArraySlice<UInt8>, to splice: inout RequestSplice) {
    if splice.body.count > 1 { splice.body.append(UInt8(ascii: ",")) }
    splice.body.append(contentsOf: JSONText.bytes(of: name))
    splice.body.append(UInt8(ascii: ":"))
    splice.body.append(contentsOf: value)
  }

  /// The caller's stream options with the usage switched on.
  private func usageOptions(_ value: ArraySlice<UInt8>) -> [UInt8] {
    guard var members = JSONText.parse(Array(value))?.members else {
      return Array("{\"include_usage\":true}".utf8)
    }
    members.removeAll { $0.key == "include_usage" }
    members.append(Member("include_usage", .bool(true)))
    return JSONText.bytes(of: Node(.object(members)))
  }
}
