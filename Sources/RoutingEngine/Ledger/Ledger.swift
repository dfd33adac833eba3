/// What attempts cost, kept for every pair of feature and endpoint; sums are exact.
///
/// Prices are whole pico-dollars a token; a line is rounded half to even to nano-dollars, once, so that the
/// sum by feature, the sum by endpoint and the total are the same number.
public struct Ledger: Sendable, Hashable {
  /// A sum of lines.
  public struct Entry: Sendable, Hashable {
    /// Attempts, failed, cancelled and probing ones included.
    public var attempts = 0
    /// Attempts that ended well.
    public var succeeded = 0
    /// Input tokens, not cached.
    public var input: Int64 = 0
    /// Input tokens read from a cache.
    public var cachedInput: Int64 = 0
    /// Input tokens written to a cache.
    public var cacheWrite: Int64 = 0
    /// Output tokens.
    public var output: Int64 = 0
    /// The part of the output spent on reasoning.
    public var reasoning: Int64 = 0
    /// Cost, in nano-dollars (10⁻⁹ USD).
    public var nanoUSD: Int64 = 0
    /// Cost of attempts that gave no answer, in nano-dollars.
    public var wastedNanoUSD: Int64 = 0
    /// Attempts whose tokens are our estimate.
    public var estimated = 0
    /// The part of an endpoint's hourly price that fell to it, in nano-dollars; it is not in `nanoUSD`.
    public var hourlyNanoUSD: Int64 = 0

    /// All tokens, input and output.
    public var tokens: Int64 { input + cachedInput + cacheWrite + output }

    /// Makes an empty sum.
    public init() {}

    @inline(__always)
    fileprivate mutating func add(_ usage: TokenUsage, _ nano: Int64, isSuccess: Bool) {
      attempts += 1
      input += Int64(usage.input)
      cachedInput += Int64(usage.cachedInput)
      cacheWrite += Int64(usage.cacheWrite)
      output += Int64(usage.output)
      reasoning += Int64(usage.reasoning)
      nanoUSD += nano
      if usage.isEstimate { estimated += 1 }
      if isSuccess { succeeded += 1 } else { wastedNanoUSD += nano }
    }

    /// Adds another sum.
    public static func += (a: inout Entry, b: Entry) {
      a.attempts += b.attempts
      a.succeeded += b.succeeded
      a.input += b.input
      a.cachedInput += b.cachedInput
      a.cacheWrite += b.cacheWrite
      a.output += b.output
      a.reasoning += b.reasoning
      a.nanoUSD += b.nanoUSD
      a.wastedNanoUSD += b.wastedNanoUSD
      a.estimated += b.estimated
      a.hourlyNanoUSD += b.hourlyNanoUSD
    }
  }

  /// One feature on one endpoint.
  public struct Row: Sendable, Hashable {
    /// Which feature.
    public let feature: FeatureIndex
    /// On which endpoint.
    public let endpoint: EndpointIndex
    /// What it used and cost.
    public var entry = Entry()
  }

  /// One row a pair, in the order of the configuration; rows of calls that named an endpoint follow.
  public private(set) var rows: [Row]
  /// What pairs used and cost that are no longer configured, by name, in the order in which they went; none of them is
  /// a row as well.
  public private(set) var former: [FormerPair] = []
  /// Since when.
  public private(set) var since: Timestamp
  private var recent: [Int64]
  private var recentSlot: Int64
  /// When the present slot of five seconds ends, and which of `slots` it is.
  private var recentEnds: Timestamp
  private var recentLane = 0
  private static let slots = 12
  private static let slotLength = Nanoseconds.seconds(5)

  init(pairs: [(Int32, Int32)], at now: Timestamp) {
    rows = pairs.map { Row(feature: FeatureIndex(Int($0.0)), endpoint: EndpointIndex(Int($0.1))) }
    recent = [Int64](repeating: 0, count: pairs.count * Self.slots)
    recentSlot = .min
    recentEnds = now
    since = now
    roll(to: now)
  }

  /// Everything together.
  public var total: Entry {
    var sum = Entry()
    for row in rows { sum += row.entry }
    for pair in former { sum += pair.entry }
    return sum
  }

  /// Cost of a call, in nano-dollars, rounded half to even.
  public static func cost(_ usage: TokenUsage, at price: Price) -> Int64 {
    let pico =
      Int64(usage.input) * price.input + Int64(usage.cachedInput) * price.cachedInput
      + Int64(usage.cacheWrite) * price.cacheWrite + Int64(usage.output) * price.output
    let (whole, rest) = pico.quotientAndRemainder(dividingBy: 1_000)
    if rest > 500 || (rest == 500 && whole % 2 != 0) { return whole + 1 }
    return whole
  }

  mutating func book(
    pair: Int, endpoint: Int, feature: Int, _ usage: TokenUsage, _ class: OutcomeClass, price: Price,
    at now: Timestamp
  ) {
    let nano = Self.cost(usage, at: price)
    let place = pair >= 0 ? pair : extraRow(feature, endpoint)
    rows[place].entry.add(usage, nano, isSuccess: `class` == .ok)
    roll(to: now)
    recent[place * Self.slots + recentLane] += nano
  }

  /// Books a call whose endpoint or feature is gone, or was; it was counted when it was closed.
  mutating func bookFormer(
    _ usage: TokenUsage, _ class: OutcomeClass, _ call: FormerCall, in configuration: EngineConfiguration
  ) {
    var line = Entry()
    line.add(usage, Self.cost(usage, at: call.price), isSuccess: `class` == .ok)
    line.attempts = 0
    add(FormerPair(call, line), in: configuration)
  }

  /// Adds to a pair by its names: to its row where it is configured.
  private mutating func add(_ pair: FormerPair, in configuration: EngineConfiguration) {
    guard pair.entry != Entry() else { return }
    if let (feature, endpoint) = pair.place(in: configuration) {
      rows[extraRow(feature, endpoint)].entry += pair.entry
    } else if let known = former.firstIndex(where: { $0.hasNames(of: pair) }) {
      former[known].entry += pair.entry
    } else {
      former.append(pair)
    }
  }

  /// Goes on with another ledger's sums; rows of what is gone keep their names, and get their place back where they
  /// are configured again.
  mutating func take(
    _ old: Ledger, _ relocation: Relocation, from before: EngineConfiguration, to after: EngineConfiguration
  ) {
    since = old.since
    (recentSlot, recentEnds, recentLane) = (old.recentSlot, old.recentEnds, old.recentLane)
    for pair in old.former { add(pair, in: after) }
    for (place, row) in old.rows.enumerated() {
      let pair = FormerPair(FormerCall(row.feature, row.endpoint, in: before), row.entry)
      guard let feature = relocation.features[row.feature.value],
        let endpoint = relocation.endpoints[row.endpoint.value],
        after.endpoints[endpoint.value].provider == pair.provider
      else {
        add(pair, in: after)
        continue
      }
      let target = extraRow(feature.value, endpoint.value)
      rows[target].entry += row.entry
      for lane in 0..<Self.slots {
        recent[target * Self.slots + lane] += old.recent[place * Self.slots + lane]
      }
    }
  }

  private mutating func extraRow(_ feature: Int, _ endpoint: Int) -> Int {
    if let place = rows.firstIndex(where: { $0.feature.value == feature && $0.endpoint.value == endpoint }) {
      return place
    }
    rows.append(Row(feature: FeatureIndex(feature), endpoint: EndpointIndex(endpoint)))
    recent.append(contentsOf: [Int64](repeating: 0, count: Self.slots))
    return rows.count - 1
  }

  private func lane(_ slot: Int64) -> Int {
    let place = Int(slot % Int64(Self.slots))
    return place < 0 ? place + Self.slots : place
  }

  /// Keeps a minute of cost in slots of five seconds.
  @inline(__always)
  mutating func roll(to now: Timestamp) {
    if now >= recentEnds { startSlot(at: now) }
  }

  private mutating func startSlot(at now: Timestamp) {
    let length = Self.slotLength.count
    let slot = floorDivide(now.nanoseconds, length)
    let steps = recentSlot == .min ? 0 : min(slot - recentSlot, Int64(Self.slots))
    for step in 0..<steps {
      let lane = lane(slot - step)
      for place in rows.indices { recent[place * Self.slots + lane] = 0 }
    }
    recentSlot = slot
    recentLane = lane(slot)
    recentEnds = Timestamp(nanoseconds: (slot + 1) * length)
  }

  /// Charges a row with a part of its endpoint's hourly price, in nano-dollars.
  mutating func chargeHourly(_ nano: Int64, row place: Int, at now: Timestamp) {
    rows[place].entry.hourlyNanoUSD += nano
    roll(to: now)
    recent[place * Self.slots + recentLane] += nano
  }

  /// The least time that a rate of cost is computed of.
  static let shortestSpan = Nanoseconds.seconds(10)

  /// Cost of a row over the last minute, or what has passed of it since the beginning, in US dollars an hour.
  ///
  /// - Returns: nil in the first ten seconds, in which the first few calls say nothing of an hour.
  public func costPerHour(row place: Int, at now: Timestamp) -> Double? {
    let oldest = Timestamp(nanoseconds: (recentSlot - Int64(Self.slots) + 1) * Self.slotLength.count)
    let end = max(now, Timestamp(nanoseconds: recentSlot * Self.slotLength.count))
    let span = end - max(since, oldest)
    guard end - since >= Self.shortestSpan, span > .zero else { return nil }
    var sum: Int64 = 0
    for lane in 0..<Self.slots { sum += recent[place * Self.slots + lane] }
    return Double(sum) / 1e9 / span.seconds * 3_600
  }

  /// Counts from an instant on, where nothing was booked before it.
  mutating func beginIfEmpty(at now: Timestamp) {
    if rows.allSatisfy({ $0.entry.attempts == 0 }), former.isEmpty { since = now }
  }
}
