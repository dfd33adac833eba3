import Documents
import Testing

/// Whatever the bytes are, the reader answers with a document or an error.
@Suite struct FuzzTests {
  private static let sample = """
    { // c
      'a\\x41': [1, -2.5e3, +0x1F, .5, 5., NaN, -Infinity], "é€😀": "\\uD83D\\uDE00\\n", b_1: {c: null, d: true,},
      /* x */ e: 'line \\
    two', "f": [[], {}, [{}]], "g": 12345678901234567890,
    }
    """

  @Test(arguments: [Dialect.json, .json5])
  func `answers for a document cut at every byte`(dialect: Dialect) {
    let bytes = Array(FuzzTests.sample.utf8)
    for length in 0..<bytes.count {
      #expect(throws: DocumentError.self, "\(length) bytes") {
        try Document.parse(Array(bytes[..<length]), dialect: dialect)
      }
    }
  }

  @Test func `reads the sample that is cut and mutated`() {
    #expect(failure(FuzzTests.sample, .json5) == nil)
  }

  @Test func `answers for every single byte replaced`() {
    let bytes = Array(FuzzTests.sample.utf8)
    var read = 0
    for place in bytes.indices {
      for byte in [
        0x00, 0x22, 0x27, 0x2C, 0x2F, 0x30, 0x5B, 0x5C, 0x75, 0x7B, 0x7D, 0x80, 0xC2, 0xED, 0xF0, 0xFF,
      ]
        as [UInt8]
      {
        var mutant = bytes
        mutant[place] = byte
        read += answers(mutant) ? 1 : 0
      }
    }
    #expect(read > 0 && read < bytes.count * 16)
  }

  @Test func `answers for many bytes changed, dropped and doubled`() {
    let seed: UInt64 = 2026
    var random = SplitMix(state: seed)
    for round in 0..<2000 {
      var mutant = Array(FuzzTests.sample.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<mutant.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: mutant[place] = UInt8.random(in: 0...255, using: &random)
        case 1: mutant.remove(at: place)
        default: mutant.insert(mutant[place], at: Int.random(in: 0..<mutant.count, using: &random))
        }
      }
      let wasRead = answers(mutant)
      #expect(!wasRead || rereads(mutant), "seed \(seed), round \(round)")
    }
  }

  @Test func `answers for words of the grammar in any order`() {
    let seed: UInt64 = 7
    var random = SplitMix(state: seed)
    let words = [
      "{", "}", "[", "]", ",", ":", "\"a\"", "'b'", "c", "1", "-", "+", ".", "e5", "0x", "NaN", "null", "//",
      "/*",
      "*/", "\n", " ", "\\u", "\\", "\"", "'", "\u{2028}", "\u{FEFF}", "é",
    ]
    var read = 0
    for _ in 0..<5000 {
      let count = Int.random(in: 1...9, using: &random)
      let text = (0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }.joined()
      read += answers(Array(text.utf8)) ? 1 : 0
    }
    #expect(read > 20, "seed \(seed)")
  }

  /// Whether a document is read in JSON5; what JSON reads, JSON5 must read too.
  private func answers(_ bytes: [UInt8]) -> Bool {
    let strict = parses(bytes, .json)
    let lenient = parses(bytes, .json5)
    #expect(lenient || !strict, "JSON reads what JSON5 refuses: \(bytes)")
    return lenient
  }

  /// Whether the document survives being written and read again.
  private func rereads(_ bytes: [UInt8]) -> Bool {
    let once = reread(bytes, .json5)
    return reread(once) == once
  }

  private func parses(_ bytes: [UInt8], _ dialect: Dialect) -> Bool {
    do {
      _ = try Document.parse(bytes, dialect: dialect)
      return true
    } catch {
      return false
    }
  }
}
