internal import RoutingEngine

/// All faults of a run and those in force at each endpoint.
struct FaultBoard: Sendable {
  /// Every fault, those that people injected after those of the scenario.
  private(set) var all: [LiveFault] = []
  /// For each endpoint, the faults in force that strike attempts, in the scenario's order.
  private(set) var striking: [[Int]]
  /// The faults in force that stop or change reports to the engine.
  private(set) var reporting: [Int] = []
  /// The faults on capacity that have begun; they stay.
  private var capacity: [Int] = []
  /// Faults on demand, in force or not.
  private var demand: [Int] = []

  init(endpointCount: Int) {
    striking = [[Int]](repeating: [], count: endpointCount)
  }

  /// Adds a fault and says which number it has.
  mutating func add(_ fault: LiveFault) -> Int {
    all.append(fault)
    if fault.fault.kind.realm == .demand { demand.append(all.count - 1) }
    return all.count - 1
  }

  /// Ends a fault before its time.
  mutating func lift(_ number: Int, at now: Int64) {
    all[number].isLifted = true
    all[number].end = min(all[number].end, now)
  }

  /// Sorts the faults in force anew; due whenever one begins or ends.
  mutating func sort(at now: Int64) {
    for endpoint in striking.indices { striking[endpoint].removeAll(keepingCapacity: true) }
    reporting.removeAll(keepingCapacity: true)
    capacity.removeAll(keepingCapacity: true)
    for number in all.indices where !all[number].isLifted && now >= all[number].start {
      switch all[number].fault.kind.realm {
      case .capacity: capacity.append(number)
      case .reports: if now < all[number].end { reporting.append(number) }
      case .admission, .stream, .speed:
        guard now < all[number].end else { continue }
        for endpoint in striking.indices where all[number].endpoints[endpoint] {
          striking[endpoint].append(number)
        }
      case .clock, .demand, .knowledge, .operators: continue
      }
    }
  }

  /// What the faults in force do to an attempt.
  mutating func effects(
    on attempt: StruckAttempt, feature: Int, replica: Int, promptTokens: UInt32
  ) -> AttemptEffects {
    var effects = AttemptEffects()
    for number in striking[attempt.endpoint]
    where all[number].concerns(feature: feature, replica: replica, promptTokens: promptTokens) {
      all[number].strike(attempt, number: number, effects: &effects)
    }
    return effects
  }

  /// The share of its declared capacity an endpoint has now, and whether overload makes it collapse.
  ///
  /// The fault that began last says so: one that ends a shortage replaces the one that began it.
  func capacity(of endpoint: Int, at now: Int64) -> (share: Double, collapses: Bool) {
    var share = 1.0
    var collapses = false
    var latest = Int64.min
    for number in capacity where all[number].endpoints[endpoint] && all[number].start >= latest {
      guard case .capacity(let from, let to, let collapse) = all[number].fault.kind else { continue }
      let start = all[number].start
      latest = start
      let length = all[number].fault.duration?.count ?? 0
      let passed = length > 0 ? min(1, Double(now - start) / Double(length)) : 1
      share = max(0, from + (to - from) * passed)
      collapses = collapse
    }
    return (share, collapses)
  }

  /// By how much a feature's demand is multiplied at an instant.
  func demandFactor(feature: Int, at now: Int64) -> Double {
    var factor = 1.0
    for number in demand {
      if let only = all[number].feature, only != feature { continue }
      guard case .traffic(let full) = all[number].fault.kind else { continue }
      factor *= max(0, 1 + (full - 1) * all[number].strength(at: now))
    }
    return factor
  }

  /// The size of a feature's prompts while a fault changes it, and how far it has changed; nil without one.
  func promptShift(feature: Int, at now: Int64) -> (model: TokenCountModel, strength: Double)? {
    var found: (TokenCountModel, Double)?
    for number in demand {
      guard case .promptShift(let model) = all[number].fault.kind else { continue }
      if let only = all[number].feature, only != feature { continue }
      let strength = all[number].strength(at: now)
      if strength > 0 { found = (model, strength) }
    }
    return found
  }

  /// By how much an endpoint's price is multiplied at an instant.
  func priceFactor(endpoint: Int, at now: Int64) -> Double {
    var factor = 1.0
    for number in all.indices where all[number].endpoints[endpoint] {
      guard case .price(let full) = all[number].fault.kind else { continue }
      if all[number].strength(at: now) > 0 || isFresh(number, at: now) { factor *= full }
    }
    return factor
  }

  /// By how much a feature's score on an endpoint differs at an instant.
  func qualityDelta(feature: Int, endpoint: Int, at now: Int64) -> Double {
    var sum = 0.0
    for number in all.indices where all[number].endpoints[endpoint] {
      if let only = all[number].feature, only != feature { continue }
      guard case .quality(let delta) = all[number].fault.kind else { continue }
      if all[number].strength(at: now) > 0 || isFresh(number, at: now) { sum += delta }
    }
    return sum
  }

  /// Whether a fault begins at this very instant; with a ramp its strength is still 0.
  private func isFresh(_ number: Int, at now: Int64) -> Bool {
    all[number].start == now && !all[number].isLifted && now < all[number].end
  }
}
