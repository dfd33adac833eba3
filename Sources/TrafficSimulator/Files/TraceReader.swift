internal import RoutingEngine

/// Why a trace cannot be read, and where.
public struct TraceError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// What is wrong, and what to do about it.
  public let message: String

  /// `LINE: message`.
  public var description: String { "\(line): \(message)" }
}

/// Reads a trace in the public Azure LLM inference format, piece by piece.
///
/// CSV with a header that names `TIMESTAMP`, `ContextTokens` and `GeneratedTokens`, in any order and among
/// others. A timestamp is `2023-11-16 18:17:03.9799600`, with up to nine digits behind the point, a `T` for
/// the blank, and `Z` or `+00:00` behind it if need be. Source of the format: Azure Public Dataset, "Azure LLM
/// inference trace 2023" and "2024".
public struct TraceReader: Sendable {
  /// Bytes of one line at most.
  public static let longestLine = 4_096

  private var line: [UInt8] = []
  private var lineNumber = 0
  private var columns: Columns?
  private var rows: [Row] = []

  private struct Row {
    var instant: Int64
    var promptTokens: UInt32
    var outputTokens: UInt32
  }

  private struct Columns {
    var timestamp: Int
    var prompt: Int
    var output: Int
    var count: Int
  }

  /// A reader at the beginning of a file.
  public init() {}

  /// Takes the next piece of the file.
  ///
  /// - Throws: the first thing that is wrong; the reader is of no use afterwards.
  public mutating func read(_ piece: some Sequence<UInt8>) throws(TraceError) {
    for byte in piece {
      if byte == UInt8(ascii: "\n") {
        try endLine()
      } else {
        guard line.count < Self.longestLine else {
          throw TraceError(
            line: lineNumber + 1,
            message: "the line is longer than \(Self.longestLine) bytes; is this a trace?")
        }
        line.append(byte)
      }
    }
  }

  /// The requests, by time; those of one instant keep their order.
  ///
  /// - Throws: what is wrong with the last line, or that there is no request at all.
  public mutating func finish() throws(TraceError) -> [TracePoint] {
    if !line.isEmpty { try endLine() }
    guard columns != nil else {
      throw TraceError(line: 1, message: "the file is empty; the first line must be \(Self.header)")
    }
    guard let first = rows.map(\.instant).min() else {
      throw TraceError(line: lineNumber, message: "there is no request behind the header")
    }
    if let last = rows.map(\.instant).max(), last - first > Limits.traceSpan {
      throw TraceError(
        line: lineNumber,
        message: "the trace spans more than \(Limits.traceSpan / 86_400_000_000_000) days; cut it")
    }
    let sorted = rows.enumerated().sorted {
      ($0.element.instant, $0.offset) < ($1.element.instant, $1.offset)
    }
    return sorted.map { row in
      TracePoint(
        offset: Nanoseconds(row.element.instant - first), promptTokens: row.element.promptTokens,
        outputTokens: row.element.outputTokens)
    }
  }

  private static let header = "TIMESTAMP,ContextTokens,GeneratedTokens"

  private mutating func endLine() throws(TraceError) {
    lineNumber += 1
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    defer { line.removeAll(keepingCapacity: true) }
    if lineNumber == 1 {
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
      try readHeader()
      return
    }
    guard !line.isEmpty, let columns else { return }
    let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count == columns.count else {
      throw failure("it has \(fields.count) fields, the header has \(columns.count)")
    }
    guard rows.count < Limits.traceRows else {
      throw failure("the trace has more than \(Limits.traceRows) requests; cut it")
    }
    guard let instant = Self.nanoseconds(fields[columns.timestamp]) else {
      throw failure("its time is none; write it as 2023-11-16 18:17:03.9799600")
    }
    rows.append(
      Row(
        instant: instant, promptTokens: try tokens(fields[columns.prompt], "ContextTokens"),
        outputTokens: try tokens(fields[columns.output], "GeneratedTokens")))
  }

  private mutating func readHeader() throws(TraceError) {
    let names = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard let timestamp = names.firstIndex(of: "TIMESTAMP"),
      let prompt = names.firstIndex(of: "ContextTokens"),
      let output = names.firstIndex(of: "GeneratedTokens")
    else {
      throw TraceError(line: 1, message: "the header lacks a column; it must name \(Self.header)")
    }
    columns = Columns(timestamp: timestamp, prompt: prompt, output: output, count: names.count)
  }

  private func failure(_ message: String) -> TraceError { TraceError(line: lineNumber, message: message) }

  private func tokens(_ field: ArraySlice<UInt8>, _ column: String) throws(TraceError) -> UInt32 {
    guard let number = Self.number(field), number <= Int64(Limits.tokens) else {
      throw failure("\(column) is no whole number from 0 to \(Int64(Limits.tokens))")
    }
    return UInt32(number)
  }

  /// A whole number of at most eighteen digits.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard !digits.isEmpty, digits.count <= 18 else { return nil }
    var number: Int64 = 0
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      number = number * 10 + Int64(digit - 48)
    }
    return number
  }

  /// Nanoseconds since 1970 of `YYYY-MM-DD HH:MM:SS[.fraction][Z|+00:00]`, or nil for anything else.
  private static func nanoseconds(_ field: ArraySlice<UInt8>) -> Int64? {
    var text = field
    if text.last == UInt8(ascii: "Z") {
      text.removeLast()
    } else if text.suffix(6).elementsEqual("+00:00".utf8) {
      text.removeLast(6)
    }
    guard text.count >= 19 else { return nil }
    let start = text.startIndex
    let separator = text[start + 10]
    guard separator == UInt8(ascii: " ") || separator == UInt8(ascii: "T"),
      let date = CalendarDate(text: String(decoding: text[start..<start + 10], as: UTF8.self)),
      text[start + 13] == UInt8(ascii: ":"), text[start + 16] == UInt8(ascii: ":"),
      let hour = number(text[start + 11..<start + 13]), hour < 24,
      let minute = number(text[start + 14..<start + 16]), minute < 60,
      let second = number(text[start + 17..<start + 19]), second < 61
    else { return nil }
    var nanoseconds: Int64 = 0
    let tail = text[(start + 19)...]
    if let point = tail.first {
      let digits = tail.dropFirst()
      guard point == UInt8(ascii: "."), digits.count <= 9, let fraction = number(digits) else { return nil }
      nanoseconds = fraction
      for _ in digits.count..<9 { nanoseconds *= 10 }
    }
    // The year 2262 is the last that 64 bits of nanoseconds hold.
    guard date.year < 2262 else { return nil }
    let seconds = ((Int64(date.daysSince1970) * 24 + hour) * 60 + minute) * 60 + second
    return seconds * 1_000_000_000 + nanoseconds
  }
}
