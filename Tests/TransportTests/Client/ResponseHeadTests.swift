import Testing

@testable import Transport

@Suite struct `The head of a response` {
  @Test func `is made from its lines`() {
    let head = Self.read(["HTTP/1.1 200 OK\r\n", "Retry-After:  7 \r\n", "X-A: b\r\n", "\r\n"])
    #expect(head.status == 200 && head.text(of: "retry-after") == "7" && head.text(of: "x-a") == "b")
  }

  @Test func `forgets an interim head`() {
    let head = Self.read(["HTTP/1.1 103 Hi\r\n", "A: b\r\n", "\r\n", "HTTP/2 204 \r\n", "C: d\r\n", "\r\n"])
    #expect(head.status == 204 && head.text(of: "a") == nil && head.fields.count == 1)
  }

  @Test func `leaves a line out that is no field`() {
    let head = Self.read(["HTTP/1.1 200\r\n", "no colon\r\n", " folded: x\r\n", "A: b\n", "\r\n"])
    #expect(head.fields.count == 1 && head.text(of: "a") == "b")
  }

  @Test func `can be made for a test`() {
    let head = ResponseHead(status: 429, fields: [HeaderField("Retry-After", "3"), HeaderField("a b", "c")])
    #expect(head.status == 429 && head.text(of: "retry-after") == "3" && head.fields.count == 1)
  }

  @Test func `never traps on broken lines and never grows past its limit`() {
    let lines = [
      "HTTP/1.1 200 OK\r\n", "Content-Type: text/event-stream\r\n", "X-Long: aaaaaaaaaaaa\r\n", "\r\n",
    ]
    for seed in 0..<500 as Range<UInt64> {
      var chance = Chance(seed: seed)
      var head = ResponseHead()
      for _ in 0..<30 {
        let line = chance.mutate(Array(lines[chance.below(lines.count)].utf8))
        _ = head.take(line.span, limitBytes: 256)
        #expect(head.bytes.count <= 256, "seed \(seed)")
      }
    }
  }

  static func read(_ lines: [String]) -> ResponseHead {
    var head = ResponseHead()
    for line in lines {
      _ = head.take(Array(line.utf8).span, limitBytes: 1024)
    }
    return head
  }
}
