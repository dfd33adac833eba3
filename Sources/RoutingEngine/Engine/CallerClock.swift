/// Turns the caller's clock into time that neither goes back nor leaps while calls are in flight.
///
/// A clock that was set, or a process that was stopped, would otherwise make every call in flight look slow,
/// empty every window, or stop every bucket from filling. Small disorder (reports of several threads) is held
/// at the latest instant; a step is taken out.
struct CallerClock: Sendable, Hashable {
  /// Going back further than this is a step.
  static let disorder = Nanoseconds.seconds(1)
  /// Going ahead further than this, with calls in flight, is a step.
  static let leap = Nanoseconds.seconds(60)

  private var last: Timestamp
  /// What is added to the caller's clock.
  private(set) var offset = Nanoseconds.zero

  init(at now: Timestamp) { last = now }

  /// The engine's time at an instant of the caller's clock.
  @inline(__always)
  mutating func read(_ instant: Timestamp, hasCalls: Bool) -> Timestamp {
    let moved = instant - last
    if moved < .zero || moved > Self.leap { step(moved, hasCalls: hasCalls) }
    if instant > last || moved < .zero - Self.disorder { last = instant }
    return instant + offset
  }

  private mutating func step(_ moved: Nanoseconds, hasCalls: Bool) {
    if moved < .zero - Self.disorder || (moved > Self.leap && hasCalls) { offset = offset - moved }
  }

  /// The engine's time at an instant, without noting it.
  func own(_ instant: Timestamp) -> Timestamp { instant + offset }

  /// What the caller's clock shows at an instant of the engine's time.
  func shown(_ own: Timestamp) -> Timestamp { own - offset }
}
