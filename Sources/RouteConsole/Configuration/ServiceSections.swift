internal import Documents
internal import TrafficSimulator

/// The inference API: `gateway: {}`.
struct GatewaySection: Sendable, Hashable {
  /// What is written of every request.
  enum Journal: String, Sendable, CaseIterable {
    case off
    case meta
    case full
  }

  var listen = "127.0.0.1:8080"
  var maxBodyBytes = 10_485_760
  var tokensFile: String?
  var shutdownGraceMilliseconds = 60_000
  var maxConnections = 4_096
  var journal = Journal.meta
  /// How long a stream may be silent after its first token.
  var interTokenMilliseconds = 10_000

  /// The defaults.
  init() {}

  /// Reads the section.
  init(_ section: ObjectReader) {
    listen = AddressText.listen("listen", of: section, default: listen)
    maxBodyBytes = section.integer("max_body_bytes", in: 1_024...1_073_741_824, default: maxBodyBytes)
    tokensFile = section.optionalString("tokens_file")
    shutdownGraceMilliseconds = section.integer(
      "shutdown_grace_ms", in: 0...3_600_000, default: shutdownGraceMilliseconds)
    maxConnections = section.integer("max_connections", in: 1...1_000_000, default: maxConnections)
    journal = section.choice("journal", as: Journal.self, default: journal)
    interTokenMilliseconds = section.integer(
      "inter_token_ms", in: 10...3_600_000, default: interTokenMilliseconds)
    section.finish()
  }
}

/// The control API: `control: {}`.
struct ControlSection: Sendable, Hashable {
  var listen = "127.0.0.1:8081"
  var viewerTokenFile: String?
  var operatorTokenFile: String?
  /// What the console calls the place, `prod`; nil for none.
  var environment: String?
  var theme: String?

  /// The defaults.
  init() {}

  /// Reads the section.
  init(_ section: ObjectReader) {
    refuseSecrets(section)
    listen = AddressText.listen("listen", of: section, default: listen)
    viewerTokenFile = section.optionalString("viewer_token_file")
    operatorTokenFile = section.optionalString("operator_token_file")
    environment = section.optionalString("environment")
    theme = section.optionalString("theme")
    section.finish()
  }
}

/// How much is recorded: `recording: {}`.
struct RecordingSection: Sendable, Hashable {
  /// For how long, in nanoseconds.
  var keep: Int64 = 24 * 3_600_000_000_000
  var maxBytes = 268_435_456

  /// The defaults.
  init() {}

  /// Reads the section.
  init(_ section: ObjectReader) {
    keep = section.duration("keep", in: 60_000_000_000...(400 * 86_400_000_000_000), default: keep)
    maxBytes = section.integer("max_bytes", in: 1_048_576...1_099_511_627_776, default: maxBytes)
    section.finish()
  }
}
