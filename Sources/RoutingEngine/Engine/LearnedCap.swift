/// The rate an endpoint may be offered, learned from its pushback; the fleet's, in requests a second.
struct LearnedCap: Sendable, Hashable {
  /// The cap; nil while there is none.
  private(set) var value: Double?
  /// How long after a fall it is first tried higher where it is missed; a try that fails makes it four times that.
  private var patience = Self.shortestPatience
  /// Whether it was tried higher since it fell.
  private var wasTried = false
  /// Half of what was accepted, or of what was let through, when it met its last limit: below this it doubles.
  private var halfway = 0.0
  private var hasDoubled = false
  private var lowered = Timestamp.origin - .hours(1)
  private var grown = Timestamp.origin
  /// The last pushback.
  private(set) var lastPushback = Timestamp.origin - .hours(1)

  private static let shortestPatience = Nanoseconds.seconds(1)
  private static let longestPatience = Nanoseconds.seconds(64)

  /// Takes pushback in; true when the cap moved.
  ///
  /// A cap that is in force falls with every step, as more than it may still be coming in. One that is advice holds
  /// nothing back, and follows what is accepted.
  mutating func pushBack(
    accepted: Double, to part: Double, _ configuration: SelectionConfiguration, isAdvice: Bool = false,
    at now: Timestamp
  ) -> Bool {
    let isNew = now - lastPushback >= .minutes(1)
    lastPushback = now
    guard now - lowered >= configuration.capBackoffInterval else { return false }
    let next = max(configuration.capFloor, part * (isAdvice ? accepted : min(accepted, value ?? accepted)))
    if isNew || hasDoubled { halfway = (value ?? accepted) / 2 }
    hasDoubled = false
    if wasTried { patience = min(patience * 4, Self.longestPatience) }
    wasTried = false
    (lowered, grown) = (now, now)
    value = next
    return true
  }

  /// Grows as time passes without pushback; true when it moved or went away.
  ///
  /// `isMissed`: requests are refused for want of it, while everything that it lets through is accepted. Then it
  /// doubles every second, as TCP starts again after a loss (RFC 5681, slow start). Where nobody misses it, it doubles
  /// every ten seconds in which something was accepted (`isTaking`), up to half of what was before the refusals. By 2 % in ten seconds alone, providers that
  /// refused everything for twenty seconds would be kept from their traffic for half an hour.
  mutating func grow(
    offered: Double, isMissed: Bool, isTaking: Bool = true, _ configuration: SelectionConfiguration,
    at now: Timestamp
  ) -> Bool {
    guard let present = value else { return false }
    let quiet = now - lastPushback
    if isMissed, quiet >= patience, now - grown >= .seconds(1) {
      (grown, wasTried) = (now, true)
      value = present * 2
      return true
    }
    guard now - grown >= .seconds(10) else { return false }
    grown = now
    let next: Double
    if present < halfway, isTaking {
      next = min(present * 2, halfway)
      hasDoubled = true
    } else {
      next = present * (quiet >= .minutes(1) ? configuration.capFastGrowth : configuration.capGrowth)
    }
    value = quiet >= .minutes(5) && next > 2 * max(offered, configuration.capFloor) ? nil : next
    if value == nil { patience = Self.shortestPatience }
    return true
  }

  /// Whether there is a cap, and pushback in the last minute that speaks for it.
  func isRecent(at now: Timestamp) -> Bool { value != nil && now - lastPushback < .minutes(1) }

  /// Whether it cannot fall any more.
  func isAtFloor(_ configuration: SelectionConfiguration) -> Bool {
    guard let value else { return false }
    return value <= configuration.capFloor * 1.01
  }
}

/// In which of the last quarter seconds an endpoint was left alone.
struct PauseHistory: Sendable, Hashable {
  private var bits: UInt64 = 0
  private var head = Quarter(.origin)

  /// Notes a quarter second, and those since the last one that was noted.
  mutating func note(_ isPaused: Bool, at now: Quarter) {
    guard now > head else { return }
    let passed = now.number - head.number
    head = now
    guard passed < 64 else { return bits = isPaused ? .max : 0 }
    bits <<= UInt64(passed)
    if isPaused { bits |= (1 << UInt64(passed)) - 1 }
  }

  /// How many of the last ten seconds it was left alone.
  var seconds: Double { Double((bits & (1 << 40 - 1)).nonzeroBitCount) / 4 }
}
