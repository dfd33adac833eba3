internal import Glibc

/// `FuzzEngine [--first N] [--count N]`, or `--seed N` with what is to be kept of it.
@main
enum Main {
  /// Seeds that are run when no number is given.
  static let standardCount = 1_000

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    guard let options = FuzzOptions(words) else {
      print(
        """
        usage: FuzzEngine [--first N] [--count N]
               FuzzEngine --seed N [--faults LIST] [--acts LIST] [--endpoints LIST] [--replicas N] [--seconds N]
        LIST is places from 0 with commas, or none.
        """)
      exit(2)
    }
    if let patience = options.patience { alarm(patience) }
    if let seed = options.seed {
      if let scenario = options.trim.scenario(seed: seed) { print(ScenarioSummary(scenario).text) }
      let found = Fuzzer.check(seed: seed, options.trim)
      for line in found { print(line) }
      if found.isEmpty { print("seed \(seed): nothing found") }
      exit(found.isEmpty ? 0 : 1)
    }
    if let block = options.block {
      for seed in block where !Fuzzer.check(seed: seed, Trim()).isEmpty { exit(1) }
      exit(0)
    }
    let count = options.count ?? Self.standardCount
    let failed = Fuzzer(path: CommandLine.arguments[0]).run(first: options.first ?? 1, count: count)
    print("\(count) seeds, \(failed) failed")
    exit(failed == 0 ? 0 : 1)
  }
}
