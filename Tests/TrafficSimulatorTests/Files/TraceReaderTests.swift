import RoutingEngine
import Testing

@testable import TrafficSimulator

@Suite struct TraceReaderTests {
  private static let header = "TIMESTAMP,ContextTokens,GeneratedTokens\n"

  private func read(_ text: String) throws(TraceError) -> [TracePoint] {
    var reader = TraceReader()
    try reader.read(text.utf8)
    return try reader.finish()
  }

  @Test func `times count from the first request, to 100 nanoseconds`() throws {
    let points = try read(
      Self.header + "2023-11-16 18:17:03.9799600,4808,10\n2023-11-16 18:17:04.0319601,3180,8\n")
    #expect(
      points == [
        TracePoint(offset: .zero, promptTokens: 4_808, outputTokens: 10),
        TracePoint(offset: Nanoseconds(52_000_100), promptTokens: 3_180, outputTokens: 8),
      ])
  }

  @Test(arguments: [
    "2024-05-10 00:00:00.009930+00:00", "2024-05-10T00:00:00.009930Z", "2024-05-10 00:00:00.00993",
  ])
  func `other spellings of a time are read`(time: String) throws {
    let points = try read(Self.header + "2024-05-10 00:00:00,1,1\n\(time),2,2")
    #expect(points.last?.offset == .microseconds(9_930))
  }

  @Test func `a midnight between two requests is no jump`() throws {
    let points = try read(Self.header + "2024-02-29 23:59:59.5,1,1\n2024-03-01 00:00:00.5,1,1\n")
    #expect(points.last?.offset == .seconds(1))
  }

  @Test func `columns may stand in any order, lines may end in CR LF, and a byte order mark is no matter`()
    throws
  {
    let points = try read(
      "\u{FEFF}GeneratedTokens,Model,TIMESTAMP,ContextTokens\r\n7,x,2024-01-01 00:00:00,9\r\n\r\n")
    #expect(points == [TracePoint(offset: .zero, promptTokens: 9, outputTokens: 7)])
  }

  @Test func `requests are put in order of time`() throws {
    let points = try read(Self.header + "2024-01-01 00:00:02,2,1\n2024-01-01 00:00:01,1,1\n")
    #expect(points.map(\.promptTokens) == [1, 2])
  }

  @Test func `pieces may be cut anywhere`() throws {
    let text = Array((Self.header + "2023-11-16 18:17:03.9799600,4808,10\n").utf8)
    let whole = try read(String(decoding: text, as: UTF8.self))
    for cut in 0...text.count {
      var reader = TraceReader()
      try reader.read(text[..<cut])
      try reader.read(text[cut...])
      #expect(try reader.finish() == whole, "cut at \(cut)")
    }
  }

  static let mistakes: [(String, String)] = [
    (header + "2000-01-01 00:00:00,1,1\n2024-01-01 00:00:00,1,1\n", "3: the trace spans more than 100 days"),
    ("", "1: the file is empty"), ("a,b\n", "1: the header lacks a column"),
    (header, "1: there is no request"),
    (
      header
        + "2024-01-01 00:00:00,1\n", "2: it has 2 fields, the header has 3"
    ),
    (
      header
        + "2024-01-01 00:00:00,1,x\n", "2: GeneratedTokens is no whole number"
    ),
    (
      header
        + "2024-01-01 00:00:00,99999999999,1\n", "2: ContextTokens is no whole number"
    ),
    (
      header
        + "2024-02-30 00:00:00,1,1\n", "2: its time is none"
    ),
    (
      header
        + "2024-01-01 24:00:00,1,1\n", "2: its time is none"
    ),
    (
      header
        + "2024-01-01 00:00:00.,1,1\n", "2: its time is none"
    ),
    (
      header
        + String(repeating: "x", count: 5_000), "2: the line is longer than 4096 bytes"
    ),
  ]

  @Test(arguments: mistakes)
  func `a mistake is reported with its line`(text: String, message: String) {
    do throws(TraceError) {
      _ = try read(text)
      Issue.record("it was read")
    } catch {
      #expect(error.description.hasPrefix(message), "it said: \(error)")
    }
  }
}
