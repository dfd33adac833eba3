/// How long to leave a failing system alone: twice as long each time, with jitter, up to a limit.
struct Backoff: Sendable, Hashable {
  /// The first pause, in seconds.
  static let firstSeconds = 1.0
  /// The longest pause after problems that may pass, in seconds, of whoever asks seldom.
  static let longestSeconds = 60.0
  /// Who asks often waits no longer than so many of its intervals, or ``shortSeconds`` where those are shorter.
  static let longestIntervals = 3.0
  /// What nobody needs to wait less than at the longest, in seconds.
  static let shortSeconds = 15.0
  /// The pause after problems that somebody has to mend, in seconds.
  static let lastingSeconds = 60.0
  /// The longest pause that the other side may ask for, in seconds.
  static let longestAskedSeconds: Int64 = 600

  private(set) var failures = 0
  private let longest: Double
  private var state: UInt64

  /// - Parameters:
  ///   - seed: makes the pauses of two sources differ.
  ///   - interval: the time between two questions when all is well.
  init(seed: UInt64, interval: Duration) {
    state = seed
    let seconds = Double(interval.components.seconds)
    longest = min(max(Self.longestIntervals * seconds, Self.shortSeconds), Self.longestSeconds)
  }

  /// The pause after one more failure.
  mutating func fail(_ problem: SourceProblem) -> Duration {
    failures = min(failures + 1, 16)
    let spread = 0.75 + draw() * 0.5
    if let asked = problem.retryAfterSeconds {
      return .seconds(max(1, min(asked, Self.longestAskedSeconds)))
    }
    let doubled = Self.firstSeconds * Double(1 << (failures - 1))
    let seconds = problem.kind == .lasting ? Self.lastingSeconds : min(doubled, longest)
    return .milliseconds(Int64(seconds * spread * 1000))
  }

  mutating func succeed() { failures = 0 }

  /// From 0 to 1 (SplitMix64, Steele and others, 2014).
  private mutating func draw() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
  }
}
