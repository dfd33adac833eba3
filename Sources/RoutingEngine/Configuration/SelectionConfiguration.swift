/// The numbers of shares and caps.
public struct SelectionConfiguration: Sendable, Hashable {
  /// How often the table is rebuilt at most while only inputs move.
  public var rebuildInterval: Nanoseconds = .milliseconds(250)
  /// A tier carries its capacity divided by this; the rest spills to the next.
  public var capacitySlack = 1.2
  /// The part of declared capacity that is ever filled, so that chance does not overflow it.
  public var utilisationLimit = 0.95
  /// The warm trickle of a backup, from 0 to 1 of its feature.
  public var warmTrickle = 0.02
  /// All warm trickles of a feature together, from 0 to 1.
  public var warmTrickleTotal = 0.10
  /// A backup takes at once this multiple of its own peak.
  public var receiveFactor = 4.0
  /// Or this part of its declared capacity.
  public var receiveCapacityShare = 0.5
  /// Or this many requests a second.
  public var receiveFloor = 5.0
  /// How often what a backup takes may double.
  public var receiveDoubling: Nanoseconds = .seconds(5)
  /// How far shares of a balanced feature or a flip move in one step, in millionths.
  public var balancedStep = 100_000
  /// How far a flip moves in one step, in millionths.
  public var flipStep = 250_000
  /// How often such a step may be made.
  public var stepInterval: Nanoseconds = .seconds(10)
  /// What an incumbent has in hand against a challenger, from 0 to 1.
  public var incumbentBonus = 0.05
  /// By how much a backup must beat the primary to be proposed, from 0 to 1.
  public var flipProposalMargin = 0.10
  /// For how long.
  public var flipProposalTime: Nanoseconds = .minutes(10)
  /// The cap after pushback, as a part of the rate the endpoint accepted.
  public var capBackoff = 0.85
  /// How often the cap may fall.
  public var capBackoffInterval: Nanoseconds = .seconds(5)
  /// How much the cap grows every ten seconds.
  public var capGrowth = 1.02
  /// How much it grows after a minute without pushback.
  public var capFastGrowth = 1.10
  /// The lowest cap of the fleet, in requests a second.
  public var capFloor = 0.5
  /// Pushback in a row without a word on how long to wait, after which the endpoint is left alone.
  public var pushbackRun = 3
  /// For how long the first time; each further one doubles it.
  public var pushbackPause: Nanoseconds = .seconds(2)
  /// For how long at most.
  public var pushbackPauseMax: Nanoseconds = .seconds(30)
  /// What one second of waiting for the first token is worth, in micro-dollars.
  public var secondOfTTFT = 1_000.0
  /// What one second of streaming is worth, in micro-dollars.
  public var secondOfStream = 100.0
  /// What one point (0.01) of quality is worth, in micro-dollars.
  public var pointOfQuality = 200.0
  /// An act must leave this multiple of demand as capacity.
  public var guardRail = 1.10

  /// Sets the default numbers.
  public init() {}
}

/// The numbers of retries.
public struct RetryConfiguration: Sendable, Hashable {
  /// Attempts of one request at most.
  public var maxAttempts = 3
  /// Tokens a success earns, in thousandths of a retry.
  public var earnedPerSuccess = 100
  /// The most retries the fleet's budget of a feature holds.
  public var budgetCap = 100
  /// Seconds of a feature's traffic the budget may hold instead, where that is more.
  public var budgetCapSeconds = 10.0
  /// The least a replica's part of the cap may be.
  public var budgetReplicaFloor = 10
  /// Below this many requests a second retries are allowed by count.
  public var thinTraffic = 1.0
  /// How many may then be in flight.
  public var thinConcurrent = 3
  /// The shortest budget for a first token.
  public var ttftBudgetMin: Nanoseconds = .milliseconds(500)
  /// The part of the remaining time an attempt may take, from 0 to 1.
  public var remainingShare = 0.6
  /// Multiple of the reference p90 an attempt may take.
  public var referenceFactor = 3.0
  /// The longest Retry-After that is waited out at the same endpoint.
  public var waitLimit: Nanoseconds = .seconds(2)
  /// Attempts in flight an engine can remember.
  public var maxInFlight = 1 << 20

  /// Sets the default numbers.
  public init() {}
}
