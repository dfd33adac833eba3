internal import Documents
internal import RoutingEngine
internal import TelemetryClient
internal import TrafficSimulator
internal import Transport

/// Where telemetry is pulled from: one item of `telemetry: []`.
struct TelemetrySection: Sendable, Hashable {
  /// What the source table is told.
  var settings: SourceSettings
  /// How it proves who it is, as the file says it.
  var credentials: CredentialSection?

  /// Its name, unique among the sources.
  var name: String { settings.name }

  /// The words that `kind` may be.
  static let kinds = SourceKind.allCases.map(\.rawValue)

  /// Reads all sources.
  static func all(of root: ObjectReader, endpoints: [EndpointSection]) -> [TelemetrySection] {
    var sections: [TelemetrySection] = []
    for object in root.objects("telemetry", named: "telemetry source", by: "kind").prefix(Limits.entries) {
      let taken = sections.map(\.name)
      guard let section = TelemetrySection(object, taken: taken, endpoints: endpoints) else { continue }
      if taken.contains(section.name) {
        object.report(
          "name", "\(object.what) has the name of another source", hint: "names of sources are unique")
      }
      sections.append(section)
    }
    let known = sections.map(\.name) + kinds
    for endpoint in endpoints {
      for match in endpoint.sourceMatch where !known.contains(match.source) {
        let near = nearest(match.source, among: known).map { "did you mean \"\($0)\"? " } ?? ""
        root.report(
          "endpoints",
          "\"match\" of endpoint \"\(endpoint.id)\" names the source \"\(match.source)\", which there is not",
          hint: near + "name a source's name or kind")
      }
    }
    return sections
  }

  /// Reads a source; nil when its kind is not known or it lacks what it cannot do without.
  init?(_ section: ObjectReader, taken: [String], endpoints: [EndpointSection]) {
    refuseSecrets(section)
    guard let word = section.choice("kind", of: Self.kinds), let kind = SourceKind(rawValue: word) else {
      return nil
    }
    let name = section.optionalString("name") ?? Self.freeName(word, taken)
    var settings = SourceSettings(kind: kind, name: name)
    let isComplete = Self.read(&settings, section)
    Self.readCommon(&settings, section, endpoints: endpoints)
    credentials = Self.credentials(&settings, section)
    self.settings = settings
    section.finish()
    guard isComplete else { return nil }
  }

  private static func freeName(_ word: String, _ taken: [String]) -> String {
    guard taken.contains(word) else { return word }
    return (2...).lazy.map { "\(word)-\($0)" }.first { !taken.contains($0) } ?? word
  }

  /// Reads what belongs to a kind; false when something is missing.
  private static func read(_ settings: inout SourceSettings, _ section: ObjectReader) -> Bool {
    switch settings.kind {
    case .prometheus:
      settings.url = AddressText.requiredURL("url", of: section)
      settings.queries = section.objects("queries", named: "query", by: "query").prefix(Limits.entries)
        .compactMap { query($0) }
      settings.preset = preset(section, default: settings.queries.isEmpty ? "otel-genai" : nil)
      return settings.url != nil
    case .scrape:
      settings.url = AddressText.requiredURL("url", of: section)
      settings.preset = preset(section, default: "otel-genai")
      return settings.url != nil
    case .cloudwatch:
      settings.region = section.string("region")
      settings.url = AddressText.url("url", of: section)
      settings.percentiles = section.bool("percentiles", default: settings.percentiles)
      let words = ["successful", "accepted"]
      settings.invocationsSucceed = section.choice("invocations", of: words, default: words[0]) == words[0]
      return settings.region != nil
    case .cloudMonitoring:
      settings.project = section.string("project")
      settings.url = AddressText.url("url", of: section)
      return settings.project != nil
    case .azureMonitor:
      settings.resource = section.string("resource")
      if let resource = settings.resource, !Self.isAccount(resource) {
        section.report(
          "resource", "\"resource\" in \(section.what) is no full id of an account",
          hint:
            "write \"/subscriptions/ID/resourceGroups/NAME/providers/Microsoft.CognitiveServices/accounts/NAME\""
        )
      }
      settings.url = AddressText.url("url", of: section)
      return settings.resource != nil
    case .events:
      settings.log = logPlace(section)
      return settings.log != nil
    case .attach:
      settings.url = AddressText.requiredURL("url", of: section)
      return settings.url != nil
    }
  }

  /// Whether a text is the full id of an account of Azure OpenAI or AI Foundry, in whatever case.
  private static func isAccount(_ text: String) -> Bool {
    let parts = text.split(separator: "/").map { $0.lowercased() }
    let fixed = ["subscriptions", "resourcegroups", "providers"]
    return parts.count == 8 && [parts[0], parts[2], parts[4]] == fixed
      && parts[5] == "microsoft.cognitiveservices" && parts[6] == "accounts"
  }

  /// Reads what kinds have in common.
  private static func readCommon(
    _ settings: inout SourceSettings, _ section: ObjectReader, endpoints: [EndpointSection]
  ) {
    if settings.kind != .events {
      settings.intervalSeconds = section.integer(
        "interval_s", in: 5...3_600, default: settings.intervalSeconds)
    }
    settings.staleAfterSeconds = section.integer(
      "stale_after_s", in: 5...86_400, default: settings.staleAfterSeconds)
    if settings.kind.row.role == .evidence {
      settings.endpoint = section.optionalChoice("endpoint", of: endpoints.map(\.id))
      if settings.kind != .events { settings.featureLabel = section.optionalString("feature_label") }
      let classes = OutcomeClass.allCases.map(\.name)
      let word = section.choice("other_errors", of: classes, default: settings.otherErrors.name)
      settings.otherErrors = OutcomeClass(name: word) ?? settings.otherErrors
    }
    for endpoint in endpoints {
      let own = endpoint.sourceMatch.first { $0.source == settings.name }
      let byKind = endpoint.sourceMatch.first { $0.source == settings.kind.rawValue }
      guard let match = own ?? byKind else { continue }
      settings.matches[endpoint.id] = match.labels.map { TelemetryClient.Label($0.name, $0.value) }
    }
  }

  private static func preset(_ section: ObjectReader, default fallback: String?) -> Preset? {
    let names = Preset.all.map(\.name)
    let word = section.optionalChoice("preset", of: names + ["none"]) ?? fallback
    return word.flatMap(Preset.named)
  }

  private static func logPlace(_ section: ObjectReader) -> SourceSettings.LogPlace? {
    let file = section.optionalString("file")
    let socket = section.optionalString("socket")
    let readsInput = section.bool("stdin", default: false)
    let fromStart = section.choice("from", of: ["end", "start"], default: "end") == "start"
    guard [file != nil, socket != nil, readsInput].count(where: { $0 }) == 1 else {
      section.problems.report(
        section.position, "\(section.what) needs one of \"file\", \"socket\" and \"stdin\"",
        hint: "file: \"/var/log/gateway/requests.ndjson\", or stdin: true")
      return nil
    }
    if let file { return .file(path: file, fromStart: fromStart) }
    return socket.map { .socket(path: $0) } ?? .standardInput
  }

  private static func query(_ section: ObjectReader) -> SourceSettings.Query? {
    let text = section.string("query")
    let quantity = section.choice("quantity", of: Quantity.allCases.map(\.rawValue)).flatMap(Quantity.init)
    let statistic = section.choice("statistic", of: StatisticWord.all).flatMap(StatisticWord.statistic)
    var outcome: OutcomeClass?
    if quantity == .errors {
      let classes = OutcomeClass.allCases.map(\.name)
      outcome = OutcomeClass(name: section.choice("class", of: classes, default: "server_error"))
    }
    let factor = section.number("factor", in: 1e-12...1e12, default: 1)
    let isWindowed = statistic == .sum || statistic == .distribution
    let window = section.integer("window_s", in: 0...3_600, default: 0)
    section.finish()
    if isWindowed, window == 0 {
      section.report(
        "window_s", "\"window_s\" is missing in \(section.what)", hint: "say how far the query looks back")
    }
    guard let text, let quantity, let statistic else { return nil }
    return .init(
      text: text, quantity: quantity, statistic: statistic, outcome: outcome, factor: factor,
      windowSeconds: window)
  }

  /// How a source proves who it is: as the file says, else the first way of its cloud, else not at all.
  private static func credentials(
    _ settings: inout SourceSettings, _ section: ObjectReader
  ) -> CredentialSection? {
    let allowed = settings.kind.row.credentials
    guard !allowed.isEmpty else { return nil }
    var given = section.optionalObject("credentials").flatMap { CredentialSection($0) }
    if allowed.contains(.apiKey), let file = section.optionalString("token_file") {
      given = CredentialSection(kind: .apiKey)
      given?.file = file
    }
    let kind = given.flatMap { CredentialKind(rawValue: $0.kind.rawValue) }
    if let kind, !allowed.contains(kind) {
      section.report(
        "credentials", "\(kind.rawValue) credentials are not for a \(settings.kind.rawValue) source",
        hint: "use one of: " + allowed.map(\.rawValue).joined(separator: ", "))
    }
    settings.credential = kind ?? (allowed.contains(.apiKey) ? nil : allowed.first)
    settings.credentialSettings.file = given?.file
    settings.credentialSettings.variable = given?.environment
    settings.credentialSettings.endpoint = given?.stsURL ?? given?.tokenURL
    // What is in force is kept, so that `check` prints it and reading that gives the same.
    return given
      ?? settings.credential.flatMap { CredentialSection.Kind(rawValue: $0.rawValue) }.map(
        CredentialSection.init)
  }
}

/// The words for statistics in the configuration: `p90` is one that the store computed.
enum StatisticWord {
  static let all =
    ["sum", "average", "minimum", "maximum", "last", "distribution"] + quantiles.map { "p\($0 / 10)" }
  private static let quantiles = [500, 750, 900, 950, 990]

  static func statistic(_ word: String) -> Statistic? {
    switch word {
    case "sum": .sum
    case "average": .average
    case "minimum": .minimum
    case "maximum": .maximum
    case "last": .last
    case "distribution": .distribution
    default: quantiles.first { "p\($0 / 10)" == word }.map { .quantile(perMille: $0, .provider) }
    }
  }

  static func word(_ statistic: Statistic) -> String {
    all.first { self.statistic($0) == statistic } ?? "last"
  }
}
