internal import Documents
internal import RoutingEngine
internal import TrafficSimulator

/// `lab --scenarios year`: a year of incidents, the engine over three clouds against each cloud alone.
struct YearCommand {
  let shell: any Shell

  /// The short feature with the most requests.
  private static let fastFeature = "recap"
  /// The long feature for which quality counts.
  private static let deepFeature = "reason"

  /// Runs the command.
  func run(_ invocation: Invocation, seeds: Int) throws(CommandError) {
    for option in [OptionName.policies, .replicas, .without] where invocation.has(option) {
      throw .usage(
        "--scenarios \(LabCommand.year) plays its own policies and world, and takes no --\(option.rawValue)",
        help: .lab)
    }
    let plays = IncidentYear.plays()
    var tallies: [YearTally?] = YearArm.allCases.map { _ in nil }
    let played = Progress(of: plays.count * seeds, "runs", shell.showProgress)
    for seed in 1...seeds {
      let before = plays.count * (seed - 1)
      let outcomes = parallel(plays, finished: { played.show(before + $0) }) { play throws(SimulationError) in
        try play.run(seed: UInt64(seed))
      }
      for (play, outcome) in zip(plays, outcomes) {
        guard let place = YearArm.allCases.firstIndex(of: play.arm) else { continue }
        switch outcome {
        case .success(let tally):
          if tallies[place]?.add(tally) == nil { tallies[place] = tally }
        case .failure(let error): throw .invalid(["\(play.scenario.name): \(error)"])
        }
      }
    }
    played.end()
    let rows = zip(YearArm.allCases, tallies).compactMap { arm, tally in tally.map { (arm, $0) } }
    let hours = plays.reduce(0) { $0 + $1.scenario.duration.seconds } / 3_600
    try shell.write(invocation.has(.json) ? json(rows, seeds: seeds) : text(rows, seeds: seeds, hours: hours))
  }

  private func text(_ rows: [(YearArm, YearTally)], seeds: Int, hours: Double) -> String {
    var table = TextTable(columns: 6, rightAligned: [1, 2, 3, 4, 5], indent: "  ")
    table.add([
      "who serves", "\(Self.fastFeature) ttft p90", "\(Self.deepFeature) quality", "error seconds",
      "slo seconds",
      "USD per 1000",
    ])
    for (arm, tally) in rows {
      table.add([
        arm.rawValue, Figures.fixed(tally.ttftP90(of: Self.fastFeature), 0) + " ms",
        Figures.fixed(tally.quality(of: Self.deepFeature), 4),
        Figures.fixed(tally.errorSeconds / Double(seeds), 0),
        Figures.fixed(tally.brokenObjectiveSeconds / Double(seeds), 0),
        Figures.fixed(tally.costPerThousand, 3),
      ])
    }
    return """
      A year of incidents, as \(Figures.fixed(hours, 0)) simulated hours that stand for it, \
      \(counted(seeds, "seed")).
      A single cloud serves each feature from one model, without a retry, with room for half as much again.

      \(table.text)
      \(LabReport.caveat)

      """
  }

  private func json(_ rows: [(YearArm, YearTally)], seeds: Int) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("seeds", seeds)
      writer.array("year") { writer in
        for (arm, tally) in rows {
          writer.object { writer in
            writer.field("who", arm.rawValue)
            writer.field("recap_ttft_p90_ms", tally.ttftP90(of: Self.fastFeature))
            writer.field("reason_quality", tally.quality(of: Self.deepFeature))
            writer.field("error_seconds", tally.errorSeconds / Double(seeds))
            writer.field("slo_seconds", tally.brokenObjectiveSeconds / Double(seeds))
            writer.field("usd_per_1000", tally.costPerThousand)
          }
        }
      }
      writer.field("caveat", LabReport.caveat)
    }
    writer.endLine()
    return writer.text
  }
}
