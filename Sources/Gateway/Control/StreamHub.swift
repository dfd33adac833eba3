internal import Documents
internal import Wire

/// The readers of the stream: who has had what, and what to send them now.
///
/// A value without sockets. Everything is encoded once and shared. A reader who has not taken what it was sent
/// gets nothing until it has; then the newest snapshot and the lines it missed, never a backlog of snapshots.
struct StreamHub: Sendable {
  /// The most readers at once.
  static let readerLimit = 64
  /// The most lines of a log in one piece.
  static let pieceLimit = 500

  private struct Reader: Sendable {
    var place: StreamPlace
    var snapshot: UInt64 = 0
  }

  /// By the key that the owner knows a reader by.
  private var readers: [Int: Reader] = [:]
  private var snapshotNumber: UInt64 = 0
  private var snapshotPiece: [UInt8] = []
  private var pieces: [StreamPlace: (bytes: [UInt8], end: StreamPlace)] = [:]
  /// How many pieces of the logs were encoded, for measurements.
  private(set) var encodings = 0
  private let run: String

  private let limit: Int

  init(run: String, readers limit: Int = Self.readerLimit) {
    self.run = run
    self.limit = limit
  }

  /// How many read.
  var count: Int { readers.count }

  /// Whether another may read.
  var hasRoom: Bool { readers.count < limit }

  /// Whom it knows.
  var keys: [Int] { readers.keys.sorted() }

  /// Takes a reader in.
  ///
  /// - Returns: the first piece for it.
  mutating func add(_ key: Int, _ stream: StreamRequest, hello: StreamHello, desk: ControlDesk) -> [UInt8] {
    var place = stream.place
    if !stream.resumes {
      place.event = desk.events.number(before: stream.history)
      place.audit = desk.audit.number(before: stream.history)
    }
    readers[key] = Reader(place: place)
    return Self.message("hello", id: place.id(run: run), hello.json())
  }

  /// Forgets a reader.
  mutating func remove(_ key: Int) { readers[key] = nil }

  /// Takes a new snapshot in.
  mutating func take(snapshot bytes: [UInt8]) {
    snapshotNumber += 1
    snapshotPiece = Self.message("snapshot", id: nil, bytes)
  }

  /// What to send to a reader who has taken everything before; empty where nothing is new.
  mutating func next(for key: Int, desk: ControlDesk) -> [UInt8] {
    guard let reader = readers[key] else { return [] }
    var bytes: [UInt8] = []
    let end = StreamPlace(event: desk.events.nextNumber - 1, audit: desk.audit.nextNumber - 1)
    if reader.place != end {
      let piece = lines(after: reader.place, desk)
      bytes = piece.bytes
      readers[key]?.place = piece.end
    }
    if reader.snapshot < snapshotNumber {
      bytes += snapshotPiece
      readers[key]?.snapshot = snapshotNumber
    }
    return bytes
  }

  /// Forgets pieces that nobody will share any more: something was added to the logs.
  mutating func forgetPieces() { pieces.removeAll(keepingCapacity: true) }

  private mutating func lines(
    after place: StreamPlace, _ desk: ControlDesk
  ) -> (bytes: [UInt8], end: StreamPlace) {
    if let known = pieces[place] { return known }
    var end = place
    var bytes: [UInt8] = []
    for line in desk.events.lines(after: place.event, atMost: Self.pieceLimit) {
      end.event = line.id
      bytes += Self.message("event", id: end.id(run: run), line.json())
    }
    for line in desk.audit.lines(after: place.audit, atMost: Self.pieceLimit) {
      end.audit = line.receipt.id
      bytes += Self.message("audit", id: end.id(run: run), line.json())
    }
    pieces[place] = (bytes, end)
    encodings += 1
    return (bytes, end)
  }

  private static func message(_ event: String, id: String?, _ data: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(data.count + 80)
    bytes += "event: \(event)\n".utf8
    if let id { bytes += "id: \(id)\n".utf8 }
    bytes += "data: ".utf8
    // A document written by the writer has no line break inside.
    bytes += data
    bytes += "\n\n".utf8
    return bytes
  }
}
