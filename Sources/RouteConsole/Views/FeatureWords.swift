// Views: a feature in the words that a line has room for.

internal import RoutingEngine
internal import Wire

/// What is said of a feature in a few words.
struct FeatureWords {
  private let states: [String: EndpointStatus]
  private let isAdvisory: Bool

  /// Words over the endpoints of a snapshot.
  init(_ snapshot: SystemSnapshot) {
    var states: [String: EndpointStatus] = [:]
    for endpoint in snapshot.endpoints { states[endpoint.id] = endpoint }
    self.states = states
    isAdvisory = snapshot.isAdvisory
  }

  /// The endpoint's word: `OPEN`, `WARN`, `OK`, `-` for none.
  func word(_ id: String?) -> String { id.flatMap { states[$0] }?.shortWord ?? "-" }

  /// The word, then the name: where there is not room for both, the name is cut in its middle, for names of a region
  /// differ at their ends.
  func named(_ id: String?, columns: Int = Size.maximumColumns) -> TextLine {
    guard let id, let endpoint = states[id] else { return TextLine(id ?? "-") }
    let word = endpoint.shortWord
    let pad = String(repeating: " ", count: max(6 - word.count, 1))
    return TextLine([
      Span(word, word == "OK" ? .ok : .strong),
      Span(pad + Show.name(id, columns: max(columns - word.count - pad.count, 4))),
    ])
  }

  /// Where a feature is served: by its primary, by a backup, by several.
  func on(_ feature: FeatureStatus) -> String {
    let most = feature.serving.max { $0.share < $1.share }
    guard let most else { return "-" }
    if feature.isPanic { return "PANIC" }
    if most.share < 0.9, feature.serving.count > 1 { return "MIX" }
    return most.endpoint == feature.primary ? "PRI" : "BAK"
  }

  /// How much is said of a feature.
  enum Length {
    case full
    /// Who is well is not said.
    case short
    /// Its name, and how bad it is.
    case bare
  }

  /// `chat: primary OPEN -> backup WARN`; the arrow says that failover acted, or advises to.
  func risk(of feature: FeatureStatus, _ length: Length = .full) -> [Span] {
    let isShort = length != .full
    let own = feature.ownRisk(primary: states[feature.primary])
    let reason = own.map { isShort ? $0.shortWords : $0.words }
    var spans = [
      Span(feature.id, .strong),
      Span(reason.map { ": " + $0 } ?? (isShort ? ": " : ": primary ") + word(feature.primary)),
    ]
    if length == .bare {
      guard feature.severity == .crit || feature.isPanic else { return [spans[0]] }
      return [spans[0], Span(feature.isPanic ? " PANIC" : " \(Severity.crit.mark)", .crit)]
    }
    if feature.isPanic {
      // One that is on its ramp may carry everything, and well.
      let only = feature.serving.count { $0.share > 0 } == 1 ? feature.busiest : nil
      let who =
        only.map { "only \(isShort ? Show.name($0, columns: 20) : $0) \(word($0))" } ?? "least-bad only"
      return spans + [Span(" PANIC \(who)", .crit)]
    }
    let arrow = isAdvisory ? ", advice -> " : " -> "
    switch on(feature) {
    case "BAK":
      let target = feature.serving.max { $0.share < $1.share }?.endpoint
      let state = isShort && word(target) == "OK" ? "" : " " + word(target)
      spans.append(Span("\(arrow)\(target ?? "backup")\(state)"))
    case "MIX": spans.append(Span("\(arrow)split over \(feature.serving.count)"))
    default:
      // Where its own errors are the reason, who stands by is none.
      guard own == nil else { break }
      spans.append(Span(feature.backups.isEmpty ? ", no backup" : ", backup \(word(feature.backups.first))"))
    }
    if feature.shedShare > 0 { spans.append(Span(" shed \(Show.signed(feature.shedShare))", .crit)) }
    return spans
  }
}
