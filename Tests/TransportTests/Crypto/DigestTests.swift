import Testing
import Transport

@Suite struct `Digests` {
  /// FIPS 180-4 examples, and lengths around the padding's edges as computed by OpenSSL.
  @Test(arguments: [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func `SHA-256 agrees with its standard`(text: String, times: Int, digest: String) {
    let bytes = Array(String(repeating: text, count: times).utf8)
    #expect(Hex.encode(SHA256.hash(bytes.span)) == digest)
  }

  @Test func `SHA-256 of pieces is SHA-256 of the whole at every length and cut`() {
    var chance = Chance(seed: 7)
    for length in 0..<150 {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
      var pieces = SHA256()
      for piece in chance.cut(bytes, longest: 70) {
        pieces.update(piece.span)
      }
      #expect(pieces.finalized() == SHA256.hash(bytes.span), "length \(length), seed 7")
    }
  }

  /// RFC 4231 §4.2, §4.3, §4.7.
  @Test(arguments: [
    (
      [UInt8](repeating: 0x0B, count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func `HMAC agrees with RFC 4231`(key: [UInt8], message: String, code: String) {
    #expect(Hex.encode(HMACSHA256.code(key: key, message: Array(message.utf8))) == code)
  }

  @Test func `CRC-32 has its check value`() {
    #expect(CRC32.checksum(Array("123456789".utf8).span) == 0xCBF4_3926)
  }

  @Test(arguments: [("a", "a", true), ("a", "b", false), ("a", "ab", false), ("", "", true)])
  func `comparison in constant time compares`(left: String, right: String, equal: Bool) {
    #expect(constantTimeEqual(Array(left.utf8), Array(right.utf8)) == equal)
  }
}

@Suite struct `Encodings` {
  /// RFC 4648 §10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func `Base64 agrees with RFC 4648 both ways`(text: String, encoded: String) {
    let bytes = Array(text.utf8)
    #expect(Base64.encode(bytes) == encoded)
    #expect(Base64.decode(encoded) == bytes)
  }

  @Test func `Base64 for addresses uses its own alphabet and no filling`() {
    #expect(Base64.encode([0xFB, 0xFF, 0xFE, 0xFF], .url) == "-__-_w")
    #expect(Base64.decode("-__-_w", .url) == [0xFB, 0xFF, 0xFE, 0xFF])
  }

  @Test(arguments: ["Zg=", "Zg", "Z===", "Zh==", "Zm9=", "Z m9v", "Zm9v\n", "-___", "====", "Zm9vY==="])
  func `Base64 refuses what is not the one right text`(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test func `hexadecimal digits are read and written`() {
    #expect(Hex.decode("00fFa1") == [0, 255, 161] && Hex.encode([0, 255, 161]) == "00ffa1")
  }

  @Test(arguments: ["0", "0g", " 00"]) func `hexadecimal text that is none is refused`(text: String) {
    #expect(Hex.decode(text) == nil)
  }

  @Test func `a form is percent-encoded`() {
    #expect(PercentEncoding.form([("a b", "c/d"), ("é", "~+")]) == "a%20b=c%2Fd&%C3%A9=~%2B")
  }
}

@Suite struct `Wall time` {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-11-22T09:32:23Z", 1_795_339_943),
      ("2026-11-22T08:48:32.005672Z", 1_795_337_312), ("2036-01-01T00:00:00Z", 2_082_758_400),
      ("2024-02-29T23:59:60Z", 1_709_251_200), ("2026-01-02T03:04:05+01:00", 1_767_319_445),
      ("1969-12-31T23:59:59Z", -1),
    ] as [(String, Int64)])
  func `is read from ISO 8601`(text: String, seconds: Int64) {
    #expect(WallTime(iso: text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T09:32:23",
    "2026-11-22T09:32:23z", "2026-11-22T09:32:23+1:00", "20261122T093223Z00000", "2026-11-22T09:32:23Z ",
    "0000-01-01T00:00:00Z",
  ])
  func `refuses other text`(text: String) {
    #expect(WallTime(iso: text) == nil)
  }

  @Test func `is written for a signature`() {
    #expect(WallTime(seconds: 1_767_323_045).basicISO == "20260102T030405Z")
  }

  @Test func `is written and read in the form of HTTP`() {
    let time = WallTime(seconds: 784_111_777)
    #expect(time.httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(WallTime(httpDate: time.httpDate) == time)
  }
}
