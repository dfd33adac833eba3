/// The numbers of the breaker and its ramp; the defaults are those of the product's design.
public struct BreakerConfiguration: Sendable, Hashable {
  /// T1: hard failures in a row.
  public var consecutiveFailures = 5
  /// T1: the least time the run must span, so that one burst does not count as five; a third of it where as many
  /// calls failed one after another.
  public var consecutiveSpan: Nanoseconds = .milliseconds(250)
  /// T2: error rate over ten seconds, from 0 to 1.
  public var errorRateLimit = 0.10
  /// T2: samples needed.
  public var errorRateSamples = 10
  /// T3: error rate over a minute, from 0 to 1.
  public var slowErrorRateLimit = 0.05
  /// T3: samples needed.
  public var slowErrorRateSamples = 100
  /// T4 and T5: a call is slow above this multiple of the reference p90.
  public var slowFactor = 2.0
  /// T4: and at least this much above it.
  public var slowMargin: Nanoseconds = .milliseconds(250)
  /// T5: and at least this much above it: where a token takes microseconds, twice as many are noise that nobody sees.
  public var slowPaceMargin: Nanoseconds = .milliseconds(5)
  /// T4 and T5: the share of slow calls that trips, from 0 to 1.
  public var slowShareLimit = 0.10
  /// T4: samples needed in 30 seconds.
  public var ttftSamples = 20
  /// T5: samples needed in 60 seconds.
  public var tpotSamples = 30
  /// T7: the share of pushback that trips, from 0 to 1.
  public var pushbackLimit = 0.5
  /// T7: samples needed in 30 seconds; few, because a cap at its floor lets little through.
  public var pushbackSamples = 2
  /// The share of its fair share that a suspect keeps, from 0 to 1.
  public var suspectShare = 0.25
  /// How long a suspicion lasts without new evidence.
  public var suspectQuiet: Nanoseconds = .minutes(10)
  /// The shortest open time.
  public var openMin: Nanoseconds = .seconds(5)
  /// The longest open time of an endpoint that has not come and gone.
  public var openMax: Nanoseconds = .seconds(60)
  /// The longest open time at all.
  public var openCeiling: Nanoseconds = .seconds(300)
  /// How long after closing a new trip counts as coming and going.
  public var reopenWindow: Nanoseconds = .minutes(10)
  /// The stages of the ramp.
  public var stages: [RampStage] = RampStage.standard
  /// How long a stage lasts at least.
  public var stageHold: Nanoseconds = .seconds(10)
  /// How long a stage that failed lasts at most.
  public var stageHoldMax: Nanoseconds = .seconds(60)
  /// The share of slow samples a stage tolerates, from 0 to 1.
  public var stageSlowLimit = 0.15
  /// How long a stage may see no traffic before it is said.
  public var starvedAfter: Nanoseconds = .seconds(120)
  /// How long a drain waits for calls in flight.
  public var drainDeadline: Nanoseconds = .minutes(10)
  /// How long a quota hold lasts when the provider names no end.
  public var quotaHold: Nanoseconds = .minutes(15)
  /// How often a credential that was refused is tried again.
  public var authHold: Nanoseconds = .seconds(60)
  /// Refused credentials in a row that hold an endpoint.
  public var authFailures = 3
  /// Answers "no such model" that retire an endpoint.
  public var goneAnswers = 2

  /// Sets the default numbers.
  public init() {}
}

/// One stage of the ramp back in.
public struct RampStage: Sendable, Hashable {
  /// The share of the endpoint's fair share, in millionths.
  public var millionths: Int
  /// Samples needed to go on.
  public var samples: Int
  /// Failures tolerated among them.
  public var failures: Int

  /// Describes a stage.
  public init(millionths: Int, samples: Int, failures: Int) {
    self.millionths = millionths
    self.samples = samples
    self.failures = failures
  }

  /// 1, 5, 10, 25, 50, 75 %.
  public static let standard = [
    RampStage(millionths: 10_000, samples: 3, failures: 0),
    RampStage(millionths: 50_000, samples: 5, failures: 0),
    RampStage(millionths: 100_000, samples: 10, failures: 1),
    RampStage(millionths: 250_000, samples: 20, failures: 1),
    RampStage(millionths: 500_000, samples: 20, failures: 1),
    RampStage(millionths: 750_000, samples: 20, failures: 1),
  ]
}
