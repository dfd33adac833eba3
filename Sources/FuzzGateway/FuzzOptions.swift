internal import GatewayTrials

/// The command line of the fuzzer.
struct FuzzOptions {
  /// The trials to run.
  private(set) var trials = Trials.all
  /// The seed to replay.
  private(set) var seed: UInt64?
  private var first: UInt64 = 1
  private var count: UInt64 = 2_000
  private var isBlock = false

  /// The seeds to run.
  var seeds: Range<UInt64> { first..<first + count }
  /// The seeds to run in this process, without a report.
  var block: Range<UInt64>? { isBlock ? seeds : nil }

  /// Reads the words; nil when they are no command line of the fuzzer's.
  init?(_ words: [String]) {
    var rest = words[...]
    while let name = rest.popFirst() {
      if name == "--block" {
        isBlock = true
        continue
      }
      guard let value = rest.popFirst() else { return nil }
      switch name {
      case "--trial":
        guard let trial = Trials.named(value) else { return nil }
        trials = [trial]
      case "--seed":
        guard let number = UInt64(value) else { return nil }
        seed = number
      case "--first":
        guard let number = UInt64(value), number < 1 << 62 else { return nil }
        first = number
      case "--count":
        guard let number = UInt64(value), (1...1 << 40).contains(number) else { return nil }
        count = number
      default: return nil
      }
    }
    guard seed == nil || trials.count == 1 else { return nil }
  }
}
