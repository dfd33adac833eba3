internal import Dispatch
internal import FuzzKit
internal import Glibc
internal import RoutingEngine
internal import Synchronization
internal import TrafficSimulator

/// Runs seeds in processes of their own, so that a crash is a finding like any other, and shrinks what fails.
struct Fuzzer {
  /// The program itself.
  let path: String

  /// Seeds of one process.
  static let blockSize = 100
  /// Seconds after which a process counts as hung.
  static let patience: UInt32 = 120
  /// Seeds that are shrunk and printed; more than that is one cause many times over.
  static let findingsAtMost = 5
  /// Tries of shrinking a seed.
  static let triesAtMost = 400

  /// Runs one scenario in this process and says what did not hold.
  static func check(seed: UInt64, _ trim: Trim) -> [String] {
    guard let scenario = trim.scenario(seed: seed) else { return [] }
    var options = SimulationOptions()
    options.checksInvariants = true
    do {
      var world = try SimulatedWorld(scenario, options: options)
      world.advance(to: scenario.duration)
      return world.violations() + implausible(world.result())
    } catch {
      // A trimmed scenario may name what was cut away; that is no finding.
      return trim == Trim() ? ["the scenario is not valid: \(error)"] : []
    }
  }

  /// What no result may show, whatever happened.
  private static func implausible(_ result: SimulationResult) -> [String] {
    var found: [String] = []
    let ended = result.succeeded + result.failed.total + result.partial + result.cancelled
    if ended + result.stillInFlight != result.requests {
      found.append("\(result.requests) requests, \(ended) ended, \(result.stillInFlight) in flight")
    }
    if let attempts = result.attemptsPerRequest, attempts > 3 {
      found.append("\(attempts) attempts a request, at most 3 are allowed")
    }
    return found
  }

  /// Runs seeds from the first on, and prints what was found.
  ///
  /// - Returns: the number of seeds that failed.
  func run(first: UInt64, count: Int) -> Int {
    let blocks = stride(from: 0, to: count, by: Self.blockSize).map { start in
      (first: first + UInt64(start), count: min(Self.blockSize, count - start))
    }
    let failing = Mutex<[UInt64]>([])
    DispatchQueue.concurrentPerform(iterations: blocks.count) { place in
      let block = blocks[place]
      let words = ["--block", String(block.first), String(block.count)]
      guard Child.run(path, Self.hurried(words)) != 0 else { return }
      let seeds = (0..<UInt64(block.count)).map { block.first + $0 }.filter { fails($0, Trim()) }
      failing.withLock { $0 += seeds.isEmpty ? [block.first] : seeds }
    }
    let seeds = failing.withLock { $0 }.sorted()
    for seed in seeds.prefix(Self.findingsAtMost) { report(seed) }
    if seeds.count > Self.findingsAtMost { print("and \(seeds.count - Self.findingsAtMost) seeds more") }
    return seeds.count
  }

  private func fails(_ seed: UInt64, _ trim: Trim) -> Bool {
    Child.run(path, Self.hurried(["--seed", String(seed)] + trim.words)) != 0
  }

  private func report(_ seed: UInt64) {
    let trim = shrink(seed)
    print("seed \(seed) fails; replay it with")
    print("  " + ([path, "--seed", String(seed)] + trim.words).joined(separator: " "))
  }

  private func shrink(_ seed: UInt64) -> Trim {
    var best = Trim()
    var tries = 0
    var isSmaller = true
    while isSmaller, tries < Self.triesAtMost, let scenario = best.scenario(seed: seed) {
      isSmaller = false
      for trim in best.smaller(than: scenario) where tries < Self.triesAtMost {
        tries += 1
        if fails(seed, trim) {
          best = trim
          isSmaller = true
          break
        }
      }
    }
    return best
  }

  /// A command line whose process ends by itself when it hangs.
  private static func hurried(_ words: [String]) -> [String] { ["--patience", String(patience)] + words }
}
