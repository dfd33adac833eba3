internal import RoutingEngine

/// A page in Prometheus' text format, version 0.0.4, under construction.
struct MetricsPage: Sendable {
  /// The page so far.
  private(set) var text = ""

  /// Begins a metric: its help and type.
  mutating func begin(_ metric: Metric) {
    text += "# HELP \(metric.rawValue) \(metric.help)\n# TYPE \(metric.rawValue) \(metric.type)\n"
  }

  /// Adds a sample of a metric; the values of its labels in the metric's order.
  mutating func add(_ metric: Metric, _ labels: [String], _ value: Double) {
    add(metric.rawValue, Self.pairs(metric, labels), Self.number(value))
  }

  /// Adds a histogram, with its bounds and sum scaled by a factor.
  mutating func add(_ metric: Metric, _ labels: [String], _ histogram: CumulativeHistogram, scale: Double) {
    let pairs = Self.pairs(metric, labels)
    let comma = pairs.isEmpty ? "" : ","
    var sum = 0
    for (bound, count) in zip(histogram.bounds, histogram.counts) {
      sum += count
      add(
        metric.rawValue + "_bucket", pairs + "\(comma)le=\"\(Self.number(Double(bound) * scale))\"", "\(sum)")
    }
    add(metric.rawValue + "_bucket", pairs + "\(comma)le=\"+Inf\"", "\(histogram.total)")
    add(metric.rawValue + "_sum", pairs, Self.number(Double(histogram.sum) * scale))
    add(metric.rawValue + "_count", pairs, "\(histogram.total)")
  }

  private mutating func add(_ name: String, _ pairs: String, _ value: String) {
    text += name
    if !pairs.isEmpty { text += "{\(pairs)}" }
    text += " \(value)\n"
  }

  private static func pairs(_ metric: Metric, _ values: [String]) -> String {
    precondition(values.count == metric.labels.count, "\(metric.rawValue) has \(metric.labels.count) labels.")
    return zip(metric.labels, values).map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
  }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C || $0 == 0x0A }) else { return value }
    var text = ""
    for character in value {
      switch character {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
    return text
  }

  /// A number without the noise of binary fractions: nine digits after the point at most.
  private static func number(_ value: Double) -> String {
    if let whole = Int64(exactly: value) { return "\(whole)" }
    let rounded = (value * 1e9).rounded() / 1e9
    return "\(rounded)"
  }
}
