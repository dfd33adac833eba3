import Documents
import RoutingEngine
import Transport

/// What a body sent to `/control` asks for.
public enum StubControl: Sendable, Hashable {
  /// Let these faults begin.
  case add([StubFault])
  /// Lift every fault.
  case clear
  /// Nothing: it is not valid, for these reasons.
  case refuse([String])

  /// The path of the control interface.
  static let path: StaticString = "/control"
  /// Longest body in bytes.
  static let longestBody = 64 * 1024
}

/// What a stand-in provider has done so far.
struct StubCounters: Sendable, Hashable {
  /// Answers that began, refusals among them.
  var answered: UInt64 = 0
  /// Answers that were given up because the caller went away.
  var cancelled: UInt64 = 0
  /// Requests to paths that no provider has, or that the provider would not take.
  var refused: UInt64 = 0
  /// Requests that broke a rule of HTTP.
  var invalid: UInt64 = 0
}

/// The state of a stand-in provider as `GET /control` shows it.
struct StubStatus: JSONWritable {
  let options: StubOptions
  let board: StubFaultBoard
  let counters: StubCounters
  let inFlight: Int
  let now: Nanoseconds

  func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("protocol", options.wire.rawValue)
      $0.field("seed", options.seed)
      $0.field("ttft_ms", options.ttft.milliseconds)
      $0.field("pace_ms", options.pace.milliseconds)
      $0.field("tokens", options.tokens)
      $0.field("requests", board.requests)
      $0.field("in_flight", inFlight)
      $0.field("answered", counters.answered)
      $0.field("cancelled", counters.cancelled)
      $0.field("refused", counters.refused)
      $0.field("invalid", counters.invalid)
      $0.array("faults") { list in
        for entry in board.entries { list.object { write(entry, to: &$0) } }
      }
    }
  }

  private func write(_ entry: StubFaultBoard.Entry, to writer: inout JSONWriter) {
    let age = now - entry.since - entry.fault.delay
    writer.field("kind", entry.fault.kind.name)
    writer.field("rate", entry.fault.rate)
    if let model = entry.fault.model { writer.field("target", "model:" + model) }
    writer.field("age_seconds", age.seconds)
    if let duration = entry.fault.duration {
      writer.field("left_seconds", max(.zero, duration - age).seconds)
    }
    writer.field("struck", entry.struck)
  }
}

extension StubFault.Kind {
  /// The name in a scenario file.
  public var name: String {
    switch self {
    case .error: "error"
    case .blackhole: "blackhole"
    case .connect: "connect"
    case .slowTTFT: "slow_ttft"
    case .slowTPOT: "slow_tpot"
    case .latency: "latency"
    case .cutStream: "cut_stream"
    case .inBandError: "in_band_error"
    case .stallStream: "stall_stream"
    case .emptySuccess: "empty_success"
    case .malformed: "malformed"
    case .rateLimit: "rate_limit"
    case .capacity: "capacity"
    case .quotaExhausted: "quota_exhausted"
    case .authExpired: "auth_expired"
    case .modelGone: "model_gone"
    case .contentFilter: "content_filter"
    case .flap: "flap"
    }
  }
}
