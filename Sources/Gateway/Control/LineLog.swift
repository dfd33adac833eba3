/// The newest lines of a log, bounded: who falls behind by more than it holds has missed some.
public struct LineLog<Line: Sendable>: Sendable {
  /// The most lines that are kept.
  public let limit: Int
  private var lines: [Line] = []
  private var start = 0
  /// The number of the next line; lines count from 1.
  public private(set) var nextNumber: UInt64

  /// Makes an empty log whose first line has a number.
  public init(limit: Int, firstNumber: UInt64 = 1) {
    precondition(limit > 0, "A log keeps at least one line.")
    self.limit = limit
    nextNumber = firstNumber
  }

  /// How many lines are kept.
  public var count: Int { lines.count }

  /// Appends a line; the oldest goes where there is no room.
  public mutating func append(_ line: Line) {
    nextNumber += 1
    guard lines.count == limit else {
      lines.append(line)
      return
    }
    lines[start] = line
    start = (start + 1) % limit
  }

  /// The lines after a number, oldest first, at most so many: the newest of them.
  public func lines(after number: UInt64 = 0, atMost most: Int = .max) -> [Line] {
    let oldest = nextNumber - UInt64(lines.count)
    let skipped = number >= oldest ? min(Int(number - oldest + 1), lines.count) : 0
    let first = max(skipped, lines.count - min(most, lines.count))
    return (first..<lines.count).map { lines[(start + $0) % lines.count] }
  }

  /// The number after which so many lines are kept, or all of them where there are fewer.
  public func number(before count: Int) -> UInt64 {
    nextNumber - 1 - UInt64(min(max(0, count), lines.count))
  }

  /// Whether lines after a number are gone already.
  public func hasLost(after number: UInt64) -> Bool {
    number + 1 < nextNumber - UInt64(lines.count)
  }
}
