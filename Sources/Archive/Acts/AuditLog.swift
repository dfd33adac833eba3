internal import Transport
public import Wire

/// `audit.jsonl`: who wanted what, and what came of it; bounded, the oldest lines go first.
///
/// A line is not worth waiting for the disk: an act that was done is in the act log as well.
public struct AuditLog: ~Copyable {
  /// Its name in the state directory.
  public static let name = "audit.jsonl"
  /// A log that has grown to this many bytes is renamed and a new one begun.
  static let rotationBytes = 4 << 20
  /// How many renamed logs are kept: `audit.jsonl.1` is the newest.
  static let keptFiles = 4

  private let path: String
  private var file: OpenFile
  private var length: Int
  private var isTorn: Bool

  /// Opens the log, making it where it is missing.
  public init(in directory: borrowing StateDirectory) throws(ArchiveError) {
    let path = directory.path(of: Self.name)
    let file = try filing { () throws(TransportError) in try OpenFile(path, for: .append) }
    let (length, end) = try filing { () throws(TransportError) in
      let file = try OpenFile(path, for: .read)
      let length = try file.size()
      return (length, try file.read(at: max(0, length - 1), count: 1))
    }
    self.path = path
    self.file = file
    self.length = length
    isTorn = !end.isEmpty && end != [UInt8(ascii: "\n")]
  }

  /// Adds a line.
  public mutating func note(_ line: AuditLine) throws(ArchiveError) {
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
