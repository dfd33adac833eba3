internal import FuzzKit
internal import GatewayTrials
internal import Glibc

/// `FuzzGateway [--trial NAME] [--first N] [--count N]`, or `--trial NAME --seed N` to replay one input.
@main
enum Main {
  /// Seeds of one process: what a crash costs.
  static let blockSize = 500
  /// Seconds after which a process counts as hung.
  static let patience: UInt32 = 60
  /// Findings of one trial that are printed.
  static let findingsAtMost = 3

  static func main() {
    guard let options = FuzzOptions(Array(CommandLine.arguments.dropFirst())) else {
      print(
        """
        usage: FuzzGateway [--trial NAME] [--first N] [--count N]
               FuzzGateway --trial NAME --seed N
        trials: \(Trials.all.map(\.name).joined(separator: ", "))
        """)
      exit(2)
    }
    if let seed = options.seed, let trial = options.trials.first { exit(replay(trial, seed)) }
    if let block = options.block, let trial = options.trials.first {
      alarm(patience)
      for seed in block where trial.run(seed: seed) != nil { exit(1) }
      exit(0)
    }
    var failed = 0
    for trial in options.trials { failed += run(trial, options.seeds) }
    print("\(options.trials.count) trials, \(options.seeds.count) seeds each, \(failed) failed")
    exit(failed == 0 ? 0 : 1)
  }

  /// Runs a trial in processes of its own, so that a crash is a finding like any other.
  private static func run(_ trial: Trial, _ seeds: Range<UInt64>) -> Int {
    var failed: [UInt64] = []
    var start = seeds.lowerBound
    while start < seeds.upperBound {
      let end = min(seeds.upperBound, start + UInt64(blockSize))
      if fails(trial, start..<end) {
        failed += (start..<end).filter { fails(trial, $0..<$0 + 1) }
        // A block fails as a whole where only its length makes it.
        if failed.isEmpty { failed.append(start) }
      }
      if failed.count >= findingsAtMost { break }
      start = end
    }
    for seed in failed.prefix(findingsAtMost) {
      print("\(trial.name) fails; replay it with")
      print("  \(CommandLine.arguments[0]) --trial \(trial.name) --seed \(seed)")
    }
    return failed.count
  }

  private static func fails(_ trial: Trial, _ seeds: Range<UInt64>) -> Bool {
    let words = [
      "--trial", trial.name, "--block", "--first", String(seeds.lowerBound), "--count", String(seeds.count),
    ]
    return Child.run(CommandLine.arguments[0], words) != 0
  }

  private static func replay(_ trial: Trial, _ seed: UInt64) -> Int32 {
    print(trial.input(seed: seed).map(shown).joined())
    guard let problem = trial.run(seed: seed) else {
      print("\(trial.name) \(seed): nothing found")
      return 0
    }
    print("\(trial.name) \(seed): \(problem)")
    return 1
  }

  /// A byte as it can be pasted into a string of Swift.
  private static func shown(_ byte: UInt8) -> String {
    switch byte {
    case 0x0A: "\\n"
    case 0x0D: "\\r"
    case 0x5C: "\\\\"
    case 0x20...0x7E: String(UnicodeScalar(byte))
    default: "<\(String(byte, radix: 16, uppercase: true))>"
    }
  }
}
