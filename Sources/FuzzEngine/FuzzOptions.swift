/// The command line of the fuzzer.
struct FuzzOptions {
  /// The seed to replay.
  private(set) var seed: UInt64?
  /// What is kept of it.
  private(set) var trim = Trim()
  /// Seeds to run without a report of each.
  private(set) var block: Range<UInt64>?
  /// The first seed of many.
  private(set) var first: UInt64?
  /// How many.
  private(set) var count: Int?
  /// Seconds after which the process ends itself.
  private(set) var patience: UInt32?

  /// Reads the words; nil when they are no command line of the fuzzer's.
  init?(_ words: [String]) {
    var rest = words[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { return nil }
      switch name {
      case "--seed": seed = UInt64(value)
      case "--first": first = UInt64(value)
      case "--count": count = Int(value)
      case "--patience": patience = UInt32(value)
      case "--faults": trim.faults = Self.places(value)
      case "--acts": trim.acts = Self.places(value)
      case "--endpoints": trim.endpoints = Self.places(value)
      case "--replicas": trim.replicas = Int(value)
      case "--seconds": trim.seconds = Int(value)
      case "--block":
        guard let start = UInt64(value), let length = rest.popFirst().flatMap({ UInt64($0) }) else {
          return nil
        }
        block = start..<start + length
      default: return nil
      }
    }
    guard count.map({ $0 > 0 }) ?? true else { return nil }
  }

  private static func places(_ text: String) -> [Int] {
    text == "none" ? [] : text.split(separator: ",").compactMap { Int($0) }
  }
}
