internal import Documents
internal import RoutingEngine
internal import TrafficSimulator

/// What `simulate` prints for people.
struct SimulationReport {
  let scenario: Scenario
  let result: SimulationResult
  /// Rules that were switched off.
  let without: [String]
  /// How long the run took on the wall clock, in seconds.
  let wallSeconds: Double

  /// The whole report.
  var text: String {
    ([header, users, routing] + [detection, recovery, expectations].compactMap(\.self) + [footer])
      .joined(separator: "\n")
  }

  private var header: String {
    let world = scenario.world
    var facts = [
      "seed \(result.seed)", "policy \(result.policy)", counted(world.replicas, "replica"),
      counted(world.endpoints.count, "endpoint"), counted(world.features.count, "feature"),
      Figures.length(scenario.duration),
    ]
    if !without.isEmpty { facts.append("without " + without.joined(separator: ", ")) }
    return "\(result.scenario): \(scenario.title)\n\(facts.joined(separator: ", "))\n"
  }

  private var users: String {
    let ended = result.requests - result.stillInFlight
    let succeeded = ended > 0 ? Double(result.succeeded) / Double(ended) : nil
    var table = TextTable(columns: 3, rightAligned: [1], indent: "  ")
    table.add([
      "requests", Figures.grouped(result.requests),
      "\(Figures.percent(succeeded, 3)) of those that ended succeeded, "
        + "\(Figures.grouped(result.stillInFlight)) were still in flight",
    ])
    table.add([
      "failed", Figures.grouped(result.failed.total),
      "\(Figures.grouped(result.failed.preToken)) before the first token, "
        + "\(Figures.grouped(result.failed.midStream)) mid-stream, \(Figures.grouped(result.failed.shed)) shed",
    ])
    table.add(["error seconds", Figures.fixed(result.userVisibleErrorSeconds, 2), "failures over demand"])
    table.add(["first token", milliseconds(result.ttftMs?.p90), percentiles(result.ttftMs)])
    table.add(["whole answer", milliseconds(result.latencyMs?.p90), percentiles(result.latencyMs)])
    let violations = result.sloViolationSeconds.filter { $0.value > 0 }
    let total = violations.reduce(0) { $0 + $1.value }
    let list = violations.map { "\($0.id) \($0.value)" }.joined(separator: ", ")
    table.add(["objectives broken", "\(Figures.grouped(total)) s", list])
    return "Users\n" + table.text
  }

  private var routing: String {
    var table = TextTable(columns: 3, rightAligned: [1], indent: "  ")
    table.add(["attempts a request", Figures.fixed(result.attemptsPerRequest, 4), ""])
    table.add([
      "false alarms", "\(result.falseTrips + result.falseSuspects)",
      "\(counted(result.falseTrips, "trip")), \(counted(result.falseSuspects, "suspicion"))",
    ])
    table.add([
      "probes", Figures.grouped(result.probes.whileOpen),
      "\(Figures.grouped(result.probes.userVisibleFailures)) failed in sight of a user",
    ])
    table.add(["quality", Figures.fixed(result.qualityMean, 4), "mean score of what served"])
    table.add([
      "cost", "$" + Figures.fixed(result.costUSD, 2),
      "$\(Figures.fixed(result.costUSDWasted, 2)) of it wasted",
    ])
    if let points = result.previewErrorPoints {
      table.add(["preview error", Figures.fixed(points, 2), "percentage points at worst"])
    }
    if let regret = result.regretPercent {
      table.add(["regret", Figures.fixed(regret, 2) + " %", "against an oracle"])
    }
    return "Routing\n" + table.text
  }

  /// Rows of one block at most; a fault may strike thousands of endpoints.
  private static let mostRows = 40

  private var detection: String? {
    guard !result.detection.isEmpty else { return nil }
    var table = TextTable(columns: 3, rightAligned: [2], indent: "  ")
    table.add(["endpoint", "fault", "seconds"])
    for row in result.detection.prefix(Self.mostRows) {
      let fault = scenario.faults.indices.contains(row.fault) ? scenario.faults[row.fault] : nil
      table.add([
        row.endpoint, fault.map { "\($0.kind.name) on \($0.target.text)" } ?? "fault \(row.fault + 1)",
        row.seconds.map { Figures.fixed($0, 1) } ?? "never",
      ])
    }
    return "Detection: until traffic had halved\n" + table.text + more(result.detection.count)
  }

  private var recovery: String? {
    guard !result.recovery.isEmpty else { return nil }
    var table = TextTable(columns: 5, rightAligned: [1, 2, 3, 4], indent: "  ")
    table.add(["endpoint", "peak load", "overload", "restored after", "trips again"])
    for row in result.recovery.prefix(Self.mostRows) {
      table.add([
        row.endpoint, Figures.percent(row.peakOfferedOverCapacity, 0),
        row.overloadSeconds.map { Figures.fixed($0, 1) + " s" } ?? "-",
        row.restoreSeconds.map { Figures.fixed($0, 0) + " s" } ?? "never", "\(row.retrips)",
      ])
    }
    return "Recovery: from the end of the fault\n" + table.text + more(result.recovery.count)
  }

  private func more(_ count: Int) -> String {
    count > Self.mostRows ? "  and \(count - Self.mostRows) more\n" : ""
  }

  private var expectations: String? {
    guard !result.expectations.isEmpty else { return nil }
    var table = TextTable(columns: 4, rightAligned: [2], indent: "  ")
    for row in result.expectations {
      table.add([
        row.pass ? "pass" : "FAIL", subject(row.expectation), value(row.value), bound(row.expectation),
      ])
    }
    return "Expectations\n" + table.text
  }

  private func subject(_ expectation: Expectation) -> String {
    var words = [expectation.metric.rawValue]
    if let kind = expectation.kind { words.append(kind.rawValue) }
    if let target = expectation.target { words.append(target.text) }
    if let feature = expectation.feature { words.append("feature:" + feature) }
    if let at = expectation.at { words.append("at " + DurationText.format(at.count)) }
    if let window = expectation.window {
      words.append("\(DurationText.format(window.start.count)) to \(DurationText.format(window.end.count))")
    }
    return words.joined(separator: " ")
  }

  private func value(_ value: MetricValue?) -> String {
    switch value {
    case .number(let number): Figures.plain(number)
    case .name(let name): name
    case nil: "unknown"
    }
  }

  private func bound(_ expectation: Expectation) -> String {
    if let state = expectation.state { return "is " + state }
    let least = expectation.min.map { "at least " + Figures.plain($0) }
    let most = expectation.max.map { "at most " + Figures.plain($0) }
    return [least, most].compactMap(\.self).joined(separator: ", ")
  }

  private var footer: String {
    var lines = ""
    if !result.expectations.isEmpty {
      let passed = result.expectations.count(where: \.pass)
      lines += "\(passed) of \(counted(result.expectations.count, "expectation")) met.\n"
    }
    let speed = wallSeconds > 0 ? result.simulatedSeconds / wallSeconds : 0
    return lines
      + "Trace hash \(result.traceHash). \(Figures.fixed(result.simulatedSeconds, 0)) s simulated in "
      + "\(Figures.fixed(wallSeconds, 2)) s, \(Figures.fixed(speed, 0)) times real time.\n"
  }

  private func milliseconds(_ number: Double?) -> String {
    number.map { Figures.fixed($0, 0) + " ms" } ?? "-"
  }

  private func percentiles(_ percentiles: Percentiles?) -> String {
    guard let percentiles else { return "no samples" }
    return "p90; p50 \(milliseconds(percentiles.p50)), p99 \(milliseconds(percentiles.p99))"
  }
}
