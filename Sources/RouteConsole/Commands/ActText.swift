internal import RoutingEngine
internal import Wire

/// An act, its preview and its receipt as lines for people.
enum ActText {
  /// `drain provider:bedrock`, as it is typed.
  static func words(_ act: ActRequest) -> String {
    switch act.order {
    case .drain(let scope): "drain \(scope.text)"
    case .undrain(let scope): "undrain \(scope.text)"
    case .flip(let feature, let target, let now):
      "flip \(feature)" + (target.map { " to \($0)" } ?? "") + (now ? " now" : "")
    case .breaker(let endpoint, let order): "breaker \(endpoint) \(order.rawValue)"
    case .share(let feature, let endpoint, let percent):
      "share \(feature) \(endpoint) \(Figures.plain(percent))"
    }
  }

  /// What an act would do.
  static func preview(_ preview: ActPreview) -> String {
    let verdict = preview.refusal.map { "would be refused: \($0)" } ?? "would be done"
    return "\(words(preview.act)): \(verdict)\n" + consequences(preview)
  }

  /// What came of an act.
  static func receipt(_ receipt: ActReceipt) -> String {
    let reason = receipt.reason.map { ": \($0)" } ?? ""
    let head = "\(words(receipt.act)): \(receipt.outcome.rawValue)\(reason), revision \(receipt.revision)\n"
    return head + (receipt.outcome == .applied ? receipt.preview.map { consequences($0) } ?? "" : "")
  }

  private static func consequences(_ preview: ActPreview) -> String {
    let calls = preview.inFlight == 1 ? "1 call" : "\(Figures.grouped(preview.inFlight)) calls"
    var text = "  touches \(preview.affected.joined(separator: ", ")); \(calls) in flight\n"
    if !preview.stranded.isEmpty {
      text += "  leaves without a healthy candidate: \(preview.stranded.joined(separator: ", "))\n"
    }
    var table = TextTable(columns: 5, indent: "  ")
    for feature in preview.features {
      table.add([
        feature.id, shares(feature.before) + " -> " + shares(feature.after),
        "candidates left \(feature.candidatesLeft)",
        feature.headroom.map { "head-room \(Figures.percent($0, 0))" } ?? "head-room -",
        feature.shedShare > 0 ? "sheds \(Figures.percent(feature.shedShare, 0))" : "",
      ])
    }
    return text + table.text
  }

  private static func shares(_ shares: [ServedShare]) -> String {
    let served = shares.filter { $0.share > 0 }
    guard !served.isEmpty else { return "nobody" }
    return served.map { "\($0.endpoint) \(Figures.percent($0.share, 0))" }.joined(separator: " + ")
  }
}
