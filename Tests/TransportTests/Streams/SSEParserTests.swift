import Testing
import Transport

@Suite struct `The event-stream parser` {
  struct Event: Equatable {
    var type = ""
    var data: String
  }

  struct Parsed: Equatable {
    var events: [Event] = []
    var comments = 0
    var refusal: SSEParser.Refusal?
    var lastID = ""
    var retry: Int?
  }

  @Test(arguments: ["\n", "\r", "\r\n"]) func `reads every kind of line end`(end: String) {
    let lines = [
      "event: delta", "data: one", "data:two", "", ": ping", "data", "", "id: 7", "retry: 250", "",
    ]
    let parsed = Self.parse(pieces: [Array((lines.joined(separator: end) + end).utf8)])
    #expect(parsed.events == [Event(type: "delta", data: "one\ntwo"), Event(data: "")])
    #expect(parsed.comments == 1 && parsed.lastID == "7" && parsed.retry == 250)
  }

  @Test func `reads the same events wherever the bytes are cut in two`() {
    let text =
      "\u{FEFF}data: a\u{1F389}b\r\n\r\nevent: x\rdata: 1\rdata:  2\r\r:c\ndata: {\"a\":1}\n\nid: 3\n\n"
    let bytes = Array(text.utf8)
    let whole = Self.parse(pieces: [bytes])
    #expect(
      whole.events
        == [Event(data: "a\u{1F389}b"), Event(type: "x", data: "1\n 2"), Event(data: "{\"a\":1}")])
    for cut in 0...bytes.count {
      #expect(Self.parse(pieces: [Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
    }
    #expect(Self.parse(pieces: bytes.map { [$0] }) == whole)
  }

  @Test(arguments: ["data: last", "data: last\n", "data: last\r"])
  func `delivers a last event without its blank line`(text: String) {
    #expect(Self.parse(text).events == [Event(data: "last")])
  }

  @Test func `forgets the type of an event without data`() {
    #expect(Self.parse("event: x\n\ndata: 1\n\n").events == [Event(data: "1")])
  }

  @Test(arguments: ["retry: \n", "retry: 1x\n", "retry: -1\n", "retry: 99999999999999999999\n"])
  func `ignores a reconnection time that is no number`(text: String) {
    #expect(Self.parse(text).retry == nil)
  }

  @Test func `ignores unknown fields and fields with a blank before the colon`() {
    #expect(Self.parse("datum: 1\ndata : 2\n data: 3\n\n").events.isEmpty)
  }

  @Test func `refuses a line over the limit`() {
    let parsed = Self.parse(pieces: Array(repeating: Array("0123456789".utf8), count: 20), limit: 64)
    #expect(parsed.refusal == .lineTooLong)
  }

  @Test func `refuses an event over the limit`() {
    let text = String(repeating: "data: 0123456789\n", count: 20)
    #expect(Self.parse(pieces: [Array(text.utf8)], limit: 64).refusal == .eventTooLong)
  }

  @Test func `takes an event at the limit`() {
    let text = "data: " + String(repeating: "x", count: 63) + "\n\n"
    #expect(Self.parse(pieces: [Array(text.utf8)], limit: 64).events.count == 1)
  }

  @Test func `reads noise alike however it is cut, and never traps`() {
    let alphabet = Array("data:event id\r\n\n\r: x\u{FEFF}retry0".utf8)
    for seed in 0..<600 as Range<UInt64> {
      var chance = Chance(seed: seed)
      let bytes = (0..<200).map { _ in alphabet[chance.below(alphabet.count)] }
      let whole = Self.parse(pieces: [bytes], limit: 50)
      #expect(Self.parse(pieces: chance.cut(bytes, longest: 9), limit: 50) == whole, "seed \(seed)")
    }
  }

  static func parse(_ text: String) -> Parsed {
    parse(pieces: [Array(text.utf8)])
  }

  static func parse(pieces: [[UInt8]], limit: Int = 1024) -> Parsed {
    var parser = SSEParser(maximumEventBytes: limit)
    var parsed = Parsed()
    func note(_ signal: SSEParser.Signal) -> Bool {
      switch signal {
      case .needMore: return false
      case .comment: parsed.comments += 1
      case .refused(let refusal):
        parsed.refusal = refusal
        return false
      case .event:
        parsed.events.append(
          Event(
            type: String(decoding: parser.event, as: UTF8.self),
            data: String(decoding: parser.data, as: UTF8.self)))
      }
      return true
    }
    for piece in pieces {
      var offset = 0
      while true {
        let signal = parser.next(piece.span, from: &offset)
        guard note(signal) else { break }
      }
    }
    _ = note(parser.finish())
    parsed.lastID = String(decoding: parser.lastID, as: UTF8.self)
    parsed.retry = parser.retryMilliseconds
    return parsed
  }
}
