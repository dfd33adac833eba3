import Documents
import Testing

@Suite struct WriterTests {
  private func sample(_ style: JSONWriter.Style) -> String {
    var writer = JSONWriter(style: style)
    writer.object {
      $0.field("id", "x")
      $0.field("n", 3)
      $0.object("empty") { _ in }
      $0.array("list") {
        $0.value(1.5)
        $0.object { $0.field("on", true) }
        $0.array { _ in }
      }
      $0.field("gone", String?.none)
    }
    return writer.text
  }

  @Test func `writes one line in the order written`() {
    #expect(sample(.compact) == #"{"id":"x","n":3,"empty":{},"list":[1.5,{"on":true},[]],"gone":null}"#)
  }

  @Test func `writes an item a line, two spaces further in each level`() {
    #expect(
      sample(.pretty) == """
        {
          "id": "x",
          "n": 3,
          "empty": {},
          "list": [
            1.5,
            {
              "on": true
            },
            []
          ],
          "gone": null
        }
        """)
  }

  @Test(
    arguments: [
      (1.0, "1.0"), (0.1, "0.1"), (1e16, "1e+16"), (.leastNonzeroMagnitude, "5e-324"), (-0.0, "-0.0"),
      (.infinity, "null"),
      (-.infinity, "null"), (.nan, "null"), (1.7976931348623157e308, "1.7976931348623157e+308"),
    ] as [(Double, String)])
  func `writes doubles as JSON can hold them`(double: Double, expected: String) {
    #expect(written(double) == expected)
  }

  @Test func `writes whole numbers with all their digits`() {
    #expect(written([Int64.min, .max]) == "[-9223372036854775808,9223372036854775807]")
    #expect(written(UInt64.max) == "18446744073709551615")
  }

  @Test(arguments: [
    ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t\u{8}\u{C}", #""\n\r\t\b\f""#), ("\0\u{1F}", #""\u0000\u001f""#),
    ("\u{7F}\u{80}\u{9F}", #""\u007f\u0080\u009f""#), ("\u{2028}\u{2029}", #""\u2028\u2029""#),
    ("é€😀\u{A0}", "\"é€😀\u{A0}\""), ("/", "\"/\""), ("", "\"\""),
  ])
  func `escapes what must not stand in a string`(text: String, expected: String) {
    #expect(written(text) == expected)
  }

  @Test func `escapes keys`() {
    var writer = JSONWriter()
    writer.object { $0.field("a\n", 1) }
    #expect(writer.text == #"{"a\n":1}"#)
  }

  @Test func `writes the same whether opened and closed by hand or by closure`() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("a")
    writer.beginArray()
    writer.null()
    writer.endArray()
    writer.endObject()
    #expect(writer.text == #"{"a":[null]}"#)
  }

  @Test func `writes one document a line`() {
    var writer = JSONWriter()
    for number in 1...2 {
      writer.object { $0.field("n", number) }
      writer.endLine()
    }
    #expect(writer.text == "{\"n\":1}\n{\"n\":2}\n")
  }

  @Test func `begins anew after everything is removed, even inside an object`() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("a")
    writer.removeAll()
    writer.value(1)
    #expect(writer.text == "1")
  }

  @Test func `writes a document back as it was read`() throws {
    let text = #"{"b":[1,-2.5,null,true,"\u0001"],"a":{"":{}}}"#
    #expect(reread(text) == text)
  }

  @Test func `reads every character back that it writes`() throws {
    for start in stride(from: UInt32(0), to: 0x11_0000, by: 0x400) {
      let scalars = (start..<start + 0x400).compactMap(Unicode.Scalar.init)
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      let node = try Document.parse(written(text), dialect: .json)
      #expect(node.string?.unicodeScalars.elementsEqual(scalars) == true, "from \(start)")
    }
  }

  @Test func `reads every double back that it writes`() throws {
    let seed: UInt64 = 3
    var random = SplitMix(state: seed)
    for _ in 0..<3000 {
      let double = Double(bitPattern: random.next())
      guard double.isFinite else { continue }
      let node = try Document.parse(written(double), dialect: .json)
      #expect(node.number?.bitPattern == double.bitPattern, "seed \(seed), \(double)")
    }
  }

  @Test func `reads every tree back that it writes`() throws {
    let seed: UInt64 = 9
    var random = SplitMix(state: seed)
    for round in 0..<200 {
      let text = written(tree(4, &random), round.isMultiple(of: 2) ? .compact : .pretty)
      let node = try Document.parse(text, dialect: .json)
      let again = written(node, round.isMultiple(of: 2) ? .compact : .pretty)
      #expect(again == text, "seed \(seed), round \(round)")
    }
  }

  private func tree(_ depth: Int, _ random: inout SplitMix) -> Node {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: Node(.null)
    case 1: Node(.bool(Bool.random(using: &random)))
    case 2: Node(.integer(Int64.random(in: .min ... .max, using: &random)))
    case 3: Node(.number(Double.random(in: -1e6...1e6, using: &random)))
    case 4: Node(.string(String(UInt64.random(in: 0...99, using: &random)) + "\n\"é"))
    case 5: Node(.array((0..<Int.random(in: 0...4, using: &random)).map { _ in tree(depth - 1, &random) }))
    default:
      Node(
        .object(
          (0..<Int.random(in: 0...4, using: &random)).map {
            Member(key: "k\($0)", value: tree(depth - 1, &random))
          }))
    }
  }

  @Test func `stops at a value without its key`() async {
    await #expect(processExitsWith: .failure) {
      var writer = JSONWriter()
      writer.object { $0.value(1) }
    }
  }

  @Test func `stops at a second value outside`() async {
    await #expect(processExitsWith: .failure) {
      var writer = JSONWriter()
      writer.value(1)
      writer.value(2)
    }
  }
}
