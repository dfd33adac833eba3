/// A small deterministic generator (splitmix64); the seed belongs into the message of every failure.
struct Chance {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int {
    Int(next() % UInt64(bound))
  }

  /// The bytes with a few of them replaced, removed, doubled or inserted.
  mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
    var mutated = bytes
    for _ in 0...below(4) where !mutated.isEmpty {
      let index = below(mutated.count)
      switch below(4) {
      case 0: mutated[index] = UInt8(truncatingIfNeeded: next())
      case 1: mutated.remove(at: index)
      case 2: mutated.insert(UInt8(truncatingIfNeeded: next()), at: index)
      default: mutated.insert(contentsOf: mutated[index..<min(index + 8, mutated.count)], at: index)
      }
    }
    return mutated
  }

  /// The bytes cut into random pieces, in order.
  mutating func cut(_ bytes: [UInt8], longest: Int = 40) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + 1 + below(longest))
      pieces.append(Array(bytes[start..<end]))
      start = end
    }
    return pieces
  }
}
