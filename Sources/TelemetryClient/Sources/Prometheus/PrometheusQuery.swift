/// Writes queries in PromQL.
enum PrometheusQuery {
  /// How far back a series is looked for before it counts as new.
  private static let memory = "1h"

  /// What a signal's series gained in a window, exactly, summed by the labels that tell endpoints apart.
  ///
  /// Not `increase`, which extrapolates and, from window to window, loses what lies between them: the plain
  /// difference adds up. Where a counter went back it counts from zero, and so does a series that is new: one that
  /// the store had not seen for ``memory`` although it scraped its target well when the window began. What a target
  /// shows that was down then, or a series that only was away, is its past, and the window's gain is not known.
  static func gain(of signal: Signal, by labels: [String], windowSeconds: Int64) -> String {
    let spelled = selectors(of: signal)
    let gains = spelled.indices.map { gain(of: spelled, at: $0, windowSeconds: windowSeconds) }
    return "sum by (\(labels.joined(separator: ", "))) (\(alternatives(gains)))"
  }

  /// What the series of one spelling gained; new is only what no other spelling was known of before.
  private static func gain(of spelled: [String], at place: Int, windowSeconds: Int64) -> String {
    let series = spelled[place]
    let before = "\(series) offset \(windowSeconds)s"
    func known(_ series: String) -> String { "last_over_time(\(series)[\(memory)] offset \(windowSeconds)s)" }
    let watched = "(up offset \(windowSeconds)s == 1)"
    var fresh = "\(series) unless (\(series) >= \(known(series)))"
    for other in spelled where other != series { fresh += " unless \(known(other))" }
    return "((\(series) - \(before)) >= 0) or ((\(fresh)) and on (job, instance) \(watched))"
  }

  /// A gauge, summed by the labels that tell endpoints apart; of a ratio the highest.
  static func level(of signal: Signal, by labels: [String]) -> String {
    let function = signal.quantity == .saturation ? "max" : "sum"
    return
      "\(function) by (\(labels.joined(separator: ", "))) (\(alternatives(selectors(of: signal))))"
  }

  /// When each endpoint's series were last seen, in seconds since 1970.
  static func lastSeen(of signal: Signal, by labels: [String]) -> String {
    let seen = selectors(of: signal).map { "timestamp(\($0))" }
    return "max by (\(labels.joined(separator: ", "))) (\(alternatives(seen)))"
  }

  /// The first of several vectors that has a label set: `or` compares without the name, so that a series which is
  /// stored under two spellings counts once.
  private static func alternatives(_ vectors: [String]) -> String {
    vectors.count == 1 ? vectors[0] : vectors.map { "(\($0))" }.joined(separator: " or ")
  }

  /// The selector of each spelling of a signal's metric.
  private static func selectors(of signal: Signal) -> [String] {
    let conditions = signal.conditions.map { condition in
      let value = escaped(condition.value) + (condition.comparison == .prefix ? ".*" : "")
      return "\(condition.label)\(condition.comparison.rawValue)\"\(value)\""
    }
    let braces = conditions.isEmpty ? "" : "{\(conditions.joined(separator: ","))}"
    return signal.seriesNames.map { $0[0] + braces }
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\\", "\"": result += "\\" + String(character)
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
  }
}
