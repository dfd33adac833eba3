internal import Documents
internal import RoutingEngine
internal import TrafficSimulator

/// What `lab` prints.
struct LabReport {
  let groups: [LabGroup]
  /// Rules that were switched off, one at a time.
  let rules: [Rule]
  let seeds: Int
  /// What could not be played.
  let skipped: [String]

  /// What the figures depend on.
  static let caveat =
    "Figures about quality, latency and cost are those of the modelled world, not of any provider."

  /// Tables for people.
  var text: String {
    var parts = [
      """
      Median over \(counted(seeds, "seed")), and the worst where it differs. * marks the best and what cannot be \
      told from it: by the median, and by the worst for the peak, retrips and false trips.
      A peak of at most \(Figures.fixed(LabMetric.harmlessPeak, 2)) counts as none; a policy that never left the \
      endpoint has no recovery.

      """
    ]
    parts += groups.map(table)
    parts.append(shortfallText)
    parts += rules.map { AblationText(Ablation($0, in: groups)).sentence + "\n" }
    if !skipped.isEmpty { parts.append(skipped.joined(separator: "\n") + "\n") }
    parts.append(Self.caveat + "\n")
    return parts.joined(separator: "\n")
  }

  private func table(_ group: LabGroup) -> String {
    let metrics = group.differing
    let title = "\(group.scenario), \(counted(group.replicas, "replica"))\n"
    guard !metrics.isEmpty else { return title + "  no policy differs from another\n" }
    var table = TextTable(
      columns: metrics.count + 1, rightAligned: Set(1...metrics.count), indent: "  ")
    table.add(["policy"] + metrics.map { $0.rawValue + " " })
    for variant in group.variants.indices {
      table.add(
        [group.variants[variant].name] + metrics.map { cell($0, variant, group) })
    }
    return title + table.text
  }

  private func cell(_ metric: LabMetric, _ variant: Int, _ group: LabGroup) -> String {
    guard let figure = group.figure(metric, variant: variant) else { return "- " }
    let median = Self.number(figure.median, metric)
    let worst = Self.number(figure.worst, metric)
    let mark = group.isBest(metric, variant: variant) ? "*" : " "
    return (median == worst ? median : "\(median) (\(worst))") + mark
  }

  /// A value of a metric; infinity is never.
  static func number(_ value: Double, _ metric: LabMetric) -> String {
    value.isInfinite ? "never" : Figures.fixed(value, metric.decimals)
  }

  private var shortfallText: String {
    guard groups.contains(where: { $0.variants.contains(where: \.isOurs) && $0.variants.count > 1 }) else {
      return ""
    }
    let shortfalls = groups.flatMap(\.shortfalls)
    guard !shortfalls.isEmpty else { return "route-console is nowhere worse than another policy.\n" }
    var table = TextTable(columns: 5, rightAligned: [3], indent: "  ")
    for row in shortfalls {
      table.add([
        row.scenario, counted(row.replicas, "replica"), row.metric.rawValue,
        Self.number(row.ours, row.metric), rivals(of: row),
      ])
    }
    return "Where route-console is not the best: its own figure, and the best\n" + table.text
  }

  /// The best, and where that one buys its successes with attempts, the best of those that do not.
  private func rivals(of row: LabShortfall) -> String {
    let best = "\(row.best.policy.rawValue) \(Self.number(row.best.value, row.metric))"
    guard row.bestLean != row.best, let attempts = row.best.attempts else { return best }
    let limit = Figures.fixed(LabMetric.harmlessAttempts, 1)
    let lean =
      row.bestLean.map { "with at most \(limit), \($0.policy.rawValue) \(Self.number($0.value, row.metric))" }
      ?? "nobody with at most \(limit) is better"
    return "\(best), at \(Figures.fixed(attempts, 2)) attempts a request; \(lean)"
  }

  /// One row a rule: what the scenarios lose without it.
  var ablationTable: String {
    AblationText.markdown(rules.map { Ablation($0, in: groups) }, groups: groups, seeds: seeds)
  }
}

extension LabReport {
  /// One JSON document.
  var json: String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("seeds", seeds)
      writer.array("groups") { writer in for group in groups { write(group, to: &writer) } }
      writer.array("not_best") { writer in
        for row in groups.flatMap(\.shortfalls) { write(row, to: &writer) }
      }
      writer.array("ablation") { writer in
        for rule in rules { AblationText(Ablation(rule, in: groups)).write(to: &writer) }
      }
      writer.array("skipped") { writer in for line in skipped { writer.value(line) } }
      writer.field("caveat", Self.caveat)
    }
    writer.endLine()
    return writer.text
  }

  private func write(_ group: LabGroup, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("scenario", group.scenario)
      writer.field("replicas", group.replicas)
      writer.array("policies") { writer in
        for variant in group.variants.indices { write(variant, of: group, to: &writer) }
      }
    }
  }

  private func write(_ variant: Int, of group: LabGroup, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("policy", group.variants[variant].policy.rawValue)
      writer.field("without", group.variants[variant].without?.rawValue)
      writer.field("runs_with_unmet_expectations", group.failures(variant: variant))
      writer.object("metrics") { writer in
        for metric in LabMetric.allCases {
          guard let figure = group.figure(metric, variant: variant) else { continue }
          writer.object(metric.rawValue) { writer in
            writer.field("median", Self.finite(figure.median))
            writer.field("worst", Self.finite(figure.worst))
            writer.field("is_best", group.isBest(metric, variant: variant))
          }
        }
      }
    }
  }

  private func write(_ row: LabShortfall, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("scenario", row.scenario)
      writer.field("replicas", row.replicas)
      writer.field("metric", row.metric.rawValue)
      writer.field("ours", Self.finite(row.ours))
      writer.field("best", Self.finite(row.best.value))
      writer.field("best_policy", row.best.policy.rawValue)
      writer.field("best_attempts", row.best.attempts)
      writer.field("best_lean", row.bestLean.flatMap { Self.finite($0.value) })
      writer.field("best_lean_policy", row.bestLean?.policy.rawValue)
    }
  }

  /// JSON has no infinity; a value that was never reached is null.
  private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
