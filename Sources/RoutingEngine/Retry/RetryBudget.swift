/// How many retries a feature may still make: every success earns a tenth, a retry costs one.
struct RetryBudget: Sendable, Hashable {
  private var thousandths = 0
  private var isStarted = false
  /// Retries under way, for features so thin that a budget would never fill.
  private(set) var inFlight = 0

  /// Lets a success earn, in thousandths of a retry.
  mutating func earn(_ earned: Int, cap: Int) {
    start(cap: cap)
    thousandths = min(thousandths + earned, cap * 1_000)
  }

  /// Spends a retry; false when there is none left.
  mutating func spend(cap: Int, isThin: Bool, _ configuration: RetryConfiguration) -> Bool {
    start(cap: cap)
    if thousandths >= 1_000 {
      thousandths -= 1_000
      return true
    }
    return isThin && inFlight < configuration.thinConcurrent
  }

  /// A retry set out.
  mutating func begin() { inFlight += 1 }

  /// A retry came back.
  mutating func end() { inFlight = max(0, inFlight - 1) }

  /// Retries that are left.
  var remaining: Int { thousandths / 1_000 }

  private mutating func start(cap: Int) {
    guard !isStarted else { return }
    isStarted = true
    thousandths = cap * 1_000
  }
}
