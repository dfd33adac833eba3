internal import Wire

/// What a span cost: by the ledger where it was recorded, by the rate of each second where it was not.
struct IncidentSpending: Hashable, Sendable {
  /// How far from an end of the span the ledger may have been read for its sum to be the span's, in seconds.
  static let tolerance = 1.5

  private let from: Moment
  /// What is added up and stays.
  private var settled = 0.0
  /// By the rates since the ledger was read last.
  private var estimate = 0.0
  private var estimatedSeconds = 0.0
  private var isRough = false
  private var isPriced = false
  private var last: CostReport?

  /// Begins with nothing spent.
  init(from: Moment) { self.from = from }

  /// In US dollars; nil where no price is known.
  var usd: Double? { isPriced ? settled + estimate : nil }

  /// Whether a part of it is by rates.
  var isAbout: Bool { isRough || estimatedSeconds > Self.tolerance }

  /// Adds what some seconds cost by their rate, in US dollars an hour; nil where that is not known.
  mutating func add(perHour: Double?, seconds: Double) {
    guard let perHour else { return }
    isPriced = true
    estimate += perHour * seconds / 3_600
    estimatedSeconds += seconds
  }

  /// Takes what everything of a process had cost by an instant; the rates until then are not needed any more.
  ///
  /// One from before the span is where the count begins.
  mutating func add(_ report: CostReport) {
    defer {
      last = CostReport(from: report.from, to: report.to, totalUSD: report.totalUSD, wastedUSD: 0, lines: [])
    }
    guard report.to > from else { return }
    isPriced = isPriced || report.lines.contains(where: \.isPriced)
    if let last, last.from == report.from {
      let before = max(0, from.seconds(since: last.to))
      let part = report.to.seconds(since: last.to)
      settled += (report.totalUSD - last.totalUSD) * (part > 0 ? max(0, part - before) / part : 0)
      isRough = isRough || before > Self.tolerance
    } else if report.from.seconds(since: from) >= -Self.tolerance {
      settled += report.totalUSD
      // What came before is another process's.
      if last != nil { settle() }
    } else {
      settle()
    }
    (estimate, estimatedSeconds) = (0, 0)
  }

  private mutating func settle() {
    settled += estimate
    isRough = isRough || estimatedSeconds > Self.tolerance
  }
}
