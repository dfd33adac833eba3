/// The load of one endpoint: what is offered, what it lets in, what is in flight.
struct EndpointPhysics: Sendable {
  /// What came of an attempt that was offered.
  enum Offer: Equatable {
    /// Let in, at this load factor on the time to first token.
    case accepted(loadFactor: Double)
    /// Refused with `overloaded`.
    case refused
  }

  /// Calls in flight at most.
  private let inFlightLimit: Int
  /// Calls in flight.
  private(set) var inFlight = 0
  private var bucket = TokenBucket()
  /// Attempts offered in each of the last ten tenths of a second, the present one included.
  private var offered = [UInt32](repeating: 0, count: 10)
  private var offeredTotal: UInt32 = 0
  private var tenth: Int64 = 0
  /// The highest load since the collapse began; 1 when it has not collapsed.
  private var collapse = 1.0
  /// Since when the load has been low enough to recover.
  private var calmSince: Int64?

  /// Above this load answers slow down.
  static let slowdownLoad = 0.7
  /// How much they slow down for each unit of load above it.
  static let slowdown = 2.0
  /// A collapsed endpoint recovers below this load.
  static let calmLoad = 0.8
  /// And after this long, in nanoseconds.
  static let calmTime: Int64 = 5_000_000_000

  init(inFlightLimit: Int?) {
    self.inFlightLimit = inFlightLimit ?? Int.max
  }

  /// Counts an attempt and lets it in, or not.
  ///
  /// - Parameters:
  ///   - capacity: requests a second now; nil where there is no limit.
  ///   - collapses: whether overload makes it carry less than its capacity.
  ///   - now: nanoseconds since the beginning of the run.
  /// - Returns: whether it was let in.
  mutating func offer(capacity: Double?, collapses: Bool, at now: Int64) -> Offer {
    advanceLoad(to: now)
    offered[Int(tenth % 10)] += 1
    offeredTotal += 1
    guard inFlight < inFlightLimit else { return .refused }
    guard let capacity else { return .accepted(loadFactor: 1) }
    guard capacity > 0 else { return .refused }
    let load = Double(offeredTotal) / capacity
    updateCollapse(load: load, collapses: collapses, at: now)
    guard bucket.take(depth: capacity, rate: capacity / collapse, at: now) else { return .refused }
    let excess = max(0, min(1, load) - Self.slowdownLoad)
    return .accepted(loadFactor: 1 + Self.slowdown * excess)
  }

  /// Counts a call as in flight.
  mutating func enter() { inFlight += 1 }

  /// Counts a call as ended.
  mutating func leave() {
    precondition(inFlight > 0, "A call that ends was in flight.")
    inFlight -= 1
  }

  private mutating func advanceLoad(to now: Int64) {
    let present = now / 100_000_000
    guard present > tenth else { return }
    for step in 1...min(10, present - tenth) {
      let place = Int((tenth + step) % 10)
      offeredTotal -= offered[place]
      offered[place] = 0
    }
    if present - tenth > 10 {
      offered = [UInt32](repeating: 0, count: 10)
      offeredTotal = 0
    }
    tenth = present
  }

  private mutating func updateCollapse(load: Double, collapses: Bool, at now: Int64) {
    guard collapses else {
      collapse = 1
      return
    }
    collapse = load > 1 ? max(collapse, load) : collapse
    guard collapse > 1 else { return }
    guard load < Self.calmLoad else {
      calmSince = nil
      return
    }
    let since = calmSince ?? now
    calmSince = since
    if now - since >= Self.calmTime {
      collapse = 1
      calmSince = nil
    }
  }
}
