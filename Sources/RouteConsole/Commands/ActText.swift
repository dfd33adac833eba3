internal import RoutingEngine
internal import Wire

/// An act, its preview and its receipt as lines for people.
enum ActText {
  /// An act as it is typed, or `reload route-console.json5`.
  static func words(_ act: AuditedAct) -> String {
    switch act {
    case .act(let request): request.order.words
    case .reload(let file, _): "reload \(file)"
    case .quality: "benchmark results"
    }
  }

  /// What an act would do; that it would be refused is an error, which is said elsewhere.
  static func preview(_ preview: ActPreview, isForced: Bool) -> String {
    let verdict =
      switch preview.refusal {
      case nil: "would be done"
      case let refusal? where isForced: "would be done by force: \(refusal)"
      // No guard rail stands in the way of what would change nothing.
      case _? where preview.typedToken == nil: "would not be done"
      case _?: "without the guard rail it would do this"
      }
    return "\(preview.act.order.words): \(verdict)\n" + consequences(preview)
  }

  /// What came of an act.
  static func receipt(_ receipt: ActReceipt) -> String {
    let reason = receipt.reason.map { ": \($0)" } ?? ""
    let head =
      "\(receipt.act.order.words): \(receipt.outcome.rawValue)\(reason), revision \(receipt.revision)\n"
    return head + (receipt.outcome == .applied ? receipt.preview.map { consequences($0) } ?? "" : "")
  }

  private static func consequences(_ preview: ActPreview) -> String {
    var text = touches(preview).map { "  \($0)\n" } ?? ""
    for warning in preview.warnings { text += "  !! \(warning)\n" }
    if !preview.stranded.isEmpty {
      text += "  leaves without a healthy candidate: \(preview.stranded.joined(separator: ", "))\n"
    }
    var table = TextTable(columns: 5, indent: "  ")
    for feature in preview.features {
      table.add([
        feature.id, shares(feature.before) + " -> " + shares(feature.after),
        "candidates left \(feature.candidatesLeft)",
        "spare \(Show.spare(feature.headroom, " %"))",
        feature.shedShare > 0 ? "sheds \(Figures.percent(feature.shedShare, 0))" : "",
      ])
    }
    return text + table.text
  }

  /// `touches use1/sonnet; 212 calls in flight`; nil where an act touches no endpoint.
  static func touches(_ preview: ActPreview) -> String? {
    guard !preview.affected.isEmpty else { return nil }
    let calls =
      switch preview.inFlight {
      case nil: "calls in flight are not visible here"
      case 1?: "1 call in flight"
      case let count?: "\(Figures.grouped(count)) calls in flight"
      }
    return "touches \(preview.affected.joined(separator: ", ")); \(calls)"
  }

  /// Shares smaller than this are counted, not named: explorations and experiments.
  private static let smallShare = 0.05

  /// Who serves: `use1/sonnet 90 % + 5 more`.
  static func shares(_ shares: [ServedShare]) -> String {
    let served = shares.filter { $0.share > 0 }
    guard !served.isEmpty else { return "nobody" }
    let percents = Figures.wholePercents(served.map(\.share))
    let all = zip(served, percents).map { (endpoint: $0.0.endpoint, share: $0.0.share, percent: $0.1) }
    let named = all.filter { $0.share >= smallShare }
    let shown = named.isEmpty ? all : named
    let more = all.count - shown.count
    let words = shown.map { "\($0.endpoint) \($0.percent) %" }
    return (words + (more > 0 ? ["\(more) more"] : [])).joined(separator: " + ")
  }
}
