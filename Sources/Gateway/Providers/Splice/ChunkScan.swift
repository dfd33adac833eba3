/// What matters of one `chat.completion.chunk`, or of a whole `chat.completion`, found in its bytes.
struct ChunkScan: Sendable, Hashable {
  /// Most answers of one chunk.
  static let mostAnswers = 128

  /// The end of an answer.
  struct End: Sendable, Hashable {
    /// The index of the answer.
    var answer: Int64
    /// Where its finish reason stands, without quotes.
    var reason: Range<Int>

    /// The finish reason.
    func word(in data: [UInt8]) -> String { String(decoding: data[reason], as: UTF8.self) }
  }

  /// Whether it carries an error, or is one.
  private(set) var hasError = false
  /// Whether it carries pieces of answers.
  private(set) var hasAnswers = false
  /// Which answers it carries pieces of, a bit an index.
  private(set) var answers: UInt128 = 0
  /// Where the usage stands, if it is there.
  private(set) var usage: Range<Int>?
  /// Bytes of text, thought, refusals and tool calls.
  private(set) var contentBytes = 0
  /// The answers that end.
  private(set) var ends: [End] = []

  /// Steps through a chunk; false where it is no JSON object in UTF-8.
  mutating func read(_ data: [UInt8]) -> Bool {
    var scanner = JSONScanner(data)
    scanner.skipBlanks()
    let isObject = scanner.members { key, scanner in
      let start = scanner.index
      switch key.count {
      case 7 where scanner.equals("choices", key) && scanner.peek == UInt8(ascii: "["):
        return scanner.items { readChoice(&$0) }
      case 5 where scanner.equals("usage", key):
        guard scanner.skipValue(depth: 1) else { return false }
        if scanner.bytes[start] == UInt8(ascii: "{") { usage = start..<scanner.index }
        return true
      case 5 where scanner.equals("error", key):
        guard scanner.skipValue(depth: 1) else { return false }
        if !scanner.equals("null", start..<scanner.index) { hasError = true }
        return true
      case 6 where scanner.equals("object", key):
        guard scanner.skipValue(depth: 1) else { return false }
        if scanner.equals("\"error\"", start..<scanner.index) { hasError = true }
        return true
      default:
        return scanner.skipValue(depth: 1)
      }
    }
    scanner.skipBlanks()
    return isObject && scanner.index == data.count && data.isUTF8
  }

  private mutating func readChoice(_ scanner: inout JSONScanner) -> Bool {
    hasAnswers = true
    var answer: Int64 = 0
    var reason: Range<Int>?
    let isObject = scanner.members { key, scanner in
      let start = scanner.index
      switch key.count {
      case 5 where scanner.equals("delta", key) && scanner.peek == UInt8(ascii: "{"),
        7 where scanner.equals("message", key) && scanner.peek == UInt8(ascii: "{"):
        return scanner.members { readDelta($0, &$1) }
      case 5 where scanner.equals("index", key):
        guard scanner.skipValue(depth: 3) else { return false }
        answer = Int64(String(decoding: scanner.bytes[start..<scanner.index], as: UTF8.self)) ?? 0
        return true
      case 13 where scanner.equals("finish_reason", key) && scanner.peek == UInt8(ascii: "\""):
        reason = scanner.skipString()?.inside
        return reason != nil
      default:
        return scanner.skipValue(depth: 3)
      }
    }
    answers |= ChunkScan.bit(of: answer)
    if let reason, ends.count < ChunkScan.mostAnswers { ends.append(End(answer: answer, reason: reason)) }
    return isObject
  }

  /// The bit of an answer; indices that nobody can have asked for share those of others.
  static func bit(of answer: Int64) -> UInt128 { UInt128(1) << UInt128(answer & 127) }

  private mutating func readDelta(_ key: Range<Int>, _ scanner: inout JSONScanner) -> Bool {
    switch key.count {
    case 7 where scanner.equals("content", key) || scanner.equals("refusal", key),
      9 where scanner.equals("reasoning", key), 17 where scanner.equals("reasoning_content", key):
      return count(&scanner, depth: 4)
    case 10 where scanner.equals("tool_calls", key) && scanner.peek == UInt8(ascii: "["):
      return scanner.items { readToolCall(&$0) }
    case 13 where scanner.equals("function_call", key):
      return readCall(&scanner, depth: 4)
    default:
      return scanner.skipValue(depth: 4)
    }
  }

  /// Steps over a piece of a tool call, in which index, id and type are a frame around what the model said.
  private mutating func readToolCall(_ scanner: inout JSONScanner) -> Bool {
    guard scanner.peek == UInt8(ascii: "{") else { return scanner.skipValue(depth: 5) }
    return scanner.members { key, scanner in
      let isCall = scanner.equals("function", key) || scanner.equals("custom", key)
      return isCall ? readCall(&scanner, depth: 6) : scanner.skipValue(depth: 6)
    }
  }

  /// Steps over a name and what it is called with, each of which may be empty.
  private mutating func readCall(_ scanner: inout JSONScanner, depth: Int) -> Bool {
    guard scanner.peek == UInt8(ascii: "{") else { return scanner.skipValue(depth: depth) }
    return scanner.members { _, scanner in count(&scanner, depth: depth + 1) }
  }

  /// Steps over a value that is content, unless it is empty.
  private mutating func count(_ scanner: inout JSONScanner, depth: Int) -> Bool {
    let start = scanner.index
    guard scanner.skipValue(depth: depth) else { return false }
    // Quotes and brackets around nothing are two bytes.
    let bytes = scanner.index - start - 2
    let isWord = scanner.bytes[start] == UInt8(ascii: "n")
    if bytes > 0, !isWord { contentBytes += bytes }
    return true
  }
}
