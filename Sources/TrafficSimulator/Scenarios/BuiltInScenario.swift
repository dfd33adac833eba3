/// A scenario that comes with the program, in the form a file would have.
public struct BuiltInScenario: Sendable, Hashable {
  /// Its name, as in `--scenario`.
  public let name: String
  /// The whole file.
  public let text: String

  init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }

  /// Every one, in the order lists show them.
  public static let all: [BuiltInScenario] = [
    steady, tour, providerOutage, blackHole, regionalBrownout, ttftRegression, midStreamCuts,
    rateLimitStorm, flapping, recoveryHerd, correlatedBackupOverload, drainAtPeak, promptShift,
    grayFailure, backupDiesToo, backupScalesUp,
    cacheStampede, cascadingRetries, clockBack, clockStep, coldStart, contentRefusals,
    correlatedLatency,
    credentialExpiry, doubtEnds, emptyAnswers, fastPushback, forcedClosed, forgottenDrain, fullEndpoint,
    halfAndNeeded,
    herdOfAHundred,
    inBandErrors, lateAndDoubleReports, lateFlapping, lonelyReplica, modelGone, oneFeatureFails,
    oneAfterAnother, oneStreamInSix, priceTenfold,
    provisionedOverflow, pushbackFloor, qualityRegression, quietBlackHole, quotaExhausted, quotaHalved,
    returnInNeed, sharedRest, shortStorm, smallEndpoints,
    slowAndNeeded, slowDrip,
    slowModelHangs, stalledStreams,
    stepwiseFlip, telemetryGap, tenfoldTraffic, thinTraffic, twoOperators,
  ]

  /// The one with a name, or nil.
  public static func named(_ name: String) -> BuiltInScenario? { all.first { $0.name == name } }
}
