internal import Documents
internal import Transport
public import Wire

/// The past that one or several recording files hold, as one time line that can be entered anywhere.
///
/// Reading happens on the caller's thread: a block is about a hundred kilobytes.
public final class Recording {
  /// The most events and audit lines that a scene brings along, each.
  public static let linesOfScene = 500
  /// How far back a scene looks for them, in blocks: about an hour.
  static let blocksOfScene = 60

  /// The instants of the first snapshot and of the last.
  public let span: ClosedRange<Moment>
  private let files: [Box]
  private let blocks: [Block]
  /// The block that is being played: its frames, and which is next.
  private var frames: [Frame] = []
  private var nextFrame = 0
  private var nextBlock = 0
  private var unpacker = SnapshotUnpacker()
  /// What cannot be read, as far as it was looked at, that nobody has taken yet.
  private var damage: [RecordingDamage] = []
  /// Blocks whose damage is known.
  private var judged: Set<Int> = []
  private var missed: MissedActs

  private struct Block {
    var file: Int
    var number: Int
    var at: Moment
  }

  /// A class, since an array cannot hold what is not copied.
  private final class Box {
    let reader: RecordingReader

    init(_ path: String) throws(ArchiveError) { reader = try RecordingReader(path) }
  }

  /// Opens a recording file, or all that lie in a directory.
  ///
  /// Of a directory, files that are no recordings or were cut off before their first snapshot are left out. What is
  /// damaged is left out too; ``takeDamage()`` says what.
  ///
  /// - Parameters:
  ///   - path: the file or the directory.
  ///   - audit: lines of the audit log beside it, for acts that it does not have.
  /// - Throws: where it cannot be read, or nothing is recorded there.
  public init(_ path: String, audit: [AuditLine] = []) throws(ArchiveError) {
    let (files, damage) = try Self.open(path)
    var blocks: [Block] = []
    for (file, box) in files.enumerated() {
      for (number, key) in box.reader.keys.enumerated() {
        blocks.append(Block(file: file, number: number, at: key.at))
      }
    }
    guard let first = blocks.map(\.at).min(), let last = blocks.map(\.at).max() else {
      throw .emptyRecording(path: path)
    }
    self.files = files
    self.blocks = blocks
    self.damage = damage
    var end = last
    for place in blocks.indices where blocks[place].at == last {
      let found = try files[blocks[place].file].reader.frames(ofBlock: blocks[place].number)
      for frame in found.frames where frame.kind == .delta { end = max(end, frame.at ?? end) }
    }
    span = first...end
    missed = MissedActs(audit, end: end)
  }

  private static func open(_ path: String) throws(ArchiveError) -> ([Box], [RecordingDamage]) {
    let entry = try filing { () throws(TransportError) in try FileSystem.entry(at: path) }
    guard let entry, entry.isDirectory else {
      let box = try Box(path)
      return ([box], Self.damage(of: box))
    }
    let names = try filing { () throws(TransportError) in try FileSystem.list(path) }.map(\.name)
    var boxes: [Box] = []
    var damage: [RecordingDamage] = []
    for name in names where name.hasSuffix(RecordingFolder.ending) {
      do {
        let box = try Box(path + "/" + name)
        boxes.append(box)
        damage += Self.damage(of: box)
      } catch {
        damage.append(RecordingDamage(path: path + "/" + name))
      }
    }
    return (boxes, damage)
  }

  /// What the opening of a file has shown.
  private static func damage(of box: Box) -> [RecordingDamage] {
    guard let first = box.reader.keys.first else {
      return box.reader.hasLostBeginning ? [RecordingDamage(path: box.reader.path)] : []
    }
    return box.reader.hasLostBeginning
      ? [RecordingDamage(path: box.reader.path, from: nil, to: first.at, bytes: 0)] : []
  }

  /// What cannot be read, as far as anybody has looked since the last call: opening looks at the frame of the file
  /// alone, so that it is quick; the rest is found where it is read.
  public func takeDamage() -> [RecordingDamage] {
    defer { damage = [] }
    return damage
  }

  /// The frames of a block; what of it is damaged is noted, once.
  private func frames(of place: Int) throws(ArchiveError) -> [Frame] {
    let block = blocks[place]
    let found = try files[block.file].reader.frames(ofBlock: block.number)
    guard !found.holes.isEmpty, judged.insert(place).inserted else { return found.frames }
    let isLast = place + 1 == blocks.count || blocks[place + 1].file != block.file
    damage += RecordingDamage.of(
      found, in: files[block.file].reader.path, began: block.at,
      next: isLast ? nil : blocks[place + 1].at)
    return found.frames
  }

  /// The most lines of an audit log that are looked through.
  static let auditLines = 20_000

  /// Opens what a state directory has recorded, or a recording file or a directory of them, with the audit log of the
  /// state directory that these lie in.
  public static func inState(_ path: String) throws(ArchiveError) -> Recording {
    let folder = path + "/" + RecordingFolder.name
    let home = try filing { () throws(TransportError) in try state(of: path) }
    var audit: [AuditLine] = []
    if let home { audit = try AuditLog.complete(in: home, atMost: auditLines) }
    return try Recording(home == path ? folder : path, audit: audit)
  }

  /// The state directory that a path is, or lies in.
  private static func state(of path: String) throws(TransportError) -> String? {
    let place = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
    for candidate in [path, path + "/..", place + ".."] {
      if try FileSystem.entry(at: candidate + "/" + RecordingFolder.name) != nil { return candidate }
    }
    return nil
  }

  /// The instants of the first act from an instant on, and of the last, as the audit log has them; nil for none.
  public func acts(from: Moment) -> ClosedRange<Moment>? { missed.span(from: from) }

  /// How many blocks there are, about one a minute.
  public var blockCount: Int { blocks.count }

  /// Goes to an instant: the last snapshot that is not later, else the first one.
  public func seek(to moment: Moment) throws(ArchiveError) -> RecordedScene? {
    var place = blocks.lastIndex { $0.at <= moment } ?? 0
    // A block whose snapshot is damaged shows nothing: the one before it does.
    while true {
      if var scene = try scene(inBlock: place, at: moment) {
        scene.audit = missed.enter(scene.audit, at: moment)
        return scene
      }
      guard place > 0 else { return nil }
      place -= 1
    }
  }

  private func scene(inBlock place: Int, at moment: Moment) throws(ArchiveError) -> RecordedScene? {
    try enter(block: place)
    var latest: SnapshotParts?
    var lines: [Recorded] = []
    while nextFrame < frames.count {
      let frame = frames[nextFrame]
      if frame.kind.isSnapshot {
        guard latest == nil || (frame.at ?? moment) <= moment else { break }
        latest = unpacked(frame) ?? latest
      } else {
        if latest != nil, (frame.at ?? moment) > moment { break }
        lines += recorded(frame).map { [$0] } ?? []
      }
      nextFrame += 1
    }
    guard let parts = latest, let snapshot = Self.snapshot(parts) else { return nil }
    var scene = RecordedScene(snapshot: snapshot, events: [], audit: [])
    scene.add(lines)
    try addEarlierLines(to: &scene, before: place)
    return scene
  }

  /// Plays on up to an instant.
  ///
  /// - Returns: what happened since the instant where it stood; of several snapshots the last.
  public func advance(to moment: Moment) throws(ArchiveError) -> [Recorded] {
    var news: [Recorded] = []
    var latest: SnapshotParts?
    while true {
      if nextFrame == frames.count {
        guard nextBlock < blocks.count, blocks[nextBlock].at <= moment else { break }
        try enter(block: nextBlock)
        if frames.isEmpty { continue }
      }
      let frame = frames[nextFrame]
      guard (frame.at ?? moment) <= moment else { break }
      nextFrame += 1
      if frame.kind.isSnapshot {
        latest = unpacked(frame) ?? latest
      } else if let item = recorded(frame) {
        news.append(item)
      }
    }
    if let snapshot = latest.flatMap({ Self.snapshot($0) }) { news.append(.snapshot(snapshot)) }
    return missed.pass(news, to: moment)
  }

  /// Snapshots from before an instant, oldest first; where it is played does not change.
  ///
  /// - Parameters:
  ///   - moment: their end, not included.
  ///   - reach: how far back they go, in milliseconds.
  ///   - step: how far apart they are at least, in milliseconds.
  /// - Returns: what can be read of them; what is damaged is left out.
  /// - Throws: `ArchiveError` where the file cannot be read.
  public func snapshots(
    before moment: Moment, reach: Int64, step: Int64
  ) throws(ArchiveError) -> [SystemSnapshot] {
    var next = moment.advanced(byMilliseconds: -reach)
    let first = blocks.lastIndex { $0.at <= next } ?? 0
    var snapshots: [SystemSnapshot] = []
    for place in first..<blocks.count where blocks[place].at < moment {
      var unpacker = SnapshotUnpacker()
      for frame in try frames(of: place) where frame.kind.isSnapshot {
        guard let at = frame.at, at < moment,
          let parts = unpacker.unpack(frame.payload, from: frame.contentStart, at: at)
        else { continue }
        guard at >= next, let snapshot = Self.snapshot(parts) else { continue }
        snapshots.append(snapshot)
        next = at.advanced(byMilliseconds: step)
      }
    }
    return snapshots
  }

  /// The instant of what comes next; nil at the end.
  public var nextMoment: Moment? {
    nextFrame < frames.count ? frames[nextFrame].at : nextBlock < blocks.count ? blocks[nextBlock].at : nil
  }

  private func enter(block place: Int) throws(ArchiveError) {
    frames = try frames(of: place)
    nextFrame = 0
    nextBlock = place + 1
    unpacker = SnapshotUnpacker()
  }

  /// Brings along what happened before a block, so that a screen is not empty.
  private func addEarlierLines(to scene: inout RecordedScene, before place: Int) throws(ArchiveError) {
    for earlier in (max(0, place - Self.blocksOfScene)..<place).reversed() {
      guard scene.events.count < Self.linesOfScene || scene.cost == nil else { break }
      let frames = try frames(of: earlier)
      scene.prepend(frames.filter { !$0.kind.isSnapshot }.compactMap { recorded($0) })
    }
    scene.events = scene.events.suffix(Self.linesOfScene)
    scene.audit = scene.audit.suffix(Self.linesOfScene)
  }

  private func unpacked(_ frame: Frame) -> SnapshotParts? {
    guard let at = frame.at else { return nil }
    return unpacker.unpack(frame.payload, from: frame.contentStart, at: at)
  }

  private func recorded(_ frame: Frame) -> Recorded? {
    let json = Array(frame.payload.dropFirst(frame.contentStart))
    switch frame.kind {
    case .key, .delta: return nil
    case .event: return (try? EventLine.read(json)).map { .event($0) }
    case .audit: return (try? AuditLine.read(json)).map { .audit($0) }
    case .cost: return (try? CostReport.read(json)).map { .cost($0) }
    }
  }

  private static func snapshot(_ parts: SnapshotParts) -> SystemSnapshot? {
    parts.json.flatMap { try? SystemSnapshot.read($0) }
  }
}

extension Frame.Kind {
  /// Whether it is a snapshot, whole or not.
  var isSnapshot: Bool { self == .key || self == .delta }
}

extension RecordedScene {
  /// Adds lines that came after those it has.
  fileprivate mutating func add(_ lines: [Recorded]) {
    for line in lines {
      switch line {
      case .snapshot: break
      case .event(let event): events.append(event)
      case .audit(let line): audit.append(line)
      case .cost(let report): cost = report
      }
    }
  }

  /// Adds lines that came before those it has.
  fileprivate mutating func prepend(_ lines: [Recorded]) {
    var earlier = RecordedScene(snapshot: snapshot, events: [], audit: [])
    earlier.add(lines)
    events = earlier.events + events
    audit = earlier.audit + audit
    cost = cost ?? earlier.cost
  }
}
