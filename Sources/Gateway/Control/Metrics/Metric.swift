/// The metrics that `/metrics` shows: one case each, so that page, documentation and tests derive from one list.
public enum Metric: String, Sendable, CaseIterable {
  case timeToFirstToken = "gen_ai_server_time_to_first_token_seconds"
  case requestDuration = "gen_ai_server_request_duration_seconds"
  case timePerOutputToken = "gen_ai_server_time_per_output_token_seconds"
  case tokenUsage = "gen_ai_client_token_usage"
  case breakerState = "route_console_breaker_state"
  case stagePercent = "route_console_stage_percent"
  case share = "route_console_share"
  case inFlight = "route_console_in_flight"
  case attempts = "route_console_attempts_total"
  case acts = "route_console_acts_total"
  case events = "route_console_events_total"
  case cost = "route_console_cost_usd_total"
  case shed = "route_console_shed_total"
  case droppedFields = "route_console_dropped_fields_total"
  case turnedAway = "route_console_callers_turned_away_total"
  case leasesOverdue = "route_console_leases_overdue"
  case sourceAge = "route_console_source_age_seconds"
  case buildInfo = "route_console_build_info"

  /// The word of `# TYPE`.
  public var type: String {
    switch self {
    case .timeToFirstToken, .requestDuration, .timePerOutputToken, .tokenUsage: "histogram"
    case .attempts, .acts, .events, .cost, .shed, .droppedFields, .turnedAway: "counter"
    case .breakerState, .stagePercent, .share, .inFlight, .leasesOverdue, .sourceAge, .buildInfo: "gauge"
    }
  }

  /// The text of `# HELP`.
  public var help: String {
    switch self {
    case .timeToFirstToken: "Time from the start of an attempt to its first content token."
    case .requestDuration: "Time from the start of an attempt to its end."
    case .timePerOutputToken: "Time per output token after the first, of attempts that ended well."
    case .tokenUsage: "Tokens of an attempt; cached ones count as input, reasoning as output."
    case .breakerState: "1 for the state that the breaker of the endpoint is in, 0 for the others."
    case .stagePercent: "The share of its fair share that a recovering or doubtful endpoint is let take."
    case .share: "The share of the feature's requests that the endpoint serves, from 0 to 1."
    case .inFlight: "Calls in flight."
    case .attempts: "Attempts that ended, by how they ended."
    case .acts: "Acts of operators, by what came of them."
    case .events: "Lines of the event log, by kind."
    case .cost: "Cost of attempts, failed, cancelled and probing ones included."
    case .shed: "Requests that were refused because no endpoint had room or might be asked."
    case .droppedFields: "Fields of requests left out or changed for a provider that does not take them."
    case .turnedAway: "Callers that were told 503 because too many were connected and none was idle."
    case .leasesOverdue: "Drains whose lease has ended and that are still in force."
    case .sourceAge:
      "Time since a source of telemetry was last heard; since the start of the process for one that never was."
    case .buildInfo: "Always 1; the version of the program is a label."
    }
  }

  /// The names of its labels, in the order in which they are written.
  public var labels: [String] {
    let attempt = [
      "gen_ai_provider_name", "gen_ai_request_model", "gen_ai_operation_name", "endpoint", "feature",
      "region",
    ]
    switch self {
    case .timeToFirstToken, .timePerOutputToken: return attempt
    case .requestDuration: return attempt + ["error_type"]
    case .tokenUsage: return attempt + ["gen_ai_token_type"]
    case .breakerState: return ["endpoint", "state"]
    case .stagePercent, .inFlight: return ["endpoint"]
    case .share, .cost: return ["endpoint", "feature"]
    case .attempts: return ["endpoint", "feature", "class"]
    case .acts: return ["kind", "outcome"]
    case .events: return ["kind"]
    case .shed: return ["feature"]
    case .droppedFields: return ["field"]
    case .leasesOverdue, .turnedAway: return []
    case .sourceAge: return ["source"]
    case .buildInfo: return ["version"]
    }
  }
}
