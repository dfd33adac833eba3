internal import Wire

/// Unpacks the snapshots of a block, one after the other.
///
/// Whatever the bytes are, it ends in a snapshot or in nil, in bounded time and memory.
struct SnapshotUnpacker {
  /// The most parts of a snapshot.
  private static let partLimit = 100_000
  /// The most scalars of a part.
  private static let leafLimit = 1_000_000

  private var memory = SnapshotMemory()

  /// The next snapshot of the block; nil where the bytes are none, and then the rest of the block is lost.
  mutating func unpack(_ payload: [UInt8], from place: Int, at: Moment) -> SnapshotParts? {
    var unpacker = Unpacker(payload, from: place)
    let shift = at.milliseconds &- memory.at.milliseconds
    guard unpacker.number() == UInt64(memory.count), let count = unpacker.count(atMost: Self.partLimit) else {
      return nil
    }
    var parts: [SnapshotMemory.Part] = []
    for place in 0..<count {
      let before = place < memory.parts.count ? memory.parts[place] : nil
      guard let part = part(before, shift, &unpacker) else { return nil }
      parts.append(part)
    }
    guard unpacker.isAtEnd else { return nil }
    memory.parts = parts
    memory.at = at
    memory.count += 1
    return SnapshotParts(
      parts: parts.map { SnapshotParts.Part(skeleton: memory.texts[$0.skeleton], leaves: $0.leaves) })
  }

  private mutating func part(
    _ before: SnapshotMemory.Part?, _ shift: Int64, _ unpacker: inout Unpacker
  ) -> SnapshotMemory.Part? {
    guard let code = unpacker.number().flatMap({ PartCode(rawValue: $0) }) else { return nil }
    switch code {
    case .same: return before
    case .changed:
      guard var part = before, let map = unpacker.run(of: (part.leaves.count + 7) / 8) else { return nil }
      for place in part.leaves.indices where map[place / 8] & 1 << UInt8(place % 8) != 0 {
        guard let leaf = leaf(part.leaves[place], shift, &unpacker) else { return nil }
        part.leaves[place] = leaf
      }
      return part
    case .new:
      guard let skeleton = skeleton(&unpacker), let count = unpacker.count(atMost: Self.leafLimit) else {
        return nil
      }
      var leaves: [Leaf] = []
      for _ in 0..<count {
        guard let leaf = leaf(.null, shift, &unpacker) else { return nil }
        leaves.append(leaf)
      }
      return SnapshotMemory.Part(skeleton: skeleton, leaves: leaves)
    }
  }

  private mutating func skeleton(_ unpacker: inout Unpacker) -> Int? {
    guard let number = unpacker.count(atMost: memory.texts.count) else { return nil }
    guard number == 0 else { return number - 1 }
    guard let text = unpacker.run() else { return nil }
    memory.learn(text)
    return memory.texts.count - 1
  }

  private mutating func leaf(_ before: Leaf, _ shift: Int64, _ unpacker: inout Unpacker) -> Leaf? {
    guard let word = unpacker.number() else { return nil }
    if word & 1 == 0 { return before.moved(by: Unpacker.zigzag(word >> 1), shift) }
    guard let code = LeafCode(rawValue: word >> 1 & 7) else { return nil }
    let value = word >> 4
    switch code {
    case .integer: return Leaf.bounded(.integer(Unpacker.zigzag(value)))
    case .decimal:
      guard let places = unpacker.byte(), places <= Leaf.mostPlaces else { return nil }
      return Leaf.bounded(.decimal(mantissa: Unpacker.zigzag(value), places: places))
    case .moment: return Leaf.bounded(.moment(Moment(milliseconds: Unpacker.zigzag(value))))
    case .constant: return value < 3 ? LeafCode.constants[Int(value)] : nil
    case .knownText: return value < memory.texts.count ? .text(memory.texts[Int(value)]) : nil
    case .newText:
      guard let text = unpacker.run() else { return nil }
      memory.learn(text)
      return .text(text)
    case .raw: return unpacker.run().map { .raw($0) }
    }
  }
}
