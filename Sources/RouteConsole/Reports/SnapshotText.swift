internal import RoutingEngine
internal import Wire

/// A snapshot as text for a ticket: the facts of the home screen, in lines that survive any paste.
enum SnapshotText {
  /// How many events a ticket quotes; what repeats counts once.
  static let quotedEvents = 12

  /// Where and when, how bad, which clouds, which features, every endpoint, and what happened last.
  static func ticket(_ snapshot: SystemSnapshot, events: [EventLine] = []) -> String {
    var text = plain(StatusText.status(snapshot), keepsLines: true)
    if !events.isEmpty {
      let runs = EventStory(events).newestFirst.filter { !$0.isMinor }.prefix(quotedEvents).reversed()
      text += "\n" + runs.map { "\($0.last.at.clockText)  \(plain($0.text))\n" }.joined()
    }
    return text
  }

  /// `CRIT 2  WARN 1  DRAIN 1  STALE 1  OK 11`; what there is none of is said too; then `FORCED 1` and `FEAT 3 !!`, where there are any.
  static func counts(_ snapshot: SystemSnapshot) -> String {
    let forced = snapshot.endpoints.count(where: \.isForcedOpen)
    var counts = Severity.worstFirst.map { severity in
      "\(severity.word) \(snapshot.endpoints.count { $0.severity == severity && !$0.isForcedOpen })"
    }
    if forced > 0 { counts.append("FORCED \(forced)") }
    let features = snapshot.features.count { $0.severity == .crit }
    if features > 0 { counts.append("FEAT \(features) \(Severity.crit.mark)") }
    return counts.joined(separator: "  ")
  }

  /// `aws CRIT 2/6 err 7.8 % p90 6,240 ms | gcp OK`.
  static func clouds(_ snapshot: SystemSnapshot) -> String {
    snapshot.clouds.map { cloud in
      var words = ["\(plain(cloud.cloud)) \(cloud.severity.word)"]
      if cloud.open > 0 { words.append("open \(cloud.open)/\(cloud.endpoints)") }
      if cloud.partialOpen > 0 { words.append("coming back \(cloud.partialOpen)/\(cloud.endpoints)") }
      if cloud.draining > 0 { words.append("drained \(cloud.draining)/\(cloud.endpoints)") }
      if cloud.stale > 0 { words.append("stale \(cloud.stale)/\(cloud.endpoints)") }
      words.append("err \(Figures.percent(cloud.errorRate, 1))")
      words.append("p90 \(Figures.fixed(cloud.ttftP90, 0)) ms")
      return words.joined(separator: " ")
    }.joined(separator: " | ")
  }

  /// `AT RISK chat: primary open, backup warn | summ: no backup`; nil where nothing is.
  static func risk(_ snapshot: SystemSnapshot) -> String? {
    let risky = snapshot.features.filter(\.isAtRisk)
    guard !risky.isEmpty else { return nil }
    return "AT RISK "
      + risky.map { "\(plain(Show.name($0.id, columns: 48))): \(plain($0.atRisk ?? $0.severity.name))" }
      .joined(separator: " | ")
  }

  /// That nobody is known to be at risk; features of whose endpoints there is no data are named.
  static func calm(_ snapshot: SystemSnapshot) -> String {
    let blind = snapshot.features.filter { $0.severity == .stale }.map {
      plain(Show.name($0.id, columns: 48))
    }
    guard !blind.isEmpty else { return "no feature is at risk" }
    return "no data of \(blind.joined(separator: ", ")): nobody knows whether they are at risk"
  }

  /// Text of others without what would move a cursor.
  static func plain(_ text: String, keepsLines: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if keepsLines, scalar == "\n" {
        result += "\n"
        continue
      }
      switch scalar.properties.generalCategory {
      // Separators end a line for some who read it.
      case .control, .format, .lineSeparator, .paragraphSeparator: result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text with `?` for every character that does not fit seven bits.
  static func sevenBit(_ text: String) -> String {
    var result = ""
    for character in text {
      // What is drawn over a letter has no place of its own.
      if character.isASCII { result.append(character) } else { result += "?" }
    }
    return result
  }

  /// JSON with every character that does not fit seven bits as its escape.
  static func sevenBitJSON(_ text: String) -> String {
    var result = ""
    for unit in text.utf16 {
      if unit < 0x80, let scalar = Unicode.Scalar(unit) {
        result.unicodeScalars.append(scalar)
      } else {
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return result
  }
}
