internal import Transport
internal import Wire

/// A recording that is read: where its blocks begin, and the frames of each.
///
/// Opening follows the chain of key frames from the end, a few bytes a block. Where the chain is broken, the
/// whole file is looked through instead. A recording that is still being written, or whose end is torn, reads
/// as far as it is whole.
struct RecordingReader: ~Copyable {
  /// The bytes that are looked through at once for the beginning of a frame.
  private static let windowBytes = 1 << 20
  /// The most bytes of a block that are read; what lies behind them is not shown.
  private static let blockBytes = 64 << 20

  /// A key frame: where it stands and of which instant it is.
  struct Key: Hashable {
    var place: Int
    var at: Moment
  }

  /// Where it lies.
  var path: String { file.path }
  /// The beginnings of its blocks, in the order of the file.
  let keys: [Key]
  /// Whether snapshots before the first block cannot be read.
  let hasLostBeginning: Bool
  private let file: OpenFile
  private let size: Int

  /// Opens a recording; one that was cut off before its first snapshot has no blocks.
  init(_ path: String) throws(ArchiveError) {
    let file = try filing { () throws(TransportError) in try OpenFile(path, for: .read) }
    let size = try filing { () throws(TransportError) in try file.size() }
    let header = try filing { () throws(TransportError) in
      try file.read(at: 0, count: RecordingEncoder.headerLength)
    }
    try Self.check(header, path)
    let chain = try filing { () throws(TransportError) in try Self.chain(in: file, size: size) }
    if let chain {
      (keys, hasLostBeginning) = (chain, false)
    } else {
      let found = try filing { () throws(TransportError) in try Self.search(file, from: 0, to: size) }
      let head = RecordingEncoder.headerLength
      let before = try filing { () throws(TransportError) in
        try file.read(at: head, count: min(max(0, (found.first?.place ?? size) - head), Self.blockBytes))
      }
      let beginning = Self.frames(in: before)
      (keys, hasLostBeginning) = (
        found, !beginning.holes.isEmpty || beginning.frames.contains { $0.kind == .delta }
      )
    }
    self.file = file
    self.size = size
  }

  private static func check(_ header: [UInt8], _ path: String) throws(ArchiveError) {
    let magic = RecordingEncoder.magic
    guard header.prefix(magic.count).elementsEqual(magic.prefix(header.count)) else {
      throw .noRecording(path: path)
    }
    guard header.count == RecordingEncoder.headerLength else { return }
    let version = header.littleEndian32(at: magic.count)
    guard version <= RecordingEncoder.version else {
      throw .newerRecording(path: path, version: Int(version))
    }
  }

  /// Frames in order, and where bytes between them belong to none.
  struct Frames {
    var frames: [Frame] = []
    /// By the number of frames before it: how many bytes cannot be read.
    var holes: [(after: Int, bytes: Int)] = []
  }

  /// The frames of a block; damaged ones are left out, and where they stood is said.
  func frames(ofBlock block: Int) throws(ArchiveError) -> Frames {
    let start = keys[block].place
    let end = block + 1 < keys.count ? keys[block + 1].place : size
    let bytes = try filing { () throws(TransportError) in
      try file.read(at: start, count: min(end - start, Self.blockBytes))
    }
    return Self.frames(in: bytes)
  }

  private static func frames(in bytes: [UInt8]) -> Frames {
    var found = Frames()
    var place = 0
    while let (frame, next) = Self.frame(in: bytes, from: place) {
      // A key frame within a block is one whose own block cannot be told from this one: the reader stops there.
      if frame.kind == .key, !found.frames.isEmpty { return found }
      let skipped = next - Frame.headerLength - frame.payload.count - place
      if skipped > 0 { found.holes.append((found.frames.count, skipped)) }
      found.frames.append(frame)
      place = next
    }
    if place < bytes.count { found.holes.append((found.frames.count, bytes.count - place)) }
    return found
  }

  /// The first whole frame from a place on, and where it ends.
  static func frame(in bytes: [UInt8], from start: Int) -> (Frame, Int)? {
    var place = start
    while place + Frame.headerLength <= bytes.count {
      if let header = Frame.Header(bytes, at: place) {
        let begin = place + Frame.headerLength
        if begin + header.length <= bytes.count {
          let frame = Frame(kind: header.kind, payload: Array(bytes[begin..<begin + header.length]))
          if header.matches(frame.payload), frame.at != nil { return (frame, begin + header.length) }
        }
      }
      place = nextMarker(in: bytes, from: place + 1)
    }
    return nil
  }

  private static func nextMarker(in bytes: [UInt8], from start: Int) -> Int {
    var place = start
    while let found = bytes[place...].firstIndex(of: Frame.marker[0]) {
      if bytes[found...].starts(with: Frame.marker) { return found }
      place = found + 1
    }
    return bytes.count
  }
}

extension RecordingReader {
  /// All key frames, by the chain from the last one; nil where it does not lead to the first.
  private static func chain(in file: borrowing OpenFile, size: Int) throws(TransportError) -> [Key]? {
    guard let last = try lastKey(in: file, size: size) else { return nil }
    var keys: [Key] = []
    var place: Int? = last
    while let current = place {
      guard let (key, previous) = try key(in: file, at: current), previous.map({ $0 < current }) ?? true
      else {
        return nil
      }
      keys.append(key)
      place = previous
    }
    return keys.reversed()
  }

  /// The place of the last whole key frame, looked for from the end.
  private static func lastKey(in file: borrowing OpenFile, size: Int) throws(TransportError) -> Int? {
    var end = size
    while end > 0 {
      let start = max(0, end - windowBytes)
      // A frame may begin in this window and end behind it.
      let keys = try search(file, from: start, to: end)
      if let last = keys.last { return last.place }
      end = start
    }
    return nil
  }

  /// The whole key frames that begin within a part of the file.
  private static func search(
    _ file: borrowing OpenFile, from start: Int, to end: Int
  ) throws(TransportError) -> [Key] {
    var keys: [Key] = []
    var place = start
    while place < end {
      // Each window overlaps the next by a marker's length, so that none is missed.
      let bytes = try file.read(at: place, count: min(windowBytes, end - place) + Frame.marker.count - 1)
      var found = nextMarker(in: bytes, from: 0)
      while found < bytes.count {
        if let key = try wholeKey(in: file, at: place + found), place + found < end { keys.append(key) }
        found = nextMarker(in: bytes, from: found + 1)
      }
      place += windowBytes
    }
    return keys
  }

  /// The key frame at a place, its checksum included; nil where none stands there.
  private static func wholeKey(in file: borrowing OpenFile, at place: Int) throws(TransportError) -> Key? {
    let head = try file.read(at: place, count: Frame.headerLength)
    guard let header = Frame.Header(head), header.kind == .key else { return nil }
    let payload = try file.read(at: place + Frame.headerLength, count: header.length)
    guard header.matches(payload), let at = Frame(kind: .key, payload: payload).at else { return nil }
    return Key(place: place, at: at)
  }

  /// The key frame at a place and the place of the one before, by its first bytes alone.
  private static func key(
    in file: borrowing OpenFile, at place: Int
  ) throws(TransportError) -> (Key, Int?)? {
    let first = 16
    let head = try file.read(at: place, count: Frame.headerLength + first)
    guard let header = Frame.Header(head), header.kind == .key, header.length >= first else { return nil }
    let frame = Frame(kind: .key, payload: Array(head[Frame.headerLength...]))
    return frame.at.map { (Key(place: place, at: $0), frame.previousKey) }
  }
}
