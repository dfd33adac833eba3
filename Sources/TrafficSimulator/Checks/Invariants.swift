internal import RoutingEngine

/// What must hold at every step of a run of the engine, whatever goes wrong in the world.
struct Invariants: Sendable {
  /// How many violations are kept.
  static let keptAtMost = 100

  /// Sentences about what did not hold, the earliest first.
  private(set) var violations: [String] = []
  private let geography: Geography
  private var isOpen: [Bool]
  private var isDrained: [Bool]
  /// Whether an operator insists on traffic, whatever the breaker says.
  private var isForced: [Bool]
  private var generations: [UInt32]
  private var inFlight: [Int]
  private var endedAttempts: [Int]
  private var picoUSD: [Int64]

  init(_ geography: Geography) {
    self.geography = geography
    let places = geography.world.replicas * geography.endpointCount
    isOpen = [Bool](repeating: false, count: places)
    isDrained = isOpen
    isForced = isOpen
    generations = [UInt32](repeating: 0, count: places)
    inFlight = [Int](repeating: 0, count: geography.world.replicas)
    endedAttempts = inFlight
    picoUSD = [Int64](repeating: 0, count: geography.world.replicas)
  }

  /// An attempt was admitted.
  mutating func admitted(_ planned: PlannedAttempt, replica: Int, at now: Int64) {
    inFlight[replica] += 1
    let place = replica * geography.endpointCount + planned.endpoint
    if planned.generation < generations[place] {
      violate("an attempt of generation \(planned.generation)", planned.endpoint, replica, now)
    }
    guard planned.reason != .leastBad, planned.reason != .named else { return }
    if isOpen[place], !isForced[place] {
      violate("an admission while open, as \(planned.reason)", planned.endpoint, replica, now)
    }
    if isDrained[place] {
      violate("an admission while drained, as \(planned.reason)", planned.endpoint, replica, now)
    }
  }

  /// An attempt ended.
  mutating func ended(_ planned: PlannedAttempt, replica: Int, picoUSD cost: Int64) {
    inFlight[replica] -= 1
    endedAttempts[replica] += 1
    picoUSD[replica] += cost
  }

  /// A replica wrote a line into its log.
  mutating func logged(_ event: Event, replica: Int) {
    guard let endpoint = event.endpoint?.value else { return }
    let place = replica * geography.endpointCount + endpoint
    if event.generation < generations[place] {
      violate("generation \(event.generation) in the log", endpoint, replica, event.at.nanoseconds)
    }
    generations[place] = max(generations[place], event.generation)
    guard event.feature == nil else { return }
    switch event.kind {
    case .opened: isOpen[place] = true
    case .partialOpen, .closed: isOpen[place] = false
    case .overrideSet:
      isDrained[place] = event.to == OverrideKind.drain.name
      isForced[place] = event.to == OverrideKind.forcedClosed.name
    case .overrideEnded:
      isDrained[place] = false
      isForced[place] = false
    default: break
    }
  }

  /// The run stands here: so many attempts and requests are in flight, so many requests arrived and ended.
  mutating func over(attempts: Int, requests: Int, arrived: UInt64, ended: UInt64) {
    let admitted = inFlight.reduce(0, +)
    if admitted != attempts {
      violations.append("\(admitted) attempts were admitted and have not ended, \(attempts) are in flight")
    }
    if arrived != ended + UInt64(requests) {
      violations.append("\(arrived) requests arrived, \(ended) ended, \(requests) are in flight")
    }
  }

  /// A replica of a world that loses no report has these books and so many calls in flight.
  ///
  /// Every attempt is in the books once, at its price, rounded to a nano-dollar.
  mutating func compare(_ books: Ledger.Entry, inFlight known: Int, replica: Int) {
    if books.attempts != endedAttempts[replica] {
      violations.append(
        "\(endedAttempts[replica]) attempts ended at replica \(replica), \(books.attempts) booked")
    }
    if abs(books.nanoUSD * 1_000 - picoUSD[replica]) > Int64(500 * books.attempts) {
      violations.append(
        "replica \(replica) booked \(books.nanoUSD) nano-dollars for \(picoUSD[replica]) pico")
    }
    if known != inFlight[replica] {
      violations.append("replica \(replica) counts \(known) calls in flight, there are \(inFlight[replica])")
    }
  }

  private mutating func violate(_ what: String, _ endpoint: Int, _ replica: Int, _ now: Int64) {
    guard violations.count < Self.keptAtMost else { return }
    let id = geography.world.endpoints[endpoint].id
    violations.append("\(what) at \(id), replica \(replica), after \(Double(now) / 1e9) s")
  }
}
