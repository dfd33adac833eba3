/// When faults touched the health of one endpoint, in the order of the scenario.
struct FaultSpan: Sendable {
  /// The fault's number.
  var fault: Int
  /// Nanoseconds since the beginning of the run.
  var start: Int64
  /// `Int64.max` for never.
  var end: Int64
}

extension FaultBoard {
  /// The faults that touched an endpoint's health and began before an instant.
  func spans(of endpoint: Int, before now: Int64) -> [FaultSpan] {
    all.indices.compactMap { number in
      let fault = all[number]
      guard fault.fault.kind.realm.touchesHealth, fault.endpoints[endpoint], fault.start < now,
        fault.start < fault.end
      else {
        return nil
      }
      return FaultSpan(fault: number, start: fault.start, end: fault.end)
    }
  }
}
