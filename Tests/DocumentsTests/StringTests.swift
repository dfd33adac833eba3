import Documents
import Testing

@Suite struct StringTests {
  @Test(arguments: [
    ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"), ("\"\\u0041\\u00e9\\u20AC\"", "Aé€"),
    ("\"\\uD83D\\uDE00\"", "😀"), ("\"\\udbff\\udfff\"", "\u{10FFFF}"), ("\"\\u0000\"", "\0"),
    ("\"é€😀\"", "é€😀"), ("\"a\\nb\\nc\"", "a\nb\nc"), ("\"\u{2028}\"", "\u{2028}"),
    ("\"\\uFFFF\"", "\u{FFFF}"),
  ])
  func `resolves escapes and keeps the rest`(text: String, expected: String) throws {
    let string = try #require(try Document.parse(text, dialect: .json).string)
    #expect(Array(string.utf8) == Array(expected.utf8))
  }

  @Test(arguments: [
    "\"\\a\"", "\"\\'\"", "\"\\0\"", "\"\\x41\"", "\"\\v\"", "\"\\u\"", "\"\\u12\"", "\"\\u12G4\"",
    "\"\\U0041\"",
    "\"\\\n\"", "\"\\u 041\"",
  ])
  func `refuses escapes that JSON does not have`(text: String) {
    #expect(failure(text)?.kind == .syntax)
  }

  @Test(arguments: [
    "\"\\uD800\"", "\"\\uDC00\"", "\"\\uD800x\"", "\"\\uD800\\n\"", "\"\\uD800\\uD800\"",
    "\"\\uDC00\\uD800\"",
    "\"\\uD800\\u0041\"",
  ])
  func `refuses half of a surrogate pair`(text: String) {
    #expect(failure(text)?.kind == .encoding)
  }

  @Test func `refuses every control character in a string`() {
    for code in UInt8(0)..<0x20 {
      #expect(failure("\"a\(Character(Unicode.Scalar(code)))b\"") != nil, "code \(code)")
    }
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE2, 0x82],
      [0xED, 0xA0, 0x80],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
      [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func `refuses bytes that are not UTF-8`(bytes: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    for dialect in [Dialect.json, .json5] {
      #expect(reread([quote] + bytes + [quote], dialect).hasPrefix("1:2: byte 0x"), "\(bytes)")
    }
  }

  @Test func `refuses bytes that are not UTF-8 in a comment`() {
    #expect(reread([0x2F, 0x2F, 0xFF, 0x0A, 0x31], .json5).hasPrefix("1:3: byte 0xFF here is not UTF-8"))
  }

  @Test func `points at the opening quote of a string that runs over its line`() {
    #expect(failure("{\n  \"a\": \"bc,\n  \"d\": 1}")?.position == Position(line: 2, column: 8))
  }

  @Test func `says how to write a tab`() {
    #expect(reread("\"a\tb\"") == "1:3: a tab inside a string; write \\t")
  }
}
