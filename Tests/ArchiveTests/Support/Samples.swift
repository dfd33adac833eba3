import RoutingEngine
import Wire

@testable import Archive

/// Acts and instants for tests.
enum Samples {
  static let noon = Moment(milliseconds: 1_795_953_600_000)

  static func minutes(_ count: Int64) -> Moment { noon.advanced(byMilliseconds: count * 60_000) }

  static func kept(
    _ id: UInt64, _ order: Order, at: Moment = noon, lease: Nanoseconds = .minutes(30),
    by actor: String = "mira",
    affected: [String] = []
  ) -> KeptAct {
    KeptAct(
      id: id, act: ActRequest(order, reason: "CHG-881 \"move\"\n", lease: lease), actor: actor, at: at,
      affected: affected)
  }

  static func drain(_ id: UInt64, _ scope: String, _ endpoints: [String], at: Moment = noon) -> KeptAct {
    kept(id, .drain(Scope(text: scope)), at: at, affected: endpoints)
  }

  static let owner = StateDirectory.Owner(process: 4711, command: "serve", since: noon)
}
