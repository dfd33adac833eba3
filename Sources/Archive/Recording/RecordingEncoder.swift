internal import Documents
internal import Wire

/// Turns what happens into the bytes of a recording; decides everything and does no I/O.
///
/// A recording is a header and frames. Every minute a frame holds a whole snapshot and begins a block; it names
/// the place of the one before, so that a reader finds all of them from the end of the file without reading
/// what lies between.
struct RecordingEncoder {
  /// Snapshots of one block.
  static let snapshotsOfBlock = 60
  /// The version of the format.
  static let version: UInt32 = 1
  /// The first bytes of a recording.
  static let magic = Array("rc-rec\r\n".utf8)
  /// The bytes of the header: magic and version.
  static let headerLength = 12

  /// Where the next frame will stand: how many bytes were handed out.
  private(set) var position: Int
  private var packer = SnapshotPacker()
  private var snapshotsLeft = 0
  private var lastKey: Int?
  private var keyBeforeLast: Int?

  /// Begins a recording.
  init() { position = 0 }

  /// The bytes that every recording begins with.
  mutating func begin() -> [UInt8] {
    var bytes = Self.magic
    bytes.append(littleEndian: Self.version)
    position = bytes.count
    return bytes
  }

  /// Lets the next snapshot stand on its own, after bytes that were handed out were lost.
  ///
  /// - Parameter position: where the file ends now.
  mutating func resume(at position: Int) {
    self.position = position
    snapshotsLeft = 0
    if let key = lastKey, key >= position { lastKey = keyBeforeLast }
  }

  /// The bytes of a snapshot.
  ///
  /// - Throws: `ArchiveError.oversizedFrame`; nothing is written then.
  mutating func encode(_ snapshot: SystemSnapshot) throws(ArchiveError) -> [UInt8] {
    let parts = SnapshotParts(snapshot.json())
    let isKey = snapshotsLeft == 0 || packer.isFull
    if isKey { packer = SnapshotPacker() }
    var payload: [UInt8] = []
    payload.append(littleEndian: UInt64(bitPattern: snapshot.at.milliseconds))
    if isKey { payload.append(littleEndian: lastKey.map { UInt64($0) } ?? .max) }
    payload += packer.pack(parts, at: snapshot.at)
    snapshotsLeft = isKey ? Self.snapshotsOfBlock - 1 : snapshotsLeft - 1
    let place = position
    do {
      let bytes = try frame(isKey ? .key : .delta, payload)
      if isKey { (keyBeforeLast, lastKey) = (lastKey, place) }
      return bytes
    } catch {
      snapshotsLeft = 0
      throw error
    }
  }

  /// The bytes of an event.
  mutating func encode(_ event: EventLine) throws(ArchiveError) -> [UInt8] {
    try document(.event, event.at, event.json())
  }

  /// The bytes of a line of the audit log.
  mutating func encode(_ line: AuditLine) throws(ArchiveError) -> [UInt8] {
    try document(.audit, line.receipt.at, line.json())
  }

  /// The bytes of what everything has cost so far.
  mutating func encode(_ cost: CostReport) throws(ArchiveError) -> [UInt8] {
    try document(.cost, cost.to, cost.json())
  }

  private mutating func document(
    _ kind: Frame.Kind, _ at: Moment, _ json: [UInt8]
  ) throws(ArchiveError) -> [UInt8] {
    var payload: [UInt8] = []
    payload.append(littleEndian: UInt64(bitPattern: at.milliseconds))
    return try frame(kind, payload + json)
  }

  private mutating func frame(_ kind: Frame.Kind, _ payload: [UInt8]) throws(ArchiveError) -> [UInt8] {
    guard payload.count <= Frame.largestPayload else { throw .oversizedFrame(bytes: payload.count) }
    let bytes = Frame(kind: kind, payload: payload).bytes
    position += bytes.count
    return bytes
  }
}

extension Frame {
  /// Where the content of a frame begins, after its instant and, in a key frame, the place of the one before.
  var contentStart: Int { kind == .key ? 16 : 8 }

  /// The instant it is of; nil where the payload is too short, or the instant has no text.
  var at: Moment? {
    guard payload.count >= contentStart else { return nil }
    let milliseconds = Int64(bitPattern: payload.littleEndian64(at: 0))
    return Leaf.moments.contains(milliseconds) ? Moment(milliseconds: milliseconds) : nil
  }

  /// Where the key frame before stands; nil for the first one.
  var previousKey: Int? {
    guard kind == .key, payload.count >= contentStart else { return nil }
    return Int(exactly: payload.littleEndian64(at: 8))
  }
}
