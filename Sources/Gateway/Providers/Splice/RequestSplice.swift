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
      let key = source[field.key]
      if key.elementsEqual("model".utf8) {
        append(key, value: JSONText.bytes(of: model)[...], to: &splice)
      } else if asksForUsage, key.elementsEqual("stream_options".utf8) {
        append(key, value: usageOptions(source[field.value])[...], to: &splice)
      } else if removed.isEmpty, renamed.isEmpty {
        append(key, value: source[field.value], to: &splice)
      } else {
        append(changed: key, value: source[field.value], source, scan, to: &splice)
      }
    }
    if asksForUsage, scan.find("stream_options", in: source) == nil {
      append(
        Array("stream_options".utf8)[...], value: Array("{\"include_usage\":true}".utf8)[...], to: &splice)
    }
    splice.body.append(UInt8(ascii: "}"))
    return splice
  }

  /// Appends a field unless the endpoint refuses it, under the name the endpoint gives it.
  private func append(
    changed key: ArraySlice<UInt8>, value: ArraySlice<UInt8>, _ source: [UInt8], _ scan: RequestScan,
    to splice: inout RequestSplice
  ) {
    let field = String(decoding: key, as: UTF8.self)
    guard let name = name(of: field) else {
      // An endpoint that refuses the wish for the usage grants it unasked.
      if field != "stream_options" { splice.dropped.append(field) }
      return
    }
    // Both spellings of one field: the one the endpoint knows stands.
    if name != field, scan.find(name, in: source) != nil { return }
    append(Array(name.utf8)[...], value: value, to: &splice)
  }

  /// Appends a field whose key needs no escapes.
  private func append(_ key: ArraySlice<UInt8>, value: ArraySlice<UInt8>, to splice: inout RequestSplice) {
    if splice.body.count > 1 { splice.body.append(UInt8(ascii: ",")) }
    splice.body.append(UInt8(ascii: "\""))
    splice.body.append(contentsOf: key)
    splice.body.append(contentsOf: "\":".utf8)
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
