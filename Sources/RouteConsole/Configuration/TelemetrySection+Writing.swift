internal import Documents
internal import RoutingEngine
internal import TelemetryClient
internal import Transport

extension TelemetrySection {
  /// Writes the source with everything in force, defaults included.
  func write(to writer: inout JSONWriter) {
    writer.object { write(settings, to: &$0) }
  }

  private func write(_ settings: SourceSettings, to writer: inout JSONWriter) {
    writer.field("kind", settings.kind.rawValue)
    writer.field("name", settings.name)
    if let url = settings.url { writer.field("url", url) }
    if let region = settings.region { writer.field("region", region) }
    if let project = settings.project { writer.field("project", project) }
    if let resource = settings.resource { writer.field("resource", resource) }
    if let log = settings.log { write(log, to: &writer) }
    if settings.kind == .cloudwatch {
      writer.field("percentiles", settings.percentiles)
      writer.field("invocations", settings.invocationsSucceed ? "successful" : "accepted")
    }
    if settings.kind == .prometheus || settings.kind == .scrape {
      writer.field("preset", settings.preset?.name ?? "none")
    }
    if settings.kind == .prometheus {
      writer.array("queries") { writer in
        for query in settings.queries { write(query, to: &writer) }
      }
    }
    if settings.kind != .events { writer.field("interval_s", settings.intervalSeconds) }
    writer.field("stale_after_s", settings.staleAfterSeconds)
    if settings.kind.row.role == .evidence {
      writer.field("endpoint", settings.endpoint)
      if settings.kind != .events { writer.field("feature_label", settings.featureLabel) }
      writer.field("other_errors", settings.otherErrors.name)
    }
    writeCredentials(settings, to: &writer)
  }

  private func write(_ log: SourceSettings.LogPlace, to writer: inout JSONWriter) {
    switch log {
    case .file(let path, let fromStart):
      writer.field("file", path)
      writer.field("from", fromStart ? "start" : "end")
    case .standardInput: writer.field("stdin", true)
    case .socket(let path): writer.field("socket", path)
    }
  }

  private func write(_ query: SourceSettings.Query, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("query", query.text)
      writer.field("quantity", query.quantity.rawValue)
      writer.field("statistic", StatisticWord.word(query.statistic))
      if let outcome = query.outcome { writer.field("class", outcome.name) }
      writer.field("factor", query.factor)
      writer.field("window_s", query.windowSeconds)
    }
  }

  private func writeCredentials(_ settings: SourceSettings, to writer: inout JSONWriter) {
    guard let kind = settings.credential else { return }
    writer.object("credentials") { writer in
      writer.field("kind", kind.rawValue)
      if let name = credentials?.environment { writer.field("env", name) }
      if let file = credentials?.file { writer.field("file", file) }
      if let url = credentials?.tokenURL { writer.field("token_url", url) }
      if let url = credentials?.stsURL { writer.field("sts_url", url) }
    }
  }
}
