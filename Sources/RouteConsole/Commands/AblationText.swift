internal import Documents
internal import RoutingEngine
internal import TrafficSimulator

/// What is said about a rule that was switched off.
struct AblationText {
  let ablation: Ablation

  init(_ ablation: Ablation) { self.ablation = ablation }

  /// Metrics that are named at most for one rule; the worst come first.
  static let metricsAtMost = 3

  private var broken: String {
    ablation.broken.map { "\($0.scenario) (\(counted($0.seeds, "seed")))" }.joined(separator: ", ")
  }

  /// What got worse most, measured in tolerances.
  private var worst: String {
    let rows = ablation.worse.sorted { distance($0) > distance($1) }
    let words = rows.prefix(Self.metricsAtMost).map { row in
      "\(row.scenario) \(row.metric.rawValue) \(LabReport.number(row.with, row.metric)) → "
        + LabReport.number(row.without, row.metric)
    }
    let more = rows.count > Self.metricsAtMost ? ", \(rows.count - Self.metricsAtMost) more" : ""
    return words.joined(separator: ", ") + more
  }

  private func distance(_ row: Ablation.Worse) -> Double {
    abs(row.without - row.with) / max(row.metric.tolerance, 0.5)
  }

  /// One line for people.
  var sentence: String {
    if ablation.isIdle { return "Without \(ablation.rule.rawValue) nothing changes for the worse." }
    var parts: [String] = []
    if !ablation.broken.isEmpty { parts.append("fails " + broken) }
    if !ablation.worse.isEmpty { parts.append("is worse in " + worst) }
    return "Without \(ablation.rule.rawValue) the engine " + parts.joined(separator: "; ") + "."
  }

  /// A table in Markdown, one row a rule, and the rules nothing speaks for.
  static func markdown(_ rows: [Ablation], groups: [LabGroup], seeds: Int) -> String {
    var text = """
      Each rule switched off alone; \(counted(groups.count, "scenario")), \(counted(seeds, "seed")).

      | without | fails | worse |
      |---|---|---|

      """
    for row in rows {
      let line = AblationText(row)
      text +=
        "| `\(row.rule.rawValue)` | \(row.broken.isEmpty ? "–" : line.broken) | "
        + "\(row.worse.isEmpty ? "–" : line.worst) |\n"
    }
    let idle = rows.filter { $0.broken.isEmpty }.map(\.rule.rawValue)
    text +=
      idle.isEmpty
      ? "\nEvery rule has a scenario that fails without it.\n"
      : "\nNo scenario fails without: " + idle.joined(separator: ", ") + ".\n"
    return text + LabReport.caveat + "\n"
  }

  /// The JSON object of one rule.
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("without", ablation.rule.rawValue)
      writer.array("fails") { writer in
        for row in ablation.broken {
          writer.object { writer in
            writer.field("scenario", row.scenario)
            writer.field("seeds", row.seeds)
          }
        }
      }
      writer.array("worse") { writer in
        for row in ablation.worse {
          writer.object { writer in
            writer.field("scenario", row.scenario)
            writer.field("metric", row.metric.rawValue)
            writer.field("with", row.with.isFinite ? row.with : nil)
            writer.field("without", row.without.isFinite ? row.without : nil)
          }
        }
      }
    }
  }
}
