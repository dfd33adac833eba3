internal import Transport
public import Wire

/// `audit.jsonl`: who wanted what, and what came of it; bounded, the oldest lines go first.
///
/// A line is not worth waiting for the disk: an act that was done is in the act log as well. Lines that cannot be
/// written wait here for room, and go before all others then.
public struct AuditLog: ~Copyable {
  /// Its name in the state directory.
  public static let name = "audit.jsonl"
  /// A log that has grown to this many bytes is renamed and a new one begun.
  static let rotationBytes = 4 << 20
  /// How many renamed logs are kept: `audit.jsonl.1` is the newest.
  static let keptFiles = 4
  /// The most lines that wait for room; of more, the newest are lost.
  ///
  /// No act is done while a line waits, so that those are of acts that came to nothing.
  static let waitingLimit = 1_000

  /// Lines that could not be written yet, oldest first.
  private(set) var waiting: [AuditLine] = []
  /// How many lines were lost since somebody asked, because too many waited.
  private var lost = 0
  private let path: String
  private var file: OpenFile
  private var length: Int
  private var isTorn: Bool

  /// Opens the log, making it where it is missing.
  public init(in directory: borrowing StateDirectory) throws(ArchiveError) {
    let path = directory.path(of: Self.name)
    let file = try Self.opened(path)
    let end = try Self.end(of: path)
    self.path = path
    self.file = file
    (length, isTorn) = end
  }

  private static func opened(_ path: String) throws(ArchiveError) -> OpenFile {
    try filing { () throws(TransportError) in try OpenFile(path, for: .append) }
  }

  /// The length of a log, and whether it ends within a line.
  private static func end(of path: String) throws(ArchiveError) -> (length: Int, isTorn: Bool) {
    try filing { () throws(TransportError) in
      let file = try OpenFile(path, for: .read)
      let length = try file.size()
      let end = try file.read(at: max(0, length - 1), count: 1)
      return (length, !end.isEmpty && end != [UInt8(ascii: "\n")])
    }
  }

  /// Adds a line, after those that wait.
  ///
  /// - Throws: why it cannot be written; it waits then.
  public mutating func note(_ line: AuditLine) throws(ArchiveError) {
    let isNew = waiting.isEmpty
    if waiting.count < Self.waitingLimit { waiting.append(line) } else { lost += 1 }
    try isNew ? flush() : writeWaiting()
  }

  /// Writes the lines that wait.
  ///
  /// - Throws: why they wait on.
  public mutating func writeWaiting() throws(ArchiveError) {
    guard !waiting.isEmpty else { return }
    // Whoever made room may have put another file in the place of this one.
    file = try Self.opened(path)
    (length, isTorn) = try Self.end(of: path)
    try flush()
  }

  /// How many lines were lost since the last call, because too many waited for room.
  mutating func takeLost() -> Int {
    defer { lost = 0 }
    return lost
  }

  /// Waits until the disk has what was written.
  func sync() throws(ArchiveError) { try filing { () throws(TransportError) in try file.sync() } }

  private mutating func flush() throws(ArchiveError) {
    var written = 0
    defer { waiting.removeFirst(written) }
    for line in waiting {
      try write(line)
      written += 1
    }
  }

  private mutating func write(_ line: AuditLine) throws(ArchiveError) {
    if length >= Self.rotationBytes { try rotate() }
    // What a killed process left of a line must not spoil this one.
    let bytes = (isTorn ? [UInt8(ascii: "\n")] : []) + SealedLine.seal(line.json())
    do {
      try file.write(bytes)
    } catch {
      do { try file.truncate(to: length) } catch { isTorn = true }
      throw .system(error)
    }
    isTorn = false
    length += bytes.count
  }

  private mutating func rotate() throws(ArchiveError) {
    let path = path
    file = try filing { () throws(TransportError) in
      for place in stride(from: Self.keptFiles - 1, through: 0, by: -1) {
        let old = Self.name(path, place)
        if try FileSystem.entry(at: old) != nil { try FileSystem.rename(old, to: Self.name(path, place + 1)) }
      }
      return try OpenFile(path, for: .append)
    }
    (length, isTorn) = (0, false)
  }

  private static func name(_ path: String, _ place: Int) -> String { place == 0 ? path : "\(path).\(place)" }

  /// The newest lines, oldest first; whoever writes the log meanwhile is not disturbed.
  ///
  /// - Parameters:
  ///   - directory: the state directory.
  ///   - most: how many lines at most.
  /// - Returns: the lines that are whole.
  /// - Throws: where a file cannot be read.
  public static func newest(in directory: String, atMost most: Int) throws(ArchiveError) -> [AuditLine] {
    var lines: [AuditLine] = []
    for place in 0...keptFiles where lines.count < most {
      let file = name(directory + "/" + name, place)
      let bytes = try filing { () throws(TransportError) -> [UInt8] in
        guard try FileSystem.entry(at: file) != nil else { return [] }
        return try OpenFile(file, for: .read).read(at: 0, count: 2 * rotationBytes)
      }
      lines = SealedLines(bytes).objects.compactMap { try? AuditLine.read($0) } + lines
    }
    return Array(lines.suffix(most))
  }
}
