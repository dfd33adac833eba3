import RoutingEngine

/// What routing must know of a request, found in its bytes without reading all of it.
///
/// A body the scan refuses (nil) is not necessarily wrong: it may spell a key with escapes. `RequestReader`
/// decides, and says what is wrong.
struct RequestScan: Sendable, Hashable {
  /// Most fields of a request.
  static let mostFields = 256

  /// One field of the request.
  struct Field: Sendable, Hashable {
    /// The key, without its quotes.
    var key: Range<Int>
    /// The value.
    var value: Range<Int>
  }

  /// The fields in the order written.
  private(set) var fields: [Field] = []
  /// The feature id, or `feature@endpoint`, as the caller wrote it.
  private(set) var model = ""
  /// Whether the answer is wanted in pieces.
  private(set) var isStreaming = false
  /// Whether the stream must end with the usage.
  private(set) var wantsUsageInStream = false
  /// How many answers.
  private(set) var answerCount = 1
  /// What the endpoint must be able to do.
  private(set) var needs: Capabilities = []
  /// The first field that only the callers' own protocol has and that must not be left out.
  private(set) var ownField: String?
  /// Tokens of the prompt, estimated from the bytes of the conversation and the tools.
  private(set) var promptTokenEstimate = 0

  /// Scans the body of a request.
  init?(_ bytes: [UInt8]) {
    var scanner = JSONScanner(bytes)
    guard scanFields(&scanner), bytes.isUTF8 else { return nil }
    guard !model.isEmpty, find("messages", in: bytes) != nil else { return nil }
  }

  /// The field of a name.
  func find(_ name: String, in bytes: [UInt8]) -> Field? {
    fields.first { bytes[$0.key].elementsEqual(name.utf8) }
  }

  private mutating func scanFields(_ scanner: inout JSONScanner) -> Bool {
    scanner.skipBlanks()
    let isObject = scanner.members { key, scanner in
      let isNew = !fields.contains { scanner.bytes[$0.key] == scanner.bytes[key] }
      guard fields.count < RequestScan.mostFields, isNew else { return false }
      let start = scanner.index
      guard scanValue(key, &scanner) else { return false }
      fields.append(Field(key: key, value: start..<scanner.index))
      return true
    }
    guard isObject else { return false }
    scanner.skipBlanks()
    return scanner.index == scanner.bytes.count
  }

  private mutating func scanValue(_ key: Range<Int>, _ scanner: inout JSONScanner) -> Bool {
    let start = scanner.index
    switch key.count {
    case 5 where scanner.equals("model", key):
      guard let text = scanner.skipString(), !text.isEscaped else { return false }
      model = String(decoding: scanner.bytes[text.inside], as: UTF8.self)
      return true
    case 1 where scanner.equals("n", key):
      guard scanner.skipValue() else { return false }
      answerCount = Int(String(decoding: scanner.bytes[start..<scanner.index], as: UTF8.self)) ?? 1
      if answerCount > 1 { needs.insert(.severalAnswers) }
      return (1...RequestReader.mostAnswers).contains(answerCount)
    case 6 where scanner.equals("stream", key):
      isStreaming = scanner.peek == UInt8(ascii: "t")
      return scanner.skipValue() && isBoolOrNull(scanner.bytes[start])
    case 8 where scanner.equals("messages", key):
      return scanMessages(&scanner)
    case 8 where scanner.equals("logprobs", key):
      if scanner.peek == UInt8(ascii: "t") { needs.insert(.logprobs) }
      return scanner.skipValue()
    case 5 where scanner.equals("tools", key):
      guard scanTools(&scanner) else { return false }
      count(scanner.index - start)
      return true
    case 11 where scanner.equals("tool_choice", key) && scanner.peek == UInt8(ascii: "{"):
      return scanMembers(&scanner) { scan, key, value, scanner in scan.noteTool(key, value, scanner) }
    case 14 where scanner.equals("stream_options", key):
      return scanMembers(&scanner) { scan, key, value, scanner in
        if scanner.equals("include_usage", key) { scan.wantsUsageInStream = scanner.equals("true", value) }
      }
    case 15 where scanner.equals("response_format", key):
      return scanMembers(&scanner) { scan, key, value, scanner in
        let isSchema = scanner.equals("type", key) && scanner.equals("\"json_schema\"", value)
        if isSchema { scan.needs.insert(.jsonSchema) }
      }
    case 16 where scanner.equals("reasoning_effort", key):
      guard scanner.skipValue() else { return false }
      let value = start..<scanner.index
      let refusals: [StaticString] = ["\"none\"", "\"minimal\"", "null"]
      let asks = !refusals.contains { scanner.equals($0, value) }
      if asks { needs.insert(.reasoning) }
      return true
    default:
      guard scanner.skipValue() else { return false }
      noteOwnField(key, start..<scanner.index, scanner)
      return true
    }
  }

  /// Notes a field without which the answer would be another one.
  private mutating func noteOwnField(_ key: Range<Int>, _ value: Range<Int>, _ scanner: JSONScanner) {
    let bytes = scanner.bytes
    guard ownField == nil, !scanner.equals("null", value),
      let name = UnifiedRequest.meaningfulExtras.first(where: { name in
        name.utf8.count == key.count && bytes[key].elementsEqual(name.utf8)
      })
    else { return }
    // Text alone is what everybody answers with.
    let plain = bytes[value].filter { $0 > UInt8(ascii: " ") }
    guard name != "modalities" || !(plain == Array("[\"text\"]".utf8) || plain == Array("[]".utf8)) else {
      return
    }
    ownField = name
    needs.insert(.ownFields)
  }

  /// Steps over the tools, and notes whether there are any, and any that are no functions.
  private mutating func scanTools(_ scanner: inout JSONScanner) -> Bool {
    guard scanner.peek == UInt8(ascii: "[") else { return scanner.skipValue() }
    return scanner.items { scanner in
      guard scanner.peek == UInt8(ascii: "{") else { return scanner.skipValue(depth: 1) }
      needs.insert(.tools)
      return scanMembers(&scanner) { scan, key, value, scanner in scan.noteTool(key, value, scanner) }
    }
  }

  /// Notes the kind of a tool, or of the choice of one.
  private mutating func noteTool(_ key: Range<Int>, _ value: Range<Int>, _ scanner: JSONScanner) {
    let isOther = scanner.equals("type", key) && !scanner.equals("\"function\"", value)
    if isOther { needs.insert(.otherTools) }
  }

  /// Steps over the conversation, and notes what it needs and how it ends.
  private mutating func scanMessages(_ scanner: inout JSONScanner) -> Bool {
    let start = scanner.index
    scanner.sightings = []
    scanner.dataBytes = 0
    var last: Int?
    let isList = scanner.items { scanner in
      last = scanner.index
      return scanner.peek == UInt8(ascii: "{") && scanner.skipValue(depth: 2)
    }
    guard isList, let last else { return false }
    let end = scanner.index
    if scanner.sightings.contains(.image) { needs.insert(.images) }
    if !scanner.sightings.isDisjoint(with: [.toolCalls, .toolResult]) { needs.insert(.tools) }
    count(end - start - scanner.dataBytes)
    if scanner.dataBytes > 0 { promptTokenEstimate += UnifiedRequest.tokensPerImage }
    scanner.index = last
    let isObject = scanMembers(&scanner) { scan, key, value, scanner in
      let isAssistant = scanner.equals("role", key) && scanner.equals("\"assistant\"", value)
      if isAssistant { scan.needs.insert(.prefill) }
    }
    scanner.index = end
    return isObject
  }

  /// Steps over an object or `null`, and shows its members.
  private mutating func scanMembers(
    _ scanner: inout JSONScanner,
    _ visit: (inout RequestScan, Range<Int>, Range<Int>, JSONScanner) -> Void
  ) -> Bool {
    guard scanner.peek == UInt8(ascii: "{") else {
      return scanner.peek == UInt8(ascii: "n") && scanner.skipValue()
    }
    return scanner.members { key, scanner in
      let start = scanner.index
      guard scanner.skipValue(depth: 2) else { return false }
      visit(&self, key, start..<scanner.index, scanner)
      return true
    }
  }

  private mutating func count(_ bytes: Int) {
    promptTokenEstimate += bytes / UnifiedRequest.bytesPerToken
  }

  private func isBoolOrNull(_ first: UInt8) -> Bool {
    first == UInt8(ascii: "t") || first == UInt8(ascii: "f") || first == UInt8(ascii: "n")
  }
}
