internal import RoutingEngine

/// When faults touched the health of one endpoint, in the order of the scenario.
struct FaultSpan: Sendable {
  /// The fault's number.
  var fault: Int
  /// Nanoseconds since the beginning of the run.
  var start: Int64
  /// `Int64.max` for never.
  var end: Int64
}

extension LiveFault {
  /// Whether it touches the health or the capacity of the endpoints it names.
  ///
  /// Demand, prices, benchmarks, clocks and reports are no fault of an endpoint: a trip for one of these is a
  /// false one.
  var touchesHealth: Bool {
    switch fault.kind {
    case .telemetryGap, .duplicateOutcomes, .lateOutcomes, .clockStep, .traffic, .promptShift, .price,
      .quality, .operatorConflict:
      false
    default: true
    }
  }
}

extension FaultBoard {
  /// The faults that touched an endpoint's health and began before an instant.
  func spans(of endpoint: Int, before now: Int64) -> [FaultSpan] {
    all.indices.compactMap { number in
      let fault = all[number]
      guard fault.touchesHealth, fault.endpoints[endpoint], fault.start < now, fault.start < fault.end else {
        return nil
      }
      return FaultSpan(fault: number, start: fault.start, end: fault.end)
    }
  }
}
