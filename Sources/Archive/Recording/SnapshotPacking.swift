internal import Wire

/// What both sides of a recording remember from one snapshot to the next within a block.
struct SnapshotMemory {
  /// The most bytes of texts that a block remembers; a full block ends.
  static let textLimit = 1 << 20

  /// Texts and skeletons so far, by number.
  private(set) var texts: [[UInt8]] = []
  private(set) var textBytes = 0
  /// The parts of the snapshot before.
  var parts: [Part] = []
  /// Its instant.
  var at = Moment(milliseconds: 0)
  /// How many snapshots the block had so far: each says so, and one that misses another is not believed.
  var count = 0

  struct Part {
    /// The number of its skeleton.
    var skeleton: Int
    var leaves: [Leaf]
  }

  mutating func learn(_ text: [UInt8]) {
    texts.append(text)
    textBytes += text.count
  }
}

/// How one scalar is told: the lowest bit is 0 for the distance from what was there before, else three bits
/// say what follows.
enum LeafCode: UInt64 {
  case integer = 0
  case decimal = 1
  case moment = 2
  case knownText = 3
  case newText = 4
  case constant = 5
  case raw = 6

  /// Null, false and true, in this order.
  static let constants: [Leaf] = [.null, .bool(false), .bool(true)]
}

/// Packs snapshots, each as what changed since the one before.
struct SnapshotPacker {
  private(set) var memory = SnapshotMemory()
  private var numbers: [[UInt8]: Int] = [:]

  /// Whether so many texts are remembered that a new block should begin.
  var isFull: Bool { memory.textBytes > SnapshotMemory.textLimit }

  /// The next snapshot of the block.
  mutating func pack(_ snapshot: SnapshotParts, at: Moment) -> [UInt8] {
    var packer = Packer()
    packer.count(memory.count)
    packer.count(snapshot.parts.count)
    let shift = at.milliseconds - memory.at.milliseconds
    var parts: [SnapshotMemory.Part] = []
    parts.reserveCapacity(snapshot.parts.count)
    for (place, part) in snapshot.parts.enumerated() {
      let before = place < memory.parts.count ? memory.parts[place] : nil
      parts.append(pack(part, before, shift, &packer))
    }
    memory.parts = parts
    memory.at = at
    memory.count += 1
    return packer.bytes
  }

  private mutating func pack(
    _ part: SnapshotParts.Part, _ before: SnapshotMemory.Part?, _ shift: Int64, _ packer: inout Packer
  ) -> SnapshotMemory.Part {
    if let before, numbers[part.skeleton] == before.skeleton, before.leaves.count == part.leaves.count {
      if before.leaves == part.leaves {
        packer.number(PartCode.same.rawValue)
      } else {
        packer.number(PartCode.changed.rawValue)
        pack(changes: part.leaves, before.leaves, shift, &packer)
      }
      return SnapshotMemory.Part(skeleton: before.skeleton, leaves: part.leaves)
    }
    packer.number(PartCode.new.rawValue)
    if let known = numbers[part.skeleton] {
      packer.count(known + 1)
    } else {
      packer.number(0)
      packer.run(part.skeleton)
      learn(part.skeleton)
    }
    packer.count(part.leaves.count)
    for leaf in part.leaves { pack(leaf, before: .null, shift, &packer) }
    return SnapshotMemory.Part(skeleton: numbers[part.skeleton] ?? 0, leaves: part.leaves)
  }

  private mutating func pack(
    changes leaves: [Leaf], _ before: [Leaf], _ shift: Int64, _ packer: inout Packer
  ) {
    var map = [UInt8](repeating: 0, count: (leaves.count + 7) / 8)
    for place in leaves.indices where leaves[place] != before[place] {
      map[place / 8] |= 1 << UInt8(place % 8)
    }
    packer.bytes += map
    for place in leaves.indices where leaves[place] != before[place] {
      pack(leaves[place], before: before[place], shift, &packer)
    }
  }

  private mutating func pack(_ leaf: Leaf, before: Leaf, _ shift: Int64, _ packer: inout Packer) {
    if let distance = leaf.distance(from: before, shift) {
      packer.number(Packer.zigzag(distance) << 1)
      return
    }
    func tell(_ code: LeafCode, _ value: UInt64) { packer.number(value << 4 | code.rawValue << 1 | 1) }
    switch leaf {
    case .null: tell(.constant, 0)
    case .bool(let bool): tell(.constant, bool ? 2 : 1)
    case .integer(let value): tell(.integer, Packer.zigzag(value))
    case .decimal(let mantissa, let places):
      tell(.decimal, Packer.zigzag(mantissa))
      packer.bytes.append(places)
    case .moment(let moment): tell(.moment, Packer.zigzag(moment.milliseconds))
    case .raw(let bytes):
      tell(.raw, 0)
      packer.run(bytes)
    case .text(let text):
      if let known = numbers[text] {
        tell(.knownText, UInt64(known))
      } else {
        tell(.newText, 0)
        packer.run(text)
        learn(text)
      }
    }
  }

  private mutating func learn(_ text: [UInt8]) {
    numbers[text] = memory.texts.count
    memory.learn(text)
  }
}

/// How a part is told.
enum PartCode: UInt64 {
  case same = 0
  case changed = 1
  case new = 2
}

extension Leaf {
  /// How far a number is from the one before; nil where that says nothing.
  ///
  /// Instants are expected to move with the clock.
  func distance(from before: Leaf, _ shift: Int64) -> Int64? {
    switch (self, before) {
    case (.integer(let value), .integer(let old)): value - old
    case (.decimal(let value, let places), .decimal(let old, let oldPlaces)):
      places == oldPlaces ? value - old : nil
    case (.moment(let value), .moment(let old)): value.milliseconds - old.milliseconds - shift
    default: nil
    }
  }

  /// The number at a distance from this one; nil where there is none.
  func moved(by distance: Int64, _ shift: Int64) -> Leaf? {
    switch self {
    case .integer(let old): Leaf.bounded(.integer(old &+ distance))
    case .decimal(let old, let places): Leaf.bounded(.decimal(mantissa: old &+ distance, places: places))
    case .moment(let old):
      Leaf.bounded(.moment(Moment(milliseconds: old.milliseconds &+ distance &+ shift)))
    case .null, .bool, .text, .raw: nil
    }
  }

  /// The scalar, unless its number is one that is never written.
  static func bounded(_ leaf: Leaf) -> Leaf? {
    switch leaf {
    case .integer(let value), .decimal(let value, _): value.magnitude < largest ? leaf : nil
    case .moment(let moment): moments.contains(moment.milliseconds) ? leaf : nil
    case .null, .bool, .text, .raw: leaf
    }
  }
}
