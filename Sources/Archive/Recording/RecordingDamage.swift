public import Wire

/// A part of a recording that cannot be read; the rest is shown.
public struct RecordingDamage: Sendable, Hashable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// The last instant before it that can be shown; nil where it is the beginning of the file.
  public var from: Moment?
  /// The next instant that can be shown; nil where it goes to the end of the file.
  public var to: Moment?
  /// How many bytes of it belong to nothing that could be read; nil where none of the file could.
  public var bytes: Int?

  /// Describes a part that cannot be read; the whole file where nothing else is said.
  init(path: String, from: Moment? = nil, to: Moment? = nil, bytes: Int? = nil) {
    (self.path, self.from, self.to, self.bytes) = (path, from, to, bytes)
  }

  /// A sentence: which file, what of it is lost, and what is shown all the same.
  public var description: String {
    guard let bytes else { return "\(path) is damaged and left out: nothing in it can be read." }
    let part =
      switch (from, to) {
      case (let from?, let to?): "what happened from \(from.text) to \(to.text) is lost in part or as a whole"
      case (let from?, nil): "what it held after \(from.text) is lost"
      case (nil, let to?): "what it held before \(to.text) is lost"
      case (nil, nil): "what it held is lost"
      }
    let size = bytes > 0 ? " (\(bytes) \(bytes == 1 ? "byte" : "bytes"))" : ""
    return "\(path) is damaged\(size): \(part); the rest is shown."
  }
}

extension RecordingDamage {
  /// What holes in a block cost.
  ///
  /// Without a delta those that follow it say nothing, so that everything up to the next block is lost; without an
  /// event or an act nothing else is.
  ///
  /// - Parameters:
  ///   - found: the frames of the block, and the holes between them.
  ///   - path: the file.
  ///   - began: the instant of the block.
  ///   - next: the instant of the block after it; nil where there is none.
  /// - Returns: one damage a hole, in order.
  static func of(
    _ found: RecordingReader.Frames, in path: String, began: Moment, next: Moment?
  ) -> [RecordingDamage] {
    guard !found.holes.isEmpty else { return [] }
    var unpacker = SnapshotUnpacker()
    var isShown = [Bool]()
    for frame in found.frames {
      guard let at = frame.at, frame.kind.isSnapshot else {
        isShown.append(true)
        continue
      }
      isShown.append(unpacker.unpack(frame.payload, from: frame.contentStart, at: at) != nil)
    }
    return found.holes.map { hole in
      let before = hole.after > 0 ? found.frames[hole.after - 1].at : began
      let rest = found.frames.indices.dropFirst(hole.after)
      let after = rest.allSatisfy { isShown[$0] } ? rest.first.flatMap { found.frames[$0].at } : next
      return RecordingDamage(path: path, from: before, to: after ?? next, bytes: hole.bytes)
    }
  }
}
