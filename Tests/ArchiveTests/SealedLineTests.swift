import Testing

@testable import Archive

@Suite struct SealedLineTests {
  private static let object = Array(#"{"id":7,"reason":"näh \"x\""}"#.utf8)

  @Test func `what was sealed is found again`() {
    let line = SealedLine.seal(Self.object)
    #expect(line.last == UInt8(ascii: "\n"))
    #expect(SealedLine.open(line.dropLast()) == Self.object)
  }

  @Test func `a sealed line is one JSON object with a field more`() {
    let text = String(decoding: SealedLine.seal([UInt8]("{\"a\":1}".utf8)), as: UTF8.self)
    #expect(text.hasPrefix("{\"a\":1,\"crc\":\""))
    #expect(text.hasSuffix("\"}\n"))
  }

  @Test func `a line cut anywhere is refused`() {
    let line = SealedLine.seal(Self.object).dropLast()
    let believed = (0..<line.count).filter { SealedLine.open(line.prefix($0)) != nil }
    #expect(believed == [])
  }

  @Test func `a line with any bit turned is refused`() {
    let line = Array(SealedLine.seal(Self.object).dropLast())
    let believed = (0..<line.count * 8).filter { bit in
      var altered = line
      altered[bit / 8] ^= 1 << UInt8(bit % 8)
      return SealedLine.open(altered[...]) != nil
    }
    #expect(believed == [])
  }

  @Test func `a torn last line is told from a damaged one`() {
    let line = SealedLine.seal(Self.object)
    let lines = SealedLines(line + Array("rubbish\n".utf8) + line + line.prefix(9))
    #expect(lines.objects == [Self.object, Self.object])
    #expect(lines.damaged == 1)
    #expect(lines.tornBytes == 9)
  }
}
