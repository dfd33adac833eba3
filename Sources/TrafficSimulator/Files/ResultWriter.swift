public import Documents
internal import RoutingEngine

/// Writes the result of a run as the one JSON object of `simulate --json`.
public struct ResultWriter: Sendable {
  /// The version of the program that ran it.
  private let binaryVersion: String
  /// How long the run took on the wall clock, in seconds.
  private let wallSeconds: Double
  private let events: EventWriter

  /// A writer for results of a world.
  public init(world: World, binaryVersion: String, wallSeconds: Double) {
    self.binaryVersion = binaryVersion
    self.wallSeconds = wallSeconds
    events = EventWriter(world: world)
  }

  /// Writes the object.
  public func write(_ result: SimulationResult, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("scenario", result.scenario)
      writer.field("seed", result.seed)
      writer.field("policy", result.policy)
      writer.field("binary_version", binaryVersion)
      writeRequests(result, to: &writer)
      writeHealth(result, to: &writer)
      writer.field("quality_mean", result.qualityMean)
      writer.field("cost_usd", result.costUSD)
      writer.field("cost_usd_wasted", result.costUSDWasted)
      writer.field("regret_percent", result.regretPercent)
      writer.field("preview_error_points", result.previewErrorPoints)
      writer.array("events") { writer in
        for event in result.events { events.write(event, to: &writer) }
      }
      writer.field("events_dropped", result.eventsDropped)
      writer.array("expectations") { writer in
        for row in result.expectations { write(row, to: &writer) }
      }
      writer.field("trace_hash", result.traceHash)
      writer.field("simulated_seconds", result.simulatedSeconds)
      writer.field("wall_seconds", wallSeconds)
      let compression: Double? = wallSeconds > 0 ? result.simulatedSeconds / wallSeconds : nil
      writer.field("time_compression", compression)
    }
  }

  private func writeRequests(_ result: SimulationResult, to writer: inout JSONWriter) {
    writer.field("requests", result.requests)
    writer.field("succeeded", result.succeeded)
    writer.object("failed") { writer in
      writer.field("pre_token", result.failed.preToken)
      writer.field("mid_stream", result.failed.midStream)
      writer.field("shed", result.failed.shed)
    }
    writer.field("partial", result.partial)
    writer.field("cancelled", result.cancelled)
    writer.field("still_in_flight", result.stillInFlight)
    writer.field("user_visible_error_seconds", result.userVisibleErrorSeconds)
    writer.object("slo_violation_seconds") { writer in
      for row in result.sloViolationSeconds { writer.field(row.id, row.value) }
    }
    write(result.ttftMs, "ttft_ms", to: &writer)
    write(result.latencyMs, "latency_ms", to: &writer)
  }

  private func writeHealth(_ result: SimulationResult, to writer: inout JSONWriter) {
    writer.array("detection") { writer in
      for row in result.detection {
        writer.object { writer in
          writer.field("fault", row.fault)
          writer.field("endpoint", row.endpoint)
          writer.field("seconds", row.seconds)
        }
      }
    }
    writer.field("false_trips", result.falseTrips)
    writer.field("false_suspects", result.falseSuspects)
    writer.field("attempts_per_request", result.attemptsPerRequest)
    writer.object("probes") { writer in
      writer.field("while_open", result.probes.whileOpen)
      writer.field("user_visible_failures", result.probes.userVisibleFailures)
      writer.field("peak_share_of_capacity", result.probes.peakShareOfCapacity)
    }
    writer.array("recovery") { writer in
      for row in result.recovery {
        writer.object { writer in
          writer.field("endpoint", row.endpoint)
          writer.field("peak_offered_over_capacity", row.peakOfferedOverCapacity)
          writer.field("overload_seconds", row.overloadSeconds)
          writer.field("restore_seconds", row.restoreSeconds)
          writer.field("retrips", row.retrips)
        }
      }
    }
    writer.object("flaps_per_hour") { writer in
      for row in result.flapsPerHour { writer.field(row.id, row.value) }
    }
    writer.field("share_churn", result.shareChurn)
    writer.field("session_moves", result.sessionMoves)
  }

  private func write(_ percentiles: Percentiles?, _ key: String, to writer: inout JSONWriter) {
    guard let percentiles else {
      writer.key(key)
      writer.null()
      return
    }
    writer.object(key) { writer in
      writer.field("p50", percentiles.p50)
      writer.field("p90", percentiles.p90)
      writer.field("p99", percentiles.p99)
    }
  }

  private func write(_ row: ExpectationRow, to writer: inout JSONWriter) {
    let expectation = row.expectation
    writer.object { writer in
      writer.field("metric", expectation.metric.rawValue)
      writer.field("target", expectation.target?.text)
      if let feature = expectation.feature { writer.field("feature", feature) }
      if let kind = expectation.kind { writer.field("kind", kind.rawValue) }
      if let at = expectation.at { writer.field("at_seconds", at.seconds) }
      if let state = expectation.state { writer.field("is", state) }
      if let window = expectation.window {
        writer.array("window_s") { writer in
          writer.value(window.start.seconds)
          writer.value(window.end.seconds)
        }
      }
      switch row.value {
      case .number(let number): writer.field("value", number)
      case .name(let name): writer.field("value", name)
      case nil:
        writer.key("value")
        writer.null()
      }
      writer.field("min", expectation.min)
      writer.field("max", expectation.max)
      writer.field("pass", row.pass)
    }
  }
}
