internal import RoutingEngine

extension LiveFault {
  /// The faults that break a stream under HTTP 200.
  func breakStream(strength: Double, chance: Double, effects: inout AttemptEffects) {
    switch fault.kind {
    case .cutStream(let rate):
      if chance < rate * strength { effects.breakStream(.brokenHalfWay) }
    case .inBandError(let rate, let beforeFirstToken):
      if chance < rate * strength { effects.breakStream(beforeFirstToken ? .errorFirst : .brokenHalfWay) }
    case .stallStream(let rate):
      if chance < rate * strength { effects.breakStream(.stalled) }
    case .emptySuccess(let rate):
      if chance < rate * strength { effects.breakStream(.empty) }
    default: return
    }
  }

  /// The faults that slow an answer down.
  func slow(strength: Double, effects: inout AttemptEffects) {
    switch fault.kind {
    case .slowTTFT(let factor): effects.ttftFactor *= 1 + (factor - 1) * strength
    case .slowTPOT(let factor): effects.tpotFactor *= 1 + (factor - 1) * strength
    case .latency(let add): effects.added += Int64(Double(add.count) * strength)
    default: return
    }
  }
}
