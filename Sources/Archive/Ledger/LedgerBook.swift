internal import Documents
public import RoutingEngine
internal import Transport
public import Wire

/// `ledger/`: what attempts cost, a file a day (UTC), so that sums outlive the process.
///
/// A file is lines of what was added since the line before, each within an hour; the sum of all of them is the day.
/// A killed process loses what was not booked yet, about a second. A file that grows long is written anew with one
/// row a pair and hour; where that is too long still, past hours become one.
public struct LedgerBook: ~Copyable {
  /// Its name in the state directory.
  public static let name = "ledger"
  /// A day's file longer than this is written anew with one row a pair and hour, in bytes.
  public static let compactionBytes = 2 << 20
  /// The longest file that is read, in bytes; compaction keeps it far below.
  static let longest = 64 << 20
  /// How many days are kept.
  public static let keptDays = 400

  private let directory: String
  private let compactionBytes: Int
  private var day: String
  private var today: HourlySums
  private var file: OpenFile?
  private var length = 0
  /// What was booked of the engine's sums; by name, since a reload moves places.
  private var seen: [LedgerSums.Pair: Ledger.Entry] = [:]

  /// Opens the book at a day.
  ///
  /// - Parameters:
  ///   - state: the state directory.
  ///   - now: the calendar now.
  ///   - notices: gets a sentence where part of the day's file was damaged.
  ///   - compactionBytes: a day's file longer than this is written anew.
  /// - Throws: where the day's file cannot be read.
  public init(
    in state: borrowing StateDirectory, now: Moment, notices: inout [String],
    compactionBytes: Int = LedgerBook.compactionBytes
  ) throws(ArchiveError) {
    let directory = try state.directory(Self.name)
    let day = now.dayText
    let (sums, damaged) = try Self.sums(of: day, in: directory)
    if damaged { notices.append("Part of \(Self.path(day, directory)) was damaged and is not counted.") }
    self.directory = directory
    self.compactionBytes = compactionBytes
    self.day = day
    today = sums
  }

  /// Books what the engine's ledger has gained since the last call.
  ///
  /// - Parameters:
  ///   - rows: the sums of the engine since it was made; smaller ones than before begin anew.
  ///   - former: the sums of pairs that are no longer configured, and of none that has a row.
  ///   - configuration: what the engine was told, for the names.
  ///   - moment: the calendar now.
  /// - Throws: why it cannot be written; the next call books it then.
  public mutating func book(
    _ rows: [Ledger.Row], former: [FormerPair] = [], in configuration: EngineConfiguration, at moment: Moment
  ) throws(ArchiveError) {
    var gain = LedgerSums()
    var now = seen
    for (pair, entry) in LedgerBook.sums(rows, former, configuration) {
      gain.add(entry.since(seen[pair] ?? Ledger.Entry()), to: pair)
      now[pair] = entry
    }
    try turn(to: moment.dayText)
    guard !gain.entries.isEmpty else { return }
    let hour = moment.hourOfDay
    try append(gain.lines(hour: hour))
    today[hour, default: LedgerSums()].add(gain)
    seen = now
    // What is booked is safe; a file that cannot be shortened now is only longer for a while.
    if length > compactionBytes { try? compact() }
  }

  /// The engine's sums by name, of what is configured and what no longer is.
  private static func sums(
    _ rows: [Ledger.Row], _ former: [FormerPair], _ configuration: EngineConfiguration
  ) -> [LedgerSums.Pair: Ledger.Entry] {
    var sums = LedgerSums()
    for row in rows {
      let endpoint = configuration.endpoints[row.endpoint.value]
      let feature = configuration.features[row.feature.value].id
      sums.add(
        row.entry,
        to: LedgerSums.Pair(feature: feature, endpoint: endpoint.id, provider: endpoint.provider))
    }
    for pair in former {
      sums.add(
        pair.entry,
        to: LedgerSums.Pair(feature: pair.feature, endpoint: pair.endpoint, provider: pair.provider))
    }
    return sums.entries
  }

  /// What an hour or a day came to.
  public struct Part: Sendable, Hashable {
    /// When it began.
    public var start: Moment
    /// The sums.
    public var sums: LedgerSums
  }

  /// The sums of the hours from one instant to another, both hours included, in their order; empty ones are left out.
  ///
  /// Where the hours of a day were made one because there were too many, they count as its first.
  ///
  /// - Parameters:
  ///   - from: an instant of the first hour.
  ///   - to: an instant of the last hour; no more than ``keptDays`` are looked through.
  ///   - period: what one part is the sum of.
  /// - Returns: the parts, the earliest first.
  /// - Throws: where a day's file cannot be read.
  public func parts(
    from: Moment, to: Moment, by period: CostReport.Period
  ) throws(ArchiveError) -> [Part] {
    var parts: [Part] = []
    var start = max(from, to.advanced(byMilliseconds: -Int64(Self.keptDays) * 86_400_000)).startOfDay
    while start <= to {
      let hours = start.dayText == day ? today : try Self.sums(of: start.dayText, in: directory).sums
      var whole = LedgerSums()
      for (hour, sums) in hours.sorted(by: { $0.key < $1.key }) {
        let began = start.advanced(byMilliseconds: Int64(max(0, hour)) * 3_600_000)
        guard began >= from.startOfHour, began <= to else { continue }
        whole.add(sums)
        if period == .hour { parts.append(Part(start: began, sums: sums)) }
      }
      if period == .day, !whole.entries.isEmpty { parts.append(Part(start: start, sums: whole)) }
      start = start.advanced(byMilliseconds: 86_400_000)
    }
    return parts
  }

  /// The sums of the days from one instant to another, both days included.
  public func sums(from: Moment, to: Moment) throws(ArchiveError) -> LedgerSums {
    let end = to.startOfDay.advanced(byMilliseconds: 86_399_999)
    return try parts(from: from.startOfDay, to: end, by: .day)
      .reduce(into: LedgerSums()) { $0.add($1.sums) }
  }

  private mutating func turn(to next: String) throws(ArchiveError) {
    guard next != day else { return }
    let sums = try Self.sums(of: next, in: directory).sums
    try compact()
    day = next
    today = sums
    file = nil
    length = 0
    try forgetOldDays()
  }

  private mutating func append(_ lines: [UInt8]) throws(ArchiveError) {
    if file == nil { try reopen() }
    let failure: TransportError?
    do {
      try file?.write(lines)
      failure = nil
    } catch {
      failure = error
    }
    if let failure {
      // Part of a line must not spoil the next one: the file is looked at again before more is written.
      file = nil
      throw .system(failure)
    }
    length += lines.count
  }

  /// Opens the day's file; the end of a line that was cut off goes first.
  private mutating func reopen() throws(ArchiveError) {
    let path = Self.path(day, directory)
    let opened = try filing { () throws(TransportError) in try OpenFile(path, for: .append) }
    length = try filing { () throws(TransportError) in try opened.size() }
    file = consume opened
    if length > 0 { try compact() }
  }

  private mutating func compact() throws(ArchiveError) {
    guard !today.isEmpty else { return }
    let path = Self.path(day, directory)
    var lines = Self.lines(of: today)
    if lines.count > compactionBytes / 2 {
      today = today.mergedBefore(today.keys.max() ?? 0)
      lines = Self.lines(of: today)
    }
    file = try filing { () throws(TransportError) in
      try FileSystem.remove(path + ".new")
      let fresh = try OpenFile(path + ".new", for: .append)
      try fresh.write(lines)
      try fresh.sync()
      try FileSystem.rename(path + ".new", to: path)
      return fresh
    }
    length = lines.count
  }

  private func forgetOldDays() throws(ArchiveError) {
    let directory = directory
    try filing { () throws(TransportError) in
      let files = try FileSystem.list(directory).filter { $0.name.hasSuffix(Self.ending) }
      for entry in files.dropLast(Self.keptDays) { try FileSystem.remove(directory + "/" + entry.name) }
    }
  }
}

extension LedgerBook {
  private static let ending = ".jsonl"

  private static func path(_ day: String, _ directory: String) -> String { directory + "/" + day + ending }

  private static func lines(of hours: HourlySums) -> [UInt8] {
    hours.sorted(by: { $0.key < $1.key })
      .flatMap { $0.value.lines(hour: $0.key == HourlySums.unknown ? nil : $0.key) }
  }

  private static func sums(
    of day: String, in directory: String
  ) throws(ArchiveError) -> (sums: HourlySums, damaged: Bool) {
    let path = path(day, directory)
    let bytes = try filing { () throws(TransportError) -> [UInt8] in
      guard try FileSystem.entry(at: path) != nil else { return [] }
      return try OpenFile(path, for: .read).read(at: 0, count: longest)
    }
    let lines = SealedLines(bytes)
    var sums = HourlySums()
    for object in lines.objects {
      guard let gain = try? LedgerSums.read(object) else { continue }
      let hour = (try? LedgerHour.read(object))?.hour ?? HourlySums.unknown
      sums[hour, default: LedgerSums()].add(gain)
    }
    return (sums, lines.damaged > 0 || lines.tornBytes > 0)
  }
}

/// The sums of a day by its hours.
private typealias HourlySums = [Int: LedgerSums]

extension HourlySums {
  /// Stands for hours that are not told apart.
  fileprivate static let unknown = -1

  /// The same with everything before an hour told as one.
  fileprivate func mergedBefore(_ hour: Int) -> HourlySums {
    var merged = HourlySums()
    for (key, sums) in self { merged[key < hour ? Self.unknown : key, default: LedgerSums()].add(sums) }
    return merged
  }
}

/// The hour of the day that a line is about.
private struct LedgerHour: WireReadable {
  let hour: Int?

  init?(_ node: Node) {
    hour = node["hour"]?.integer.flatMap { (0...23).contains($0) ? Int($0) : nil }
  }
}

extension Moment {
  /// From 0 to 23, in UTC.
  fileprivate var hourOfDay: Int { Int((milliseconds - startOfDay.milliseconds) / 3_600_000) }
}
