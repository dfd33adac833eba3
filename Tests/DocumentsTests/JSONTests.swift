import Documents
import Testing

@Suite struct JSONTests {
  @Test(arguments: [
    ("{}", "{}"), ("[]", "[]"), (" [ ] ", "[]"), ("\t{\r\n}\n", "{}"), ("null", "null"), ("true", "true"),
    ("false", "false"), ("\"\"", "\"\""), ("[1,2]", "[1,2]"), ("[[],[[]]]", "[[],[[]]]"),
    ("{\"a\":{\"b\":[1,{\"c\":null}]}}", "{\"a\":{\"b\":[1,{\"c\":null}]}}"),
    ("{\"\":0}", "{\"\":0}"), ("[\"a\" , \"b\"]", "[\"a\",\"b\"]"), ("\"/\\/\"", "\"//\""),
    ("{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}"), ("\"\u{7F}\"", "\"\\u007f\""),
  ])
  func `reads what RFC 8259 allows`(text: String, expected: String) {
    #expect(reread(text) == expected)
  }

  @Test(arguments: [
    "[1,]", "{\"a\":1,}", "[1 2]", "{\"a\" 1}", "{\"a\":}", "{a:1}", "{'a':1}", "['a']", "[,1]", "[1,,2]",
    "{,}", "[", "{", "]", "}", "[1", "{\"a\"", "{\"a\":", "{\"a\":1", "\"abc", "\"abc\\", "tru", "nul",
    "True",
    "// c\n1", "/* c */ 1", "1 // c", "[1]]", "1 2", "{}{}", "@", "[1}", "{\"a\":1]", "{\"a\",1}", "{1:2}",
    "{null:1}", "\u{B}1", "\u{A0}1", "\u{2028}1", "\u{FEFF}1", "#", "[a]", "undefined", "[\"a\":1]", "--1",
    "",
    " ", "\n",
  ])
  func `refuses what RFC 8259 does not allow`(text: String) {
    #expect(failure(text) != nil)
  }

  @Test func `names both places of a duplicate key`() {
    let error = failure("{\"id\": 1,\n \"x\": 2, \"id\": 3}")
    #expect(error?.kind == .duplicateKey)
    #expect(error?.description == "2:10: duplicate key \"id\": it stands at 1:2 already; remove one of them")
  }

  @Test func `finds a duplicate among many keys`() {
    let keys = (0..<500).map { "\"k\($0)\":0" }.joined(separator: ",")
    #expect(failure("{\(keys)}") == nil)
    #expect(failure("{\(keys),\"k7\":1}")?.kind == .duplicateKey)
  }

  @Test func `finds a duplicate at each size around the switch to a table`() {
    for count in 1...40 {
      let keys = (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",")
      #expect(failure("{\(keys)}") == nil, "\(count) keys")
      #expect(failure("{\(keys),\"k0\":0}")?.kind == .duplicateKey, "first of \(count) keys")
      #expect(failure("{\(keys),\"k\(count - 1)\":0}")?.kind == .duplicateKey, "last of \(count) keys")
    }
  }

  @Test func `takes a key spelled with an escape for the same key`() {
    #expect(failure("{\"a\":1,\"\\u0061\":2}")?.kind == .duplicateKey)
  }

  @Test func `allows one key in different objects`() {
    #expect(reread("[{\"a\":1},{\"a\":{\"a\":2}}]") == "[{\"a\":1},{\"a\":{\"a\":2}}]")
  }

  @Test func `says what an empty document lacks`() {
    #expect(failure("")?.description == "1:1: the document is empty; it must hold one value, for example {}")
  }

  @Test func `says that a binary file is no text`() {
    let message = reread([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0])
    #expect(message.contains("this is a binary file or UTF-16, not UTF-8 text: byte 7 is zero"))
  }

  @Test(arguments: [[0xFF, 0xFE, 0x7B, 0x00], [0xFE, 0xFF, 0x00, 0x7B]] as [[UInt8]])
  func `says that UTF-16 must be saved as UTF-8`(bytes: [UInt8]) {
    #expect(reread(bytes, .json5) == "1:1: this is UTF-16 text; save it as UTF-8")
  }

  @Test func `refuses a byte order mark in JSON`() {
    #expect(reread([0xEF, 0xBB, 0xBF, 0x31]).contains("byte order mark"))
  }

  @Test(arguments: [
    ("[1,]", "1:3: JSON has no comma after the last value; remove it"),
    ("{\"a\" 1}", "1:6: expected \":\" after the key \"a\", found \"1\""),
    ("[1 2]", "1:4: expected \",\" or \"]\" after the value, found \"2\""),
    ("{'a':1}", "1:2: expected a key in double quotes, found an apostrophe"),
    ("['a']", "1:2: JSON strings stand in double quotes; write \"…\""),
    ("[1,,2]", "1:4: expected a value, found \",\"; remove the comma or write the value before it"),
    ("{\"a\": [1", "1:9: the list that opens at 1:7 is never closed; is \"]\" missing?"),
    ("[True]", "1:2: unknown word; did you mean true? Text needs quotes"),
    ("[None]", "1:2: unknown word \"None\"; did you mean null?"),
    ("{} x", "1:4: expected the end of the document after its value, found \"x\""),
    ("[\u{201C}a\u{201D}]", "1:2: a typographic quote; write a straight one: \""),
    ("// c", "1:1: JSON has no comments; remove it, or use JSON5 where that is accepted"),
    ("\"abc", "1:1: the string that opens here is never closed; is a quote missing?"),
  ])
  func `says what is wrong and what to do`(text: String, expected: String) {
    #expect(reread(text) == expected)
  }

  @Test func `does not repeat a bare word, which may be a secret`() {
    let error = failure("{ api_key: sk_live_4711 }", .json5)
    #expect(
      error?.description == "1:12: a word without quotes; text needs quotes, only true, false and null do not"
    )
  }

  @Test func `shows control characters of a key harmlessly`() {
    let error = failure("{\"\\u001b[2J\":1,\"\\u001b[2J\":1}")
    #expect(error?.message.hasPrefix("duplicate key \"\\u{1B}[2J\"") == true)
  }
}
