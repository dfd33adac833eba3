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
    let series = selector(of: signal)
    let before = "\(series) offset \(windowSeconds)s"
    let known = "last_over_time(\(series)[\(memory)] offset \(windowSeconds)s)"
    let watched = "(up offset \(windowSeconds)s == 1)"
    return
      "sum by (\(labels.joined(separator: ", "))) "
      + "(((\(series) - \(before)) >= 0) or "
      + "((\(series) unless (\(series) >= \(known))) and on (job, instance) \(watched)))"
  }

  /// A gauge, summed by the labels that tell endpoints apart; of a ratio the highest.
  static func level(of signal: Signal, by labels: [String]) -> String {
    let function = signal.quantity == .saturation ? "max" : "sum"
    return "\(function) by (\(labels.joined(separator: ", "))) (\(selector(of: signal)))"
  }

  /// When each endpoint's series were last seen, in seconds since 1970.
  static func lastSeen(of signal: Signal, by labels: [String]) -> String {
    "max by (\(labels.joined(separator: ", "))) (timestamp(\(selector(of: signal))))"
  }

  private static func selector(of signal: Signal) -> String {
    let name = signal.form == .histogram ? signal.metric + "_bucket" : signal.metric
    let conditions = signal.conditions.map { condition in
      let value = escaped(condition.value) + (condition.comparison == .prefix ? ".*" : "")
      return "\(condition.label)\(condition.comparison.rawValue)\"\(value)\""
    }
    return conditions.isEmpty ? name : "\(name){\(conditions.joined(separator: ","))}"
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
