import Testing
import Transport

@Suite struct `The binary event stream of AWS` {
  /// Frames that botocore's EventStreamBuffer accepts.
  static let delta =
    "0000009400000057b4ab9aee0b3a6576656e742d74797065070011636f6e74656e74426c6f636b44656c74610d3a636f6e74656e74"
    + "2d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22636f6e7465"
    + "6e74426c6f636b496e646578223a302c2264656c7461223a7b2274657874223a224869227d7d1f944657"
  static let empty = "000000100000000005c248eb7d98c8ff"

  static let everyType = EventStreamMessage(
    headers: [
      .init(name: "yes", value: .bool(true)), .init(name: "no", value: .bool(false)),
      .init(name: "a", value: .int8(-1)), .init(name: "b", value: .int16(-2)),
      .init(name: "c", value: .int32(.min)), .init(name: "d", value: .int64(.max)),
      .init(name: "e", value: .bytes([0, 255])), .init(name: "f", value: .string("gr\u{FC}n")),
      .init(name: "g", value: .timestamp(milliseconds: 1_767_323_045_000)),
      .init(name: "h", value: .uuid(Array(0..<16))),
    ], payload: Array("payload".utf8))

  @Test func `is read as botocore reads it`() throws {
    let bytes = try #require(Hex.decode(Self.delta))
    let message = try #require(Self.decode([bytes]).messages.first)
    #expect(message.text(of: ":event-type") == "contentBlockDelta")
    #expect(message.text(of: ":content-type") == "application/json")
    #expect(message.text(of: ":message-type") == "event")
    #expect(
      String(decoding: message.payload, as: UTF8.self)
        == #"{"contentBlockIndex":0,"delta":{"text":"Hi"}}"#)
  }

  @Test(arguments: [delta, empty]) func `is written as botocore accepts it`(frame: String) throws {
    let bytes = try #require(Hex.decode(frame))
    let message = try #require(Self.decode([bytes]).messages.first)
    #expect(Hex.encode(message.encoded()) == frame)
  }

  @Test func `has the documented checksums for an exception`() {
    let message = EventStreamMessage(
      headers: [
        .init(name: ":exception-type", value: .string("throttlingException")),
        .init(name: ":content-type", value: .string("application/json")),
        .init(name: ":message-type", value: .string("exception")),
      ], payload: Array(#"{"message":"Too many requests"}"#.utf8))
    let frame = Hex.encode(message.encoded())
    #expect(frame.hasPrefix("00000090000000618e91a9b7") && frame.hasSuffix("e67f8005"))
  }

  @Test func `carries headers of every type there and back`() {
    #expect(Self.decode([Self.everyType.encoded()]).messages == [Self.everyType])
  }

  @Test func `is read alike wherever the bytes are cut in two`() {
    let bytes = Self.everyType.encoded() + EventStreamMessage().encoded() + Self.everyType.encoded()
    for cut in 0...bytes.count {
      let decoded = Self.decode([Array(bytes[..<cut]), Array(bytes[cut...])])
      #expect(decoded.messages.count == 3 && decoded.refusal == nil, "cut at byte \(cut)")
    }
  }

  @Test func `with any one byte changed is refused or waits for more`() {
    let bytes = Self.everyType.encoded()
    for index in bytes.indices {
      var broken = bytes
      broken[index] ^= 0x41
      #expect(Self.decode([broken]).messages.isEmpty, "byte \(index)")
    }
  }

  @Test(arguments: [
    (total: 15, headers: 0, EventStreamRefusal.badLengths),
    (total: 20, headers: 5, .badLengths),
    (total: 16, headers: 4_294_967_295, .badLengths),
    (total: 4_294_967_295, headers: 200_000, .headersTooLong),
    (total: 4_294_967_295, headers: 0, .payloadTooLong),
  ])
  func `with impossible lengths is refused before it is stored`(
    total: Int, headers: Int, refusal: EventStreamRefusal
  ) throws {
    let bytes = try Self.closed(Self.hex32(total) + Self.hex32(headers))
    #expect(Self.decode([bytes]).refusal == refusal)
  }

  @Test(arguments: [
    "0007000161", "01610a", "0161ff", "016106ffff", "01610700", "01610900", "02", "0161070001ff",
    "016104000000",
  ])
  func `with a broken header is refused`(header: String) throws {
    let frame = try Self.frame(header: header)
    #expect(Self.decode([frame]).refusal == .badHeader)
  }

  @Test func `of noise never traps`() {
    for seed in 0..<1000 as Range<UInt64> {
      var chance = Chance(seed: seed)
      let bytes = chance.mutate(Self.everyType.encoded() + Self.everyType.encoded())
      let whole = Self.decode([bytes])
      let pieces = Self.decode(chance.cut(bytes, longest: 30))
      #expect(whole.messages == pieces.messages && whole.refusal == pieces.refusal, "seed \(seed)")
    }
  }

  static func hex32(_ value: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }

  /// A frame whose checksums are right around whatever header bytes.
  static func frame(header: String) throws -> [UInt8] {
    let prelude = try closed(hex32(16 + header.utf8.count / 2) + hex32(header.utf8.count / 2))
    return try closed(Hex.encode(prelude) + header)
  }

  /// The bytes of the digits, and their checksum.
  static func closed(_ hex: String) throws -> [UInt8] {
    let bytes = try #require(Hex.decode(hex))
    let checksum = try #require(Hex.decode(hex32(Int(CRC32.checksum(bytes.span)))))
    return bytes + checksum
  }

  static func decode(
    _ pieces: [[UInt8]]
  ) -> (messages: [EventStreamMessage], refusal: EventStreamRefusal?) {
    var decoder = EventStreamDecoder()
    var messages: [EventStreamMessage] = []
    for piece in pieces {
      var offset = 0
      reading: while true {
        switch decoder.next(piece.span, from: &offset) {
        case .needMore: break reading
        case .message(let message): messages.append(message)
        case .refused(let refusal): return (messages, refusal)
        }
      }
    }
    return (messages, nil)
  }
}
