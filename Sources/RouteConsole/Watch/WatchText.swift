internal import RoutingEngine
internal import Wire

/// A snapshot of a watched fleet as plain text: endpoints, features and sources, a line each.
struct WatchText {
  private let snapshot: SystemSnapshot

  /// The text of a snapshot.
  init(_ snapshot: SystemSnapshot) { self.snapshot = snapshot }

  /// The lines.
  var text: String {
    var table = TextTable(columns: 8, rightAligned: [2, 3, 4, 5, 6])
    table.add(["endpoint", "would be", "share", "rps", "errors", "ttft p90", "age", "source"])
    for endpoint in snapshot.endpoints {
      table.add([
        endpoint.id, endpoint.state, Self.percent(endpoint.share), Self.number(endpoint.requestsPerSecond),
        Self.percent(endpoint.errorRate), Self.speed(endpoint.ttft), age(endpoint.observedAt),
        endpoint.source,
      ])
    }
    var lines = [table.text]
    for feature in snapshot.features {
      let shares = feature.serving.map { "\($0.endpoint) \(Self.percent($0.share))" }
      lines.append("feature \(feature.id): recommended " + shares.joined(separator: ", ") + "\n")
    }
    for source in snapshot.sources where source.kind != "engine" {
      lines.append("source \(source.name): \(source.state)" + (source.error.map { ", " + $0 } ?? "") + "\n")
    }
    return lines.joined()
  }

  private func age(_ moment: Moment?) -> String {
    moment.map { "\(Int(max(0, snapshot.at.seconds(since: $0)))) s" } ?? "-"
  }

  private static func percent(_ share: Double?) -> String {
    share.map { "\(($0 * 1000).rounded() / 10) %" } ?? "-"
  }

  private static func number(_ value: Double?) -> String {
    value.map { "\(($0 * 10).rounded() / 10)" } ?? "-"
  }

  /// The p90, or what there is instead of it, under its own name.
  private static func speed(_ figures: QuantileFigures?) -> String {
    if let figures, let p90 = figures.p90 {
      return (figures.atLeast.contains(.p90) ? ">=" : "") + "\(Int(p90.rounded())) ms"
    }
    return figures?.mean.map { "avg \(Int($0.rounded())) ms" } ?? "-"
  }
}
