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

/// Where telemetry is pulled from: one item of `telemetry: []`.
struct TelemetrySection: Sendable, Hashable {
  /// What is read.
  enum Kind: String, Sendable, CaseIterable {
    case attach
    case prometheus
    case scrape
    case cloudwatch
    case cloudMonitoring = "cloud-monitoring"
    case azureMonitor = "azure-monitor"
    case events
  }

  var kind: Kind
  /// Of `attach`, `prometheus` and `scrape`.
  var url: String?
  /// Of `cloudwatch`.
  var region: String?
  /// Of `cloud-monitoring`.
  var project: String?
  /// Of `azure-monitor`: the full resource id.
  var resource: String?
  /// Of `events`.
  var file: String?
  /// Of `prometheus`: whose metric names are asked for.
  var preset: String?
  /// Of `attach`: where the token is.
  var tokenFile: String?

  /// Reads a source; nil when its kind is not known.
  init?(_ section: ObjectReader) {
    refuseSecrets(section)
    guard let kind = section.choice("kind", as: Kind.self) else { return nil }
    self.kind = kind
    switch kind {
    case .attach:
      url = AddressText.requiredURL("url", of: section)
      tokenFile = section.optionalString("token_file")
    case .prometheus:
      url = AddressText.requiredURL("url", of: section)
      preset = section.optionalString("preset")
    case .scrape: url = AddressText.requiredURL("url", of: section)
    case .cloudwatch: region = section.string("region")
    case .cloudMonitoring: project = section.string("project")
    case .azureMonitor: resource = section.string("resource")
    case .events: file = section.string("file")
    }
    section.finish()
  }
}

/// What carries out acts in watch mode: `watch: { acts: {} }`.
struct ActsSection: Sendable, Hashable {
  /// How.
  enum Target: Sendable, Hashable {
    /// Signed JSON to a URL; the key of the signature is in a file.
    case webhook(url: String, keyFile: String?)
    /// A program with its arguments, never a shell.
    case command([String])
    /// A routing table that is replaced atomically.
    case file(String)
  }

  var target: Target

  /// Reads the section; nil when it cannot be used.
  init?(_ section: ObjectReader) {
    refuseSecrets(section)
    var read: Target?
    switch section.choice("kind", of: ["webhook", "command", "file"]) {
    case "webhook":
      let keyFile = section.optionalString("key_file")
      read = AddressText.requiredURL("url", of: section).map { .webhook(url: $0, keyFile: keyFile) }
    case "command":
      let words = section.strings("argv", required: true)
      if words.isEmpty {
        section.report("argv", "\"argv\" in \(section.what) is empty", hint: "name a program")
      }
      read = words.isEmpty ? nil : .command(words)
    case "file": read = section.string("path").map { .file($0) }
    default: break
    }
    section.finish()
    guard let read else { return nil }
    target = read
  }
}
