internal import RoutingEngine
internal import Wire

/// Acts in words, as an audit log and a report say them.
enum ActWords {
  /// An order as its event tells it, in the words of an act.
  static func order(_ event: EventLine, _ names: String) -> String {
    let because = event.detail.reason.map { " - \"\($0)\"" } ?? ""
    let isSet = event.kind == EventKind.overrideSet.rawValue
    switch (isSet ? event.to : event.from) ?? "" {
    case _ where event.kind == EventKind.actRefused.rawValue:
      return "\(event.detail.act ?? "an act") came to nothing (\(event.to ?? "refused"))" + because
    case "flip":
      return "FLIP \(event.feature ?? names)" + (event.detail.other.map { " to \($0)" } ?? "") + because
    case "drain": return (isSet ? "DRAIN " : "UNDRAIN ") + names + because
    case "forced_open" where isSet: return "BREAKER \(names) open" + because
    case "forced_closed" where isSet: return "BREAKER \(names) close" + because
    case "pinned" where isSet: return "BREAKER \(names) pin" + because
    case _ where event.feature != nil:
      let share = isSet ? event.detail.share.map { Figures.plain($0 * 100) } ?? "?" : "0"
      return "SHARE \(event.feature ?? "") on \(names) \(share) %" + because
    default: return "BREAKER \(names) auto" + because
    }
  }

  /// The act, or `RELOAD route-console.json5`.
  static func line(_ act: AuditedAct) -> String {
    switch act {
    case .act(let request): line(request)
    case .reload(let file, _): "RELOAD \(file)"
    case .quality: "BENCHMARK RESULTS"
    }
  }

  /// `DRAIN provider:bedrock, lease 30m`.
  static func line(_ act: ActRequest) -> String {
    var text: String
    switch act.order {
    case .drain(let scope): text = "DRAIN \(scope.text)"
    case .undrain(let scope): text = "UNDRAIN \(scope.text)"
    case .flip(let feature, let target, let now):
      text = "FLIP \(feature)" + (target.map { " to \($0)" } ?? "") + (now ? " at once" : "")
    case .breaker(let scope, let order): text = "BREAKER \(scope.text) \(order.rawValue)"
    case .share(let feature, let endpoint, let percent):
      text = "SHARE \(feature) on \(endpoint) \(Figures.plain(percent)) %"
    }
    if act.force { text += ", forced" }
    switch act.order {
    case .drain, .breaker, .share: return text + ", lease \(FaultText.clock(act.lease))"
    case .undrain, .flip: return text
    }
  }
}
