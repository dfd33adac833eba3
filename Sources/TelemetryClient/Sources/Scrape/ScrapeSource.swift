internal import RoutingEngine
internal import Transport

/// Reads a `/metrics` page directly, without a Prometheus between.
struct ScrapeSource: PolledSource {
  /// The gauge by which a process says when it began, in seconds since 1970.
  static let startGauge = "process_start_time_seconds"
  /// How many intervals ago the last good look may be for a series that is new since then to count in full.
  static let recentRounds: Int64 = 3

  let interval: Duration
  private let url: String
  private let system: String
  private let signals: [Signal]
  private let scope: SeriesScope
  private let wanted: Set<String>
  private var memory = CounterMemory()
  private var startedAt: Double?
  private var scrapedAt: WallTime?
  private var readings: Readings
  private var isFirst = true
  private let intervalSeconds: Int64

  init(url: String, intervalSeconds: Int64, signals: [Signal], scope: SeriesScope) {
    self.url = url
    system = "the page at " + URLText.host(of: url)
    interval = .seconds(intervalSeconds)
    self.intervalSeconds = intervalSeconds
    self.signals = signals
    self.scope = scope
    wanted = Set(signals.flatMap(\.seriesNames).joined() + [Self.startGauge])
    readings = Readings(scope)
  }

  mutating func beginRound(at now: SourceMoment) -> [SourceQuestion] {
    readings = Readings(scope)
    let accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
    return [SourceQuestion(tag: 0, url: url, fields: [HeaderField("Accept", accept)])]
  }

  mutating func read(
    _ answer: SourceAnswer, to question: SourceQuestion, at now: SourceMoment
  ) throws(SourceProblem) -> [SourceQuestion] {
    guard (200..<300).contains(answer.status) else { throw answer.problem(of: system, nil, wall: now.wall) }
    let isOpenMetrics = answer.contentType?.contains("application/openmetrics-text") ?? false
    do {
      take(try Exposition.read(answer.body, isOpenMetrics: isOpenMetrics, wanted: wanted), at: now)
    } catch {
      throw SourceProblem(
        .passing, "\(system) is no metrics page that can be read: line \(error.line), \(error.message)")
    }
    return []
  }

  private mutating func take(_ samples: [ExpositionSample], at now: SourceMoment) {
    let started = samples.first { $0.name == Self.startGauge }?.value
    let isRestarted = startedAt != nil && started != nil && started != startedAt
    startedAt = started ?? startedAt
    var present: [String: CounterMemory.Series] = [:]
    var origin: [String: (signal: Int, labels: [Label])] = [:]
    for (index, signal) in signals.enumerated() {
      // A series that stands under both spellings of its name is one series.
      var known: Set<String> = []
      for names in signal.seriesNames {
        var found: Set<String> = []
        for sample in samples where names.contains(sample.name) {
          guard signal.conditions.allSatisfy({ $0.holds(for: sample.labels) }) else { continue }
          let key = Self.key(index, sample.labels.filter { signal.form != .histogram || $0.name != "le" })
          guard !known.contains(key) else { continue }
          found.insert(key)
          note(sample, signal, index, key, &present, &origin)
        }
        known.formUnion(found)
      }
    }
    let isRecent =
      scrapedAt.map { now.wall.seconds - $0.seconds <= Self.recentRounds * intervalSeconds } ?? false
    let gains = memory.gains(present, isRestarted: isRestarted, isRecent: isRecent)
    for (key, gain) in gains {
      guard let (index, labels) = origin[key] else { continue }
      for (bound, count) in gain.counts {
        if signals[index].form == .histogram {
          readings.add(count, upTo: bound, of: signals[index], labels)
        } else {
          readings.add(count, of: signals[index], labels)
        }
      }
    }
  }

  /// Sorts a sample in: a gauge is read at once, a counter joins its series.
  private mutating func note(
    _ sample: ExpositionSample, _ signal: Signal, _ index: Int, _ key: String,
    _ present: inout [String: CounterMemory.Series], _ origin: inout [String: (signal: Int, labels: [Label])]
  ) {
    switch signal.form {
    case .gauge: readings.add(sample.value, of: signal, sample.labels)
    case .counter:
      guard sample.value.isFinite else { return }
      present[key, default: .init()].counts[0, default: 0] += sample.value
      origin[key] = (index, sample.labels)
    case .histogram:
      guard sample.name.hasSuffix("_bucket"),
        let bound = sample.labels.first(where: { $0.name == "le" }).flatMap({ Double($0.value) })
      else { return }
      present[key, default: .init()].counts[bound, default: 0] += sample.value
      origin[key] = (index, sample.labels.filter { $0.name != "le" })
    }
  }

  private static func key(_ signal: Int, _ labels: [Label]) -> String {
    let sorted = labels.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
    return "\(signal)\u{1F}" + sorted.map { $0.name + "\u{1E}" + $0.value }.joined(separator: "\u{1F}")
  }

  mutating func endRound(at now: SourceMoment) -> (samples: [Sample], missing: String?) {
    let window = scrapedAt.map { max(1, now.wall.seconds - $0.seconds) } ?? 0
    scrapedAt = now.wall
    defer { isFirst = false }
    let samples = readings.samples(windowSeconds: window, observedAt: { _ in now.wall })
    if readings.ambiguous > 0 {
      return (samples, "\(readings.ambiguous) series of \(system) fit several endpoints; use \"match\"")
    }
    guard readings.isEmpty, !isFirst else { return (samples, nil) }
    return (
      samples, "\(system) has no series of any endpoint; check the preset and each endpoint's \"match\""
    )
  }
}
