/// A metric that a gateway or a model server exposes, and what it says in our vocabulary.
struct Signal: Sendable, Hashable {
  /// How the metric is exposed.
  enum Form: Sendable, Hashable {
    /// A number that only grows: the difference between two looks counts.
    case counter
    /// A number of the moment.
    case gauge
    /// Cumulative counts by upper bound, under the names `_bucket` and `_sum`.
    case histogram
  }

  /// A condition on a label.
  struct Condition: Sendable, Hashable {
    /// How the value is compared.
    enum Comparison: String, Sendable, Hashable {
      case equal = "="
      case notEqual = "!="
      /// The value begins with it.
      case prefix = "=~"
    }

    var label: String
    var comparison: Comparison
    var value: String

    /// Whether it holds; a label that is missing counts as empty, as in PromQL.
    func holds(for labels: [Label]) -> Bool {
      let found = labels.first { $0.name == label }?.value ?? ""
      return switch comparison {
      case .equal: found == value
      case .notEqual: found != value
      case .prefix: found.hasPrefix(value)
      }
    }
  }

  var quantity: Quantity
  /// The name of the counter or gauge, or the family of the histogram.
  var metric: String
  var form: Form
  /// The label whose value is the model, for endpoints that do not say what identifies them.
  var modelLabel: String
  /// Whether its series have that label; where they have not, an endpoint is known by its other labels alone.
  var namesModel = true
  /// What the values are multiplied with, to bring them to the unit of the quantity.
  var factor = 1.0
  var conditions: [Condition] = []
  /// The label that says how calls ended, for errors.
  var codeLabel: String?

  /// The metric's name as it is defined, and where that has colons with underscores for them.
  ///
  /// Exporters write underscores to whoever asks for OpenMetrics without saying that he knows other names
  /// (prometheus_client from 0.22 on), and a store keeps the name it was given.
  var spellings: [String] {
    guard metric.contains(":") else { return [metric] }
    return [metric, String(metric.map { $0 == ":" ? "_" : $0 })]
  }

  /// The names of the series that are read, for each spelling of the metric.
  var seriesNames: [[String]] {
    spellings.map { form == .histogram ? [$0 + "_bucket", $0 + "_sum"] : [$0] }
  }
}
