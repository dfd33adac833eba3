internal import Documents
internal import RoutingEngine
internal import Transport
public import Wire

/// `acts.jsonl`: the acts that were done, each on the disk before anybody is told so.
public struct ActLog: ~Copyable {
  /// Its name in the state directory.
  public static let name = "acts.jsonl"
  /// A log longer than this is written anew with only the acts in force, in bytes.
  public static let compactionBytes = 1 << 20
  /// The longest log that is read, in bytes; compaction keeps it far below.
  static let longest = 256 << 20

  /// What is in force.
  public private(set) var standing: StandingActs
  /// Acts that the log has one by one, because it was not written anew since; oldest first, of the last process.
  private var recent: [KeptAct]
  private let path: String
  private let directory: String
  private var file: OpenFile
  private var length: Int
  private let compactionBytes: Int
  /// The length at which the log is written anew.
  private var compactAt: Int
  /// Whether the file may end in part of a line that could not be cut off.
  private var isTorn: Bool

  private init(
    _ lines: SealedLines, in directory: String, _ file: consuming OpenFile, compactionBytes: Int
  ) {
    (standing, recent) = Self.acts(lines)
    self.directory = directory
    path = file.path
    self.file = file
    length = lines.wholeBytes
    self.compactionBytes = compactionBytes
    compactAt = lines.damaged > 0 ? 0 : compactionBytes
    isTorn = lines.endsOpen && lines.tornBytes == 0
  }

  /// Opens the log, making it where it is missing, and reads what is in force.
  ///
  /// - Parameters:
  ///   - directory: the state directory.
  ///   - now: the calendar now.
  ///   - compactionBytes: the length from which on the log is written anew.
  ///   - notices: gets a sentence for whatever had to be left out.
  /// - Returns: the log, ready to keep acts.
  /// - Throws: where it cannot be read or written.
  public static func open(
    in directory: borrowing StateDirectory, now: Moment, compactionBytes: Int = compactionBytes,
    notices: inout [String]
  ) throws(ArchiveError) -> ActLog {
    let path = directory.path(of: name)
    let bytes = try filing { () throws(TransportError) -> [UInt8] in try Self.bytes(of: path) }
    let lines = SealedLines(bytes)
    notices += Self.notices(lines, path)
    if lines.damaged > 0 { try setAside(bytes, path, &notices) }
    let file = try filing { () throws(TransportError) in
      let file = try OpenFile(path, for: .append)
      if lines.tornBytes > 0 { try file.truncate(to: lines.wholeBytes) }
      try FileSystem.syncDirectory(directory.path)
      return file
    }
    var log = ActLog(lines, in: directory.path, file, compactionBytes: compactionBytes)
    for kept in log.standing.lapsed(at: now) {
      notices.append("\(kept.act.order.name) by \(kept.actor) ran out at \(kept.leaseEnds.text), meanwhile.")
    }
    log.standing.forgetLapsed(at: now)
    return log
  }

  /// Keeps an act; when this returns, the disk has it.
  ///
  /// - Throws: why it does not; the log is as it was then.
  public mutating func keep(_ act: KeptAct) throws(ArchiveError) {
    let line = (isTorn ? [UInt8(ascii: "\n")] : []) + SealedLine.seal(act.json())
    do {
      try file.write(line)
      try file.sync()
    } catch {
      // What was written of the line must not become part of the next one.
      do { try file.truncate(to: length) } catch { isTorn = true }
      throw .system(error)
    }
    isTorn = false
    length += line.count
    standing.take(act)
  }

  /// Whether the log has grown so long, or has such lines, that it should be written anew.
  var isLong: Bool { length > compactAt }

  /// Writes the log anew with only the acts in force; call it when the audit log has all the others.
  ///
  /// One that cannot be shortened now is only longer for a while.
  mutating func shorten(at now: Moment) {
    standing.forgetLapsed(at: now)
    do { try compact() } catch { compactAt = length * 2 }
  }

  /// The acts that the log has had one by one since it was last written anew, as the process before left it.
  mutating func takeRecent() -> [KeptAct] {
    defer { recent = [] }
    return recent
  }

  private mutating func compact() throws(ArchiveError) {
    var bytes = SealedLine.seal(Head(last: standing.lastID).json())
    for kept in standing.all { bytes += SealedLine.seal(kept.json()) }
    let new = path + ".new"
    file = try filing { () throws(TransportError) in
      try FileSystem.remove(new)
      let fresh = try OpenFile(new, for: .append)
      try fresh.write(bytes)
      try fresh.sync()
      try FileSystem.rename(new, to: path)
      try FileSystem.syncDirectory(directory)
      return fresh
    }
    length = bytes.count
    isTorn = false
    compactAt = max(compactionBytes, 2 * length)
  }

  /// Keeps a log with damaged lines for whoever wants to know what happened to it.
  private static func setAside(
    _ bytes: [UInt8], _ path: String, _ notices: inout [String]
  ) throws(ArchiveError) {
    let aside = path + ".damaged"
    try filing { () throws(TransportError) in
      try FileSystem.remove(aside)
      try OpenFile(aside, for: .create).write(bytes)
    }
    notices.append("The damaged log is kept as \(aside).")
  }
}

extension ActLog {
  /// The acts that a log has had one by one since it was last written anew; another process may be writing it.
  static func recent(at path: String) throws(ArchiveError) -> [KeptAct] {
    let bytes = try filing { () throws(TransportError) -> [UInt8] in try Self.bytes(of: path) }
    return acts(SealedLines(bytes)).recent
  }

  private static func bytes(of path: String) throws(TransportError) -> [UInt8] {
    guard try FileSystem.entry(at: path) != nil else { return [] }
    let file = try OpenFile(path, for: .read)
    let size = try file.size()
    guard size <= longest else { throw TransportError.fileTooLong(path: path, limitBytes: longest) }
    return try file.read(at: 0, count: size)
  }

  /// What is in force, and the acts since the log was written anew.
  private static func acts(_ lines: SealedLines) -> (standing: StandingActs, recent: [KeptAct]) {
    var standing = StandingActs()
    var recent: [KeptAct] = []
    var head = Head(last: 0)
    for object in lines.objects {
      if let act = try? KeptAct.read(object) {
        standing.take(act)
        if act.id > head.last { recent.append(act) }
      } else if let first = try? Head.read(object) {
        head = first
        standing.use(id: first.last)
      }
    }
    return (standing, recent)
  }

  private static func notices(_ lines: SealedLines, _ path: String) -> [String] {
    var notices: [String] = []
    if lines.tornBytes > 0 {
      notices.append(
        "The last line of \(path) was cut off after \(lines.tornBytes) bytes and is dropped: that act was "
          + "never acknowledged.")
    }
    if lines.damaged > 0 {
      let isOne = lines.damaged == 1
      notices.append(
        "\(lines.damaged) \(isOne ? "line" : "lines") of \(path) \(isOne ? "fails its" : "fail their") checksum and "
          + "\(isOne ? "is" : "are") dropped.")
    }
    return notices
  }

  /// The first line of a log that was written anew.
  private struct Head: JSONWritable, WireReadable {
    var last: UInt64

    init(last: UInt64) { self.last = last }

    init?(_ node: Node) {
      guard let last = node["last_id"]?.integer else { return nil }
      self.last = UInt64(clamping: last)
    }

    func write(to writer: inout JSONWriter) {
      writer.object { $0.field("last_id", last) }
    }
  }
}
