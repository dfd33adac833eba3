internal import RoutingEngine

extension SimulatedWorld {
  /// What the run has shown so far.
  public func result() -> SimulationResult {
    let tally = recorder.tallies[0]
    let detection = detectionRows()
    let recovery = recoveryRows()
    let span = seconds(of: measured)
    let everywhere = [Bool](repeating: true, count: geography.endpointCount)
    let judge = ExpectationJudge(world: self, detection: detection, recovery: recovery)
    var probes = ProbeFigures()
    probes.whileOpen = tally.trialProbes
    probes.userVisibleFailures = tally.probeFailures
    probes.peakShareOfCapacity = recorder.timeline.peakTrialShare(in: span)
    return SimulationResult(
      scenario: scenario.name, seed: seed, policy: options.policy.rawValue, requests: tally.requests,
      succeeded: tally.succeeded, failed: tally.failed, partial: tally.partial, cancelled: 0,
      stillInFlight: tally.requests - tally.ended,
      userVisibleErrorSeconds: userVisibleErrorSeconds(tally),
      sloViolationSeconds: zip(geography.world.features, tally.violations).map {
        Named(id: $0.id, value: $1)
      },
      ttftMs: tally.ttft.percentiles, latencyMs: tally.latency.percentiles, detection: detection,
      falseTrips: unexplained(recorder.openings, in: measured, everywhere).count,
      falseSuspects: unexplained(recorder.suspicions, in: measured, everywhere).count,
      attemptsPerRequest: tally.requests > 0 ? Double(tally.attempts) / Double(tally.requests) : nil,
      probes: probes, recovery: recovery,
      flapsPerHour: geography.world.endpoints.enumerated().map {
        Named(id: $1.id, value: flapsPerHour(endpoint: $0, in: measured))
      },
      shareChurn: recorder.timeline.churnPerHour(in: span), sessionMoves: tally.sessionMoves,
      qualityMean: tally.qualityMean, costUSD: Double(tally.cost) / 1e12 + provisionedUSD(tally),
      costUSDWasted: Double(tally.costWasted) / 1e12, regretPercent: regret.percent,
      previewErrorPoints: recorder.previews.error(in: measured, endingAt: time), events: recorder.events,
      eventsDropped: recorder.eventsDropped, expectations: scenario.expectations.indices.map(judge.row),
      traceHash: hash.text, simulatedSeconds: Double(time) / 1e9)
  }

  /// What did not hold although it always must; empty unless invariants are checked.
  public func violations() -> [String] {
    guard var invariants else { return [] }
    invariants.over(attempts: attempts.count, requests: requests.count, arrived: arrived, ended: endedInAll)
    if !faults.all.contains(where: \.blursBooks) {
      for replica in fleet.indices {
        guard let books = fleet[replica].books, let snapshot = fleet[replica].snapshot(at: clock(replica))
        else { continue }
        // After a gap that was none, just a silence, calls written off may still be under way.
        let unseen = fleet[replica].fleetMember?.writtenOff ?? 0
        invariants.compare(
          books, inFlight: snapshot.endpoints.reduce(unseen) { $0 + $1.inFlight }, replica: replica)
      }
    }
    return invariants.violations
  }

  /// From the end of the warm-up until now.
  var measured: Window { Window(start: scenario.warmup, end: elapsed) }

  /// The tally of a span that an expectation names; the whole run after the warm-up without one.
  func tally(of window: Window?) -> Tally? {
    guard let window else { return recorder.tallies[0] }
    return recorder.tallies.dropFirst().first { $0.window == window }
      ?? recorder.tallies.first { $0.window == window }
  }

  /// The whole seconds of a span that have passed.
  func seconds(of window: Window) -> Range<Int> {
    let start = Int(max(0, window.start.count) / 1_000_000_000)
    let end = Int(min(window.end.count, time) / 1_000_000_000)
    return start..<max(start, end)
  }

  /// Failed requests divided by the mean demand rate of the same span, in seconds.
  func userVisibleErrorSeconds(_ tally: Tally) -> Double? {
    let length = length(of: tally)
    guard tally.requests > 0, length > .zero else { return nil }
    return Double(tally.failed.total) * length.seconds / Double(tally.requests)
  }

  /// What provisioned endpoints cost by the hour in the time that was measured, in US dollars.
  private func provisionedUSD(_ tally: Tally) -> Double {
    let hourly = geography.world.endpoints.reduce(0) { $0 + $1.capacity.hourlyUSD }
    return hourly * max(.zero, length(of: tally)).seconds / 3_600
  }

  private func length(of tally: Tally) -> Nanoseconds {
    Nanoseconds(min(tally.window.end.count, time)) - tally.window.start
  }

  /// How often an endpoint went out in an hour, mean over the replicas.
  ///
  /// Trials that fail while it is out are no flaps; an opening counts when the endpoint had been in.
  func flapsPerHour(endpoint: Int, in window: Window) -> Double {
    let hours = (min(window.end, elapsed) - window.start).seconds / 3_600
    guard hours > 0 else { return 0 }
    let count = recorder.openings.count {
      $0.wasIn && $0.endpoint == endpoint && window.contains(Nanoseconds($0.at))
    }
    return Double(count) / Double(fleet.count) / hours
  }

  /// Those that no fault touched, and that did not follow a fault on the same endpoint within ten minutes.
  func unexplained(
    _ openings: [Recorder.Opening], in window: Window, _ mask: [Bool]
  ) -> [Recorder.Opening] {
    let spans = physics.indices.map { faults.spans(of: $0, before: time) }
    let afterwards = Nanoseconds.minutes(10).count
    return openings.filter { opening in
      guard mask[opening.endpoint], window.contains(Nanoseconds(opening.at)) else { return false }
      return !spans[opening.endpoint].contains { span in
        opening.at >= span.start && (span.end == Int64.max || opening.at <= span.end + afterwards)
      }
    }
  }

  private func detectionRows() -> [DetectionRow] {
    var rows: [DetectionRow] = []
    for number in faults.all.indices where faults.all[number].fault.kind.realm.touchesHealth {
      let fault = faults.all[number]
      guard fault.start < time, fault.start >= scenario.warmup.count else { continue }
      for endpoint in fault.endpoints.indices where fault.endpoints[endpoint] {
        let found = Detection.seconds(
          recorder.timeline, endpoint: endpoint, start: fault.start, limit: fault.end)
        guard found != .noTraffic else { continue }
        var seconds: Double?
        if case .after(let value) = found { seconds = value }
        rows.append(
          DetectionRow(fault: number, endpoint: geography.world.endpoints[endpoint].id, seconds: seconds))
      }
    }
    return rows
  }

  private func recoveryRows() -> [RecoveryRow] {
    let patience = scenario.world.features.map(\.objectives.ttftDeadline.count).max() ?? 0
    return physics.indices.compactMap { endpoint in
      Recovery.row(
        recorder.timeline, endpoint: endpoint, id: geography.world.endpoints[endpoint].id,
        spans: faults.spans(of: endpoint, before: time),
        openings: recorder.openings.filter { $0.endpoint == endpoint }.map(\.at), patience: patience)
    }
  }
}
