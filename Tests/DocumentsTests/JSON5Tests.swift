import Documents
import Testing

@Suite struct JSON5Tests {
  @Test(arguments: [
    ("{a:1,}", "{\"a\":1}"), ("[1,]", "[1]"), ("{$_a1:1}", "{\"$_a1\":1}"),
    ("{'a b':'c'}", "{\"a b\":\"c\"}"),
    ("{é:1}", "{\"é\":1}"), ("{\\u0061b:1}", "{\"ab\":1}"), ("{a\u{200D}b:1}", "{\"a\u{200D}b\":1}"),
    ("{null:1,true:2,NaN:3}", "{\"null\":1,\"true\":2,\"NaN\":3}"), ("'it\\'s \"x\"'", "\"it's \\\"x\\\"\""),
    ("// a\n/* b\n * c **/ 1 // d", "1"), ("//\r1", "1"), ("//\u{2028}1", "1"), ("[1,/**/2]", "[1,2]"),
    ("\u{FEFF}{}", "{}"), ("\u{A0}\u{2003}\u{3000}\u{B}\u{C}\u{2028}\u{FEFF}1\u{A0}", "1"),
    ("'a\\\nb'", "\"ab\""), ("'a\\\r\nb'", "\"ab\""), ("'a\\\rb'", "\"ab\""), ("'a\\\u{2028}b'", "\"ab\""),
    ("'\\x41\\v\\0\\q\\é'", "\"A\\u000b\\u0000qé\""), ("'\t'", "\"\\t\""), ("1//", "1"),
    ("{a:1/**/,/**/}", "{\"a\":1}"),
  ])
  func `reads what JSON5 adds`(text: String, expected: String) {
    #expect(reread(text, .json5) == expected)
  }

  @Test(arguments: [
    ("0x1F", "31"), ("-0XfF", "-255"), ("+5", "5"), (".5", "0.5"), ("5.", "5.0"), ("-.5e1", "-5.0"),
    ("+.5", "0.5"),
    ("0xFFFFFFFFFFFFFFFF", "1.8446744073709552e+19"), ("0x7FFFFFFFFFFFFFFF", "9223372036854775807"),
    ("-0x8000000000000000", "-9223372036854775808"), ("0x0000000000000000000001", "1"), ("5.e3", "5000.0"),
    ("+.1234567890123456789012e-5", "1.2345678901234567e-06"),
    ("0x10000000000000000", "1.8446744073709552e+19"),
    ("-1234567890123456789012.", "-1.2345678901234568e+21"),
  ])
  func `reads the numbers that JSON5 adds`(text: String, expected: String) {
    #expect(reread(text, .json5) == expected)
  }

  @Test(arguments: ["NaN", "+NaN", "-NaN"])
  func `reads NaN, so that the schema can say what belongs there`(text: String) throws {
    #expect(try Document.parse(text, dialect: .json5).number?.isNaN == true)
  }

  @Test(arguments: [("Infinity", Double.infinity), ("+Infinity", .infinity), ("-Infinity", -.infinity)])
  func `reads Infinity with its sign`(text: String, expected: Double) throws {
    #expect(try Document.parse(text, dialect: .json5).value == .number(expected))
  }

  @Test(arguments: [
    "{a:1,,}", "[,]", "{,}", "[1,,]", "{1a:1}", "{a-b:1}", "{a b:1}", "{\\u0031a:1}", "{\\x61:1}", "010",
    "0x", "0xG",
    ".", "+", "-", "5.5.5", "0x1.5", "/* never closed", "/", "'a\nb'", "'\\1'", "'\\00'", "'\\x4'", "'abc",
    "\"abc'",
    "True", "infinity", "-true", "{a}", "{a:}", "\u{1}", "'\u{1}'", "'\\\u{1}'", "{\u{20AC}:1}", "+-1", "0b1",
    "1n",
  ])
  func `refuses what JSON5 does not allow`(text: String) {
    #expect(failure(text, .json5) != nil)
  }

  @Test func `reads every JSON document alike in both dialects`() {
    for text in ["{\"a\":[1,2.5,\"x\\u0041\",null,true]}", "[]", "\"\\u2028\"", "-0.0e1"] {
      #expect(reread(text, .json5) == reread(text, .json), "\(text)")
    }
  }

  @Test func `refuses a duplicate of a bare and a quoted key`() {
    #expect(failure("{a:1,'a':2}", .json5)?.kind == .duplicateKey)
  }

  @Test func `points at the opening of a comment that never closes`() {
    #expect(failure("{}\n  /* x\n\n", .json5)?.position == Position(line: 2, column: 3))
  }

  @Test func `says that a key with a hyphen needs quotes`() {
    #expect(reread("{ in-flight: 1 }", .json5) == "1:5: a key with \"-\" in it needs quotes")
  }
}
