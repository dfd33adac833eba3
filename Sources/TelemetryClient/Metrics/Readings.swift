internal import RoutingEngine
internal import Transport

/// Sums what a look at labelled series says, endpoint by endpoint, and makes samples of it.
struct Readings {
  /// Whose value, and of what.
  private struct Key: Hashable {
    var binding: Int
    var feature: FeatureIndex?
    var quantity: Quantity
    var outcome: OutcomeClass?
  }

  private struct Histogram {
    var points: [(bound: Double, count: Double)] = []
    var sum: Double?
  }

  /// Most values that one look may bring; more are counted and left out.
  static let maxValues = 200_000

  private let scope: SeriesScope
  private var numbers: [Key: Double] = [:]
  private var histograms: [Key: Histogram] = [:]
  private var values = 0
  /// Bindings whose series with a code, if only that of a success, were seen.
  private var withCodes: Set<Int> = []
  /// Series that fit two endpoints equally well.
  private(set) var ambiguous = 0
  /// Values beyond the limit.
  private(set) var leftOut = 0

  init(_ scope: SeriesScope) { self.scope = scope }

  /// Whether anything was understood.
  var isEmpty: Bool { numbers.isEmpty && histograms.isEmpty }

  /// Takes a value of a counter or gauge, already as the difference where it is a counter.
  mutating func add(_ value: Double, of signal: Signal, _ labels: [Label]) {
    guard value.isFinite, let key = key(of: signal, labels) else { return }
    numbers[key, default: 0] += value * signal.factor
  }

  /// Takes one cumulative count of a histogram.
  mutating func add(_ count: Double, upTo bound: Double, of signal: Signal, _ labels: [Label]) {
    guard let key = key(of: signal, labels) else { return }
    histograms[key, default: Histogram()].points.append((bound * signal.factor, count))
  }

  /// Takes the sum of a histogram's values.
  mutating func add(sum: Double, of signal: Signal, _ labels: [Label]) {
    guard sum.isFinite, let key = key(of: signal, labels) else { return }
    histograms[key, default: Histogram()].sum = (histograms[key]?.sum ?? 0) + sum * signal.factor
  }

  private mutating func key(of signal: Signal, _ labels: [Label]) -> Key? {
    let binding: Int
    switch scope.matcher(of: signal).binding(of: labels) {
    case .one(let index): binding = index
    case .none: return nil
    case .ambiguous:
      ambiguous += 1
      return nil
    }
    guard values < Self.maxValues else {
      leftOut += 1
      return nil
    }
    values += 1
    var outcome: OutcomeClass?
    if signal.quantity == .errors {
      let code = signal.codeLabel.flatMap { name in labels.first { $0.name == name }?.value }
      outcome = signal.codeLabel == nil ? scope.other : ErrorCode.outcome(of: code ?? "", other: scope.other)
      withCodes.insert(binding)
      guard outcome != nil else { return nil }
    }
    return Key(
      binding: binding, feature: scope.feature(of: labels), quantity: signal.quantity, outcome: outcome)
  }

  /// Everything that was taken in, in the order of the endpoints.
  ///
  /// - Parameters:
  ///   - windowSeconds: what the differences cover.
  ///   - observedAt: the end of it, by endpoint.
  /// - Returns: one sample for each endpoint, feature, quantity and class.
  func samples(windowSeconds: Int64, observedAt: (Int) -> WallTime) -> [Sample] {
    var samples: [Sample] = []
    for (key, number) in numbers {
      let isCount = key.quantity.isCount
      samples.append(
        sample(
          key, .number(number), isCount ? .sum : .last, windowSeconds: isCount ? windowSeconds : 0,
          observedAt(key.binding)))
    }
    for (key, histogram) in histograms {
      guard let distribution = Distribution(cumulative: histogram.points, sum: histogram.sum) else {
        continue
      }
      samples.append(
        sample(
          key, .distribution(distribution), .distribution, windowSeconds: windowSeconds,
          observedAt(key.binding)))
    }
    for binding in quietBindings {
      let key = Key(binding: binding, feature: nil, quantity: .errors, outcome: scope.other)
      samples.append(sample(key, .number(0), .sum, windowSeconds: windowSeconds, observedAt(binding)))
    }
    return samples.sorted { $0.order < $1.order }
  }

  /// Endpoints whose calls were counted and of which no error was: that is known to be none.
  private var quietBindings: [Int] {
    let counted = Set(numbers.keys.filter { $0.quantity == .requests }.map(\.binding))
    let failing = Set(numbers.keys.filter { $0.quantity == .errors }.map(\.binding))
    return counted.subtracting(failing).filter { scope.tellsErrors || withCodes.contains($0) }.sorted()
  }

  private func sample(
    _ key: Key, _ value: Sample.Value, _ statistic: Statistic, windowSeconds: Int64, _ observedAt: WallTime
  ) -> Sample {
    Sample(
      endpoint: scope.bindings[key.binding].endpoint, feature: key.feature, quantity: key.quantity,
      outcome: key.outcome, value: value, statistic: statistic, windowSeconds: windowSeconds,
      observedAt: observedAt)
  }
}

extension Sample {
  /// A fixed order, so that the same values give the same list.
  var order: (Int, Int, Int, Int) {
    (
      endpoint.value, feature?.value ?? -1, Quantity.allCases.firstIndex(of: quantity) ?? 0,
      Int(outcome?.rawValue ?? 0)
    )
  }
}

/// Which series belong to whom.
struct SeriesScope: Sendable, Hashable {
  let bindings: [EndpointBinding]
  /// The label whose value is a feature's name; `nil` where features are not told apart.
  let featureLabel: String?
  /// Features by their names and aliases.
  let features: [String: FeatureIndex]
  /// The class of errors that are not told apart.
  let other: OutcomeClass
  /// Whether an endpoint without a series of errors had none; else that is known only once its codes were seen.
  let tellsErrors: Bool
  private let matchers: [String: EndpointMatcher]

  init(
    bindings: [EndpointBinding], featureLabel: String? = nil, features: [String: FeatureIndex] = [:],
    other: OutcomeClass = .unknown, tellsErrors: Bool = false, modelLabels: [String]
  ) {
    self.bindings = bindings
    self.tellsErrors = tellsErrors
    self.featureLabel = featureLabel
    self.features = features
    self.other = other
    var matchers: [String: EndpointMatcher] = [:]
    for label in modelLabels { matchers[label] = EndpointMatcher(bindings, modelLabel: label) }
    self.matchers = matchers
  }

  func matcher(of signal: Signal) -> EndpointMatcher {
    if signal.namesModel, let known = matchers[signal.modelLabel] { return known }
    return EndpointMatcher(bindings, modelLabel: signal.modelLabel, namesModel: signal.namesModel)
  }

  /// The feature that a series names.
  func feature(of labels: [Label]) -> FeatureIndex? {
    guard let featureLabel, let name = labels.first(where: { $0.name == featureLabel })?.value else {
      return nil
    }
    return features[name]
  }
}
