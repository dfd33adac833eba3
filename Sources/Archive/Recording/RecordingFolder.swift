internal import Transport
public import Wire

/// `recordings/`: the past of this place as `.rcr` files, bounded by age and size.
///
/// A file has a sixteenth of what is kept; when there is too much, the oldest file goes. Files are named for
/// their beginning.
public struct RecordingFolder: ~Copyable {
  /// Its name in the state directory.
  public static let name = "recordings"
  /// The ending of a recording's name.
  public static let ending = ".rcr"
  /// After a failure nothing is tried for so long, in milliseconds.
  static let pauseMilliseconds: Int64 = 30_000

  /// Where it is.
  public let path: String
  private let policy: RecordingPolicy
  private var file: RecordingFile?
  private var began = Moment(milliseconds: 0)
  private var newest = Moment(milliseconds: .min)
  private var pausedUntil = Moment(milliseconds: .min)
  /// Why nothing is written at the moment.
  private var failure: ArchiveError?

  /// Takes the folder of a state directory over.
  public init(in state: borrowing StateDirectory, policy: RecordingPolicy) throws(ArchiveError) {
    path = try state.directory(Self.name)
    self.policy = policy
  }

  /// Adds what happened since the last call, and how everything is now.
  ///
  /// A clock that went back, as that of a scenario begun anew does, begins a new file.
  ///
  /// - Throws: why it cannot be written; after that nothing is tried for half a minute, and the answer
  ///   is the same.
  public mutating func record(
    _ snapshot: SystemSnapshot, events: [EventLine], audit: [AuditLine], cost: CostReport?
  ) throws(ArchiveError) {
    let now = snapshot.at
    if now < newest { pausedUntil = now }
    if let failure, now < pausedUntil { throw failure }
    do {
      if needsFile(at: now) { try begin(at: now) }
      try file?.record(events)
      for line in audit { try file?.record(line) }
      try file?.record(snapshot)
      if let cost { try file?.record(cost) }
      newest = now
      failure = nil
    } catch {
      failure = error
      pausedUntil = now.advanced(byMilliseconds: Self.pauseMilliseconds)
      throw error
    }
  }

  private func needsFile(at now: Moment) -> Bool {
    guard let size = file?.size else { return true }
    return size >= policy.fileBytes || now < newest
      || now.milliseconds - began.milliseconds >= policy.fileMilliseconds
  }

  private mutating func begin(at now: Moment) throws(ArchiveError) {
    file = nil
    try makeRoom(at: now)
    // Two files of one second: of processes in quick succession, or of a clock that was set back.
    for number in 0..<1_000 {
      let name = Self.fileName(now, number)
      let isTaken = try filing { [path] () throws(TransportError) in
        try FileSystem.entry(at: path + "/" + name) != nil
      }
      if isTaken { continue }
      file = try RecordingFile(path + "/" + name)
      break
    }
    began = now
  }

  /// `2026-11-22T03-12-41Z.rcr`, sorted by name as by time.
  static func fileName(_ moment: Moment, _ number: Int) -> String {
    let clock = String(moment.clockText.map { $0 == ":" ? "-" : $0 })
    return moment.dayText + "T" + clock + "Z"
      + (number == 0 ? "" : "_" + String(String(1_000 + number).dropFirst())) + ending
  }

  /// Removes the oldest files until another one has room and none is too old.
  private func makeRoom(at now: Moment) throws(ArchiveError) {
    let (path, policy) = (path, policy)
    try filing { () throws(TransportError) in
      let files = try FileSystem.list(path).filter { $0.name.hasSuffix(Self.ending) }
      let oldest = Self.fileName(now.advanced(byMilliseconds: -policy.keepMilliseconds), 0)
      var total = files.reduce(0) { $0 + $1.size }
      for (place, entry) in files.enumerated() {
        // A file goes when its whole content is too old: when the next one began before the limit.
        let isOld = place + 1 < files.count && files[place + 1].name <= oldest
        guard isOld || total > policy.maxBytes - policy.fileBytes else { continue }
        try FileSystem.remove(path + "/" + entry.name)
        total -= entry.size
      }
    }
  }
}
