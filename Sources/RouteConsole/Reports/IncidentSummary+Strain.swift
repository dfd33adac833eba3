internal import RoutingEngine
internal import Wire

/// What went wrong though nothing left service.
extension IncidentSummary {
  /// The most endpoints in doubt that have a sentence each.
  private static let mostDoubts = 3

  /// What failed and stayed in service, in doubt.
  var doubts: [String] {
    let doubted = affected.filter(\.isOnlyInDoubt).sorted { $0.failuresRate > $1.failuresRate }
    let refused = Set(
      report.events.filter { $0.kind == EventKind.ejectionRefused.rawValue }.compactMap(\.endpoint))
    var sentences = doubted.prefix(Self.mostDoubts).map { account -> String in
      let part = account.failureWords.map {
        "up to \(Figures.percent(account.failuresRate, 1)) of its calls failed (\($0))"
      }
      let what = part ?? account.reason ?? "it was not well"
      let length = IncidentMarkdown.span(account.doubtSeconds)
      let advice = report.isAdvisory ? " (advice)" : ""
      return refused.contains(account.id)
        ? "\(account.id) stayed in service, in doubt for \(length)\(advice), though \(what): the rest of its pool could "
          + "not carry the load."
        : "\(account.id) was in doubt for \(length)\(advice) and had at most a quarter of its share: \(what)."
    }
    let rest = doubted.dropFirst(Self.mostDoubts).map(\.id)
    if !rest.isEmpty {
      sentences.append("\(IncidentTimeline.list(Array(rest))) \(was(Array(rest))) in doubt, too.")
    }
    return sentences
  }

  /// Capacity that was full, and what took the rest.
  var overflows: [String] {
    report.overflows.map { overflow in
      let (feature, spill) = (overflow.feature, overflow.spill)
      var asked = ""
      if let first = feature.askedAtFirst, let most = feature.askedAtMost, most > first * 1.2 {
        asked = " (\(IncidentTimeline.rate(most)) at the most, \(IncidentTimeline.rate(first)) at first)"
      }
      return
        "\(spill.home), which is paid for by the hour, could not carry all of \(feature.id)\(asked): up to "
        + "\(Figures.percent(max(0, spill.usual - spill.lowest), 0)) of it overflowed to \(spill.taker), which is paid for "
        + "by the call."
    }
  }

  /// That nobody said what became of calls, as a sentence; none where somebody did.
  var blindness: [String] {
    guard let gap = report.events.first(where: { $0.kind == EventKind.telemetryGap.rawValue }) else {
      return []
    }
    return [
      "At \(gap.at.clockText) outcomes ceased to arrive, though calls were in flight: what is told of the time after it is "
        + "what was seen, and more may have happened."
    ]
  }

  /// Endpoints that refused what they were asked.
  var refusals: [String] {
    report.endpoints.compactMap { account in
      guard account.declined.isTold, let span = account.declined.span else { return nil }
      let what = account.declined.outcome.map { " (\(ClassWords.short($0)))" } ?? ""
      return
        "\(account.id) refused up to \(Figures.percent(account.declined.worst, 0)) of what it was asked\(what), from "
        + "\(span.lowerBound.clockText) to \(span.upperBound.clockText): these are answers, and no failures of its health."
    }
  }
}
