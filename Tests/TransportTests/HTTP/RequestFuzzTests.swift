import Testing
import Transport

@Suite struct `Broken requests` {
  static let seeds = [
    "POST /v1/chat HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
    "POST / HTTP/1.1\r\nHost: [::1]:80\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhello\r\n0\r\nA: b\r\n\r\n",
    "GET http://a/b?c HTTP/1.1\r\nHost: a\r\nConnection: close, x\r\n\r\n",
  ]

  @Test(arguments: 0..<3) func `never trap, and read alike however they are cut`(index: Int) {
    for seed in 0..<1500 as Range<UInt64> {
      var chance = Chance(seed: seed)
      let text = Array(Self.seeds[index].utf8)
      let bytes = chance.mutate(text + text)
      let whole = DecodedRequests(pieces: [bytes])
      let pieces = DecodedRequests(pieces: chance.cut(bytes, longest: 9))
      #expect(whole == pieces, "seed \(seed) of request \(index)")
    }
  }

  @Test func `of pure noise never trap and never grow past the limit`() {
    for seed in 0..<300 as Range<UInt64> {
      var chance = Chance(seed: seed)
      var limits = HTTPLimits()
      limits.headBytes = 512
      var decoder = RequestDecoder(limits: limits)
      for _ in 0..<20 {
        let noise = (0..<100).map { _ in UInt8(truncatingIfNeeded: chance.next() % 96 + 8) }
        var offset = 0
        while true {
          let event = decoder.next(noise.span, from: &offset)
          if event == .end { decoder.beginNextRequest() }
          if event == .needMore { break }
          if case .refused = event { break }
        }
        #expect(decoder.head.bytes.count <= 512, "seed \(seed)")
      }
    }
  }
}
