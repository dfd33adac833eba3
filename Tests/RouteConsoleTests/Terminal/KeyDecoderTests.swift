import Testing

@testable import RouteConsole

@Suite struct KeyDecoderTests {
  static let sequences: [(String, Key)] = [
    ("j", .character("j")), ("é", .character("é")), ("東", .character("東")), ("👍", .character("👍")),
    ("\r", .enter), ("\t", .tab), ("\u{7F}", .backspace), ("\u{8}", .backspace), ("\u{0}", .control("@")),
    ("\u{4}", .control("d")), ("\u{1C}", .control("\\")), ("\u{1B}x", .alt("x")), ("\u{1B}é", .alt("é")),
    ("\u{1B}\r", .modified(.alt, .enter)), ("\u{1B}[A", .up), ("\u{1B}OB", .down), ("\u{1B}[D", .left),
    ("\u{1B}[H", .home), ("\u{1B}OF", .end), ("\u{1B}[1~", .home), ("\u{1B}[8~", .end),
    ("\u{1B}[3~", .delete),
    ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown), ("\u{1B}OP", .function(1)), ("\u{1B}[[B", .function(2)),
    ("\u{1B}[15~", .function(5)), ("\u{1B}[24~", .function(12)), ("\u{1B}[Z", .backTab),
    ("\u{1B}[1;5D", .modified(.control, .left)), ("\u{1B}[1;2R", .modified(.shift, .function(3))),
    ("\u{1B}[5;3~", .modified(.alt, .pageUp)), ("\u{1B}[27;5;100~", .control("d")),
    ("\u{1B}[100;5u", .control("d")),
    ("\u{1B}[a", .modified(.shift, .up)),
  ]

  @Test(arguments: sequences)
  func `a sequence is one key wherever it is cut`(sequence: String, key: Key) {
    let bytes = Array(sequence.utf8)
    for cut in 0...bytes.count {
      var decoder = KeyDecoder()
      let inputs = decoder.feed(bytes[..<cut]) + decoder.feed(bytes[cut...])
      #expect(inputs == [.key(key)], "cut after \(cut) bytes")
      #expect(decoder.patience == nil, "cut after \(cut) bytes")
    }
  }

  @Test func `keys that follow one another are told apart`() {
    var decoder = KeyDecoder()
    let inputs = decoder.feed(Array("j\u{1B}[Ak\u{1B}OBé".utf8))
    #expect(
      inputs == [.key(.character("j")), .key(.up), .key(.character("k")), .key(.down), .key(.character("é"))])
  }

  @Test func `a lone escape becomes the key when nothing follows`() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1B]).isEmpty)
    #expect(decoder.patience == .escape)
    #expect(decoder.timeOut() == [.key(.escape)])
  }

  @Test func `the rest of a sequence whose escape came too early is not taken for letters`() {
    var decoder = KeyDecoder()
    _ = decoder.feed([0x1B])
    _ = decoder.timeOut()
    #expect(decoder.feed(Array("[D".utf8)) == [.key(.left)])
  }

  @Test func `letters typed after an escape are letters`() {
    var decoder = KeyDecoder()
    _ = decoder.feed([0x1B])
    _ = decoder.timeOut()
    let inputs = decoder.feed(Array("[".utf8)) + decoder.feed(Array("D".utf8))
    #expect(inputs == [.key(.character("[")), .key(.character("D"))])
  }

  @Test(arguments: [
    "\u{1B}[99D", "\u{1B}[>1;2c", "\u{1B}[12;34;56x", "\u{1B}Oz", "\u{1B}P1$rq\u{1B}\\",
    "\u{1B}]0;DBXUP\u{7}",
  ])
  func `no letter of an unknown sequence is taken for a key that acts`(sequence: String) {
    var decoder = KeyDecoder()
    let acting = decoder.feed(Array(sequence.utf8)).filter { input in
      guard case .key(.character) = input else { return false }
      return true
    }
    #expect(acting.isEmpty && decoder.patience == nil)
  }

  @Test func `a sequence without end is dropped`() {
    var decoder = KeyDecoder()
    let inputs = decoder.feed(Array("\u{1B}[".utf8) + Array(repeating: 0x31, count: 5_000) + Array("D".utf8))
    #expect(inputs.isEmpty && decoder.patience == nil)
  }

  @Test func `an operating system command that never ends lets go`() {
    var decoder = KeyDecoder()
    #expect(decoder.feed(Array("\u{1B}]".utf8)).isEmpty)
    #expect(decoder.timeOut() == [.key(.alt("]"))])
    #expect(decoder.feed(Array("q".utf8)) == [.key(.character("q"))])
  }

  @Test func `pasted text is never keys`() {
    let bytes = Array("\u{1B}[200~D\ny\u{1B}[A長\u{1B}[201~j".utf8)
    for cut in 0...bytes.count {
      var decoder = KeyDecoder()
      let inputs = decoder.feed(bytes[..<cut]) + decoder.feed(bytes[cut...])
      let paste = Paste(text: "D\ny\u{1B}[A長", isTruncated: false)
      #expect(inputs == [.paste(paste), .key(.character("j"))], "cut after \(cut) bytes")
    }
  }

  @Test func `a long paste is cut, and its end still found`() {
    var decoder = KeyDecoder()
    let body = String(repeating: "x", count: Paste.maximumBytes + 1_000)
    let inputs = decoder.feed(Array("\u{1B}[200~\(body)\u{1B}[201~j".utf8))
    let kept = Paste(text: String(repeating: "x", count: Paste.maximumBytes), isTruncated: true)
    #expect(inputs == [.paste(kept), .key(.character("j"))])
  }

  @Test(arguments: [
    ("\u{1B}[<0;5;3M", MouseEvent(action: .press, button: 1, point: Point(column: 4, row: 2))),
    ("\u{1B}[<2;300;3m", MouseEvent(action: .release, button: 3, point: Point(column: 299, row: 2))),
    ("\u{1B}[<65;1;1M", MouseEvent(action: .wheelDown, button: 0, point: Point(column: 0, row: 0))),
    ("\u{1B}[M #%", MouseEvent(action: .press, button: 1, point: Point(column: 2, row: 4))),
  ])
  func `the mouse is understood in both forms`(sequence: String, event: MouseEvent) {
    var decoder = KeyDecoder()
    #expect(decoder.feed(Array(sequence.utf8)) == [.mouse(event)])
  }

  @Test(arguments: [
    ("\u{1B}[?2026;2$y", TerminalReport.synchronizedOutput(isSupported: true)),
    ("\u{1B}[?2026;0$y", .synchronizedOutput(isSupported: false)),
    ("\u{1B}]11;rgb:ffff/8080/0000\u{1B}\\", .background(RGB(255, 128, 0))),
    ("\u{1B}]11;rgb:ff/80/00\u{7}", .background(RGB(255, 128, 0))),
    ("\u{1B}[2;3R", .cursor(Point(column: 2, row: 1))), ("\u{1B}[?62;4c", .attributes),
  ])
  func `answers of the terminal are understood`(sequence: String, report: TerminalReport) {
    var decoder = KeyDecoder()
    #expect(decoder.feed(Array(sequence.utf8)) == [.report(report)])
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func `any bytes in any pieces leave a decoder that still hears`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var decoder = KeyDecoder()
    for _ in 0..<200 {
      let favourites: [UInt8] = [0x1B, 0x5B, 0x4F, 0x5D, 0x3B, 0x31, 0x7E, 0x4D, 0x3C, 0xE6, 0x80, 0xFF]
      let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        Bool.random(using: &random)
          ? favourites.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
      }
      _ = decoder.feed(bytes)
      if Bool.random(using: &random) { _ = decoder.timeOut() }
    }
    // A paste may be open, and an escape may have just been given up: two ends of waiting clear both.
    _ = decoder.timeOut()
    _ = decoder.feed(Array(" ".utf8))
    _ = decoder.timeOut()
    #expect(decoder.feed(Array("q".utf8)) == [.key(.character("q"))], "seed \(seed)")
  }
}
