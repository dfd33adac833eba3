import RoutingEngine

/// The faults in force, and what they do to each request.
///
/// Pure: a fate depends on the faults, the seed, the request and the time it comes.
struct StubFaultBoard: Sendable {
  /// Most faults in force at once; the oldest leave first.
  static let mostFaults = 100

  /// A request as far as faults tell them apart.
  struct Call: Sendable, Hashable {
    /// The model it asks for.
    var model: String
    /// Tokens of its prompt.
    var promptTokens: Int
    /// When it comes.
    var now: Nanoseconds
  }

  /// A fault in force.
  struct Entry: Sendable {
    /// Its number, which its draws depend on.
    var number: UInt64
    /// What it does.
    var fault: StubFault
    /// When it was told.
    var since: Nanoseconds
    /// Requests it has struck.
    var struck: UInt64 = 0
    fileprivate var bucket = 0.0
    fileprivate var filledAt: Nanoseconds?
  }

  private let chance: StubChance
  private let ttft: Nanoseconds
  private let pace: Nanoseconds
  private let requestsPerSecond: Double
  private var nextNumber: UInt64 = 1
  private(set) var requests: UInt64 = 0
  private(set) var entries: [Entry] = []

  init(_ options: StubOptions) {
    chance = StubChance(seed: options.seed)
    ttft = options.ttft
    pace = options.pace
    requestsPerSecond = Double(options.requestsPerSecond)
  }

  /// Adds faults, which begin now or after their delay.
  mutating func add(_ faults: [StubFault], at now: Nanoseconds) {
    forget(at: now)
    for fault in faults {
      entries.append(Entry(number: nextNumber, fault: fault, since: now))
      nextNumber += 1
    }
    entries.removeFirst(max(0, entries.count - Self.mostFaults))
  }

  /// Lifts every fault.
  mutating func clear() {
    entries.removeAll()
  }

  /// Forgets faults that are over; capacity that is gone stays gone.
  mutating func forget(at now: Nanoseconds) {
    entries.removeAll { entry in
      if case .capacity = entry.fault.kind { return false }
      guard let duration = entry.fault.duration else { return false }
      return now >= entry.since + entry.fault.delay + duration
    }
  }

  /// What becomes of a request.
  mutating func fate(of call: Call) -> StubFate {
    forget(at: call.now)
    requests += 1
    var fate = StubFate(ttft: ttft, pace: pace)
    for index in entries.indices {
      let strength = strength(of: entries[index], for: call)
      guard strength > 0 else { continue }
      let draw = chance.unit(request: requests, fault: entries[index].number)
      if apply(index, strength, draw, call, to: &fate) { entries[index].struck += 1 }
    }
    return fate
  }

  /// From 0 to 1: how much of a fault there is for a request.
  private func strength(of entry: Entry, for call: Call) -> Double {
    let fault = entry.fault
    let age = call.now - entry.since - fault.delay
    guard age >= .zero, fault.model.map({ $0 == call.model }) ?? true else { return 0 }
    if let limit = fault.promptTokensOver, call.promptTokens <= Int(limit) { return 0 }
    guard fault.ramp > .zero else { return 1 }
    return min(1, Double(age.count) / Double(fault.ramp.count))
  }

  /// Lets a fault act; whether it did.
  private mutating func apply(
    _ index: Int, _ strength: Double, _ draw: Double, _ call: Call, to fate: inout StubFate
  ) -> Bool {
    let fault = entries[index].fault
    switch fault.kind {
    case .slowTTFT(let factor): fate.ttft = fate.ttft.scaled(by: 1 + (factor - 1) * strength)
    case .slowTPOT(let factor): fate.pace = fate.pace.scaled(by: 1 + (factor - 1) * strength)
    case .latency(let add): fate.ttft = fate.ttft + add.scaled(by: strength)
    case .rateLimit(let share, let hint, let latency):
      guard isRefused(index, share: 1 + (share - 1) * strength, call) else { return false }
      fate.end(.refusal(StubError(.rateLimited, retryAfter: hint)), after: latency)
    case .capacity(let from, let to):
      guard isRefused(index, share: share(entries[index], from, to, call.now), call) else { return false }
      fate.end(.refusal(StubError(.overloaded)), after: .milliseconds(50))
    case .flap(let up, let down, let outcome):
      let period = max(1, up.count + down.count)
      let age = (call.now - entries[index].since - fault.delay).count
      guard age % period < down.count else { return false }
      fate.end(as: outcome, after: .milliseconds(50))
    default:
      guard draw < fault.rate * strength else { return false }
      strike(fault, &fate)
    }
    return true
  }

  private func strike(_ fault: StubFault, _ fate: inout StubFate) {
    switch fault.kind {
    case .error(let outcome, let latency): fate.end(as: outcome, after: latency)
    case .blackhole: fate.end(.silence)
    case .connect: fate.end(.disconnect, after: .milliseconds(1))
    case .cutStream: fate.end(.broken(.cut, after: fault.afterTokens))
    case .inBandError(let isFirst):
      fate.end(.broken(.error(.serverError), after: isFirst ? 0 : fault.afterTokens))
    case .stallStream: fate.end(.broken(.stall, after: fault.afterTokens ?? 3))
    case .malformed: fate.end(.broken(.malformed, after: fault.afterTokens))
    case .emptySuccess: fate.end(.empty)
    case .quotaExhausted: fate.end(.refusal(StubError(.quotaExhausted)), after: .milliseconds(20))
    case .authExpired: fate.end(.refusal(StubError(.auth)), after: .milliseconds(20))
    case .modelGone: fate.end(.refusal(StubError(.modelGone)), after: .milliseconds(20))
    case .contentFilter: fate.end(.filtered, after: .milliseconds(50))
    case .slowTTFT, .slowTPOT, .latency, .rateLimit, .capacity, .flap: break
    }
  }

  // MARK: Capacity

  /// Takes from a fault's bucket, one second deep; whether it was empty.
  private mutating func isRefused(_ index: Int, share: Double, _ call: Call) -> Bool {
    let allowed = max(0, requestsPerSecond * share)
    let depth = allowed > 0 ? max(1, allowed) : 0
    if let filledAt = entries[index].filledAt {
      let gained = allowed * (call.now - filledAt).seconds
      entries[index].bucket = min(depth, entries[index].bucket + gained)
    } else {
      entries[index].bucket = depth
    }
    entries[index].filledAt = call.now
    guard entries[index].bucket >= 1 else { return true }
    entries[index].bucket -= 1
    return false
  }

  private func share(_ entry: Entry, _ from: Double, _ to: Double, _ now: Nanoseconds) -> Double {
    guard let duration = entry.fault.duration, duration > .zero else { return to }
    let progress = Double((now - entry.since - entry.fault.delay).count) / Double(duration.count)
    return from + (to - from) * min(1, max(0, progress))
  }
}

extension StubFate {
  /// Ends it with a class, as each class looks on the wire.
  fileprivate mutating func end(as outcome: OutcomeClass, after latency: Nanoseconds) {
    switch outcome {
    case .connect: end(.disconnect, after: latency)
    case .ttftTimeout: end(.silence)
    case .stalled: end(.broken(.stall, after: 0), after: latency)
    case .cut: end(.broken(.cut, after: 0), after: latency)
    case .empty: end(.empty, after: latency)
    case .contentFiltered: end(.filtered, after: latency)
    default: end(.refusal(StubError(outcome)), after: latency)
    }
  }
}
