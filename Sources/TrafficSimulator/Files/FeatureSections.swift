public import Documents
public import RoutingEngine

/// The parts of a feature and of an endpoint that scenario files and configurations write alike.
public enum FeatureSections {
  /// Reads `objectives: {}`; what is not there keeps its default.
  public static func objectives(of feature: ObjectReader) -> Objectives {
    var objectives = Objectives()
    guard let section = feature.optionalObject("objectives") else { return objectives }
    for field in objectiveFields { field.read(section, into: &objectives) }
    if objectives.ttftDeadline > objectives.deadline {
      section.report(
        section.has("ttft_deadline_ms") ? "ttft_deadline_ms" : "deadline_ms",
        "the first token's deadline (\(objectives.ttftDeadline.count / 1_000_000) ms) is later than the "
          + "request's (\(objectives.deadline.count / 1_000_000) ms)",
        hint: "lower \"ttft_deadline_ms\" or raise \"deadline_ms\"")
    }
    section.finish()
    return objectives
  }

  /// Writes objectives under the keys that a file has for them.
  public static func write(_ objectives: Objectives, to writer: inout JSONWriter) {
    writer.object("objectives") { writer in
      for field in objectiveFields { field.write(objectives, to: &writer) }
    }
  }

  private static let objectiveFields: [NumberField<Objectives>] = [
    .time("ttft_p90_ms", \.ttftP90),
    .time("latency_p90_ms", \.latencyP90),
    .share("error_rate", \.errorRate),
    .time("deadline_ms", \.deadline),
    .time("ttft_deadline_ms", \.ttftDeadline),
  ]

  /// A benchmark result as a file gives it.
  public struct Score: Sendable, Hashable {
    /// The endpoint it was measured on.
    public var endpoint: String
    /// The mean score, from 0 to 1.
    public var mean: Double
    /// How many samples it rests on; nil for a bare number.
    public var samples: Int?
    /// When it was measured; nil when the file does not say.
    public var date: CalendarDate?
    /// Where it stands in the file.
    public var position: Position

    /// What the engine is told of it.
    ///
    /// - Parameter today: Results more than 30 days older are stale; nil takes all of them as fresh.
    /// - Returns: The score.
    public func engineScore(today: CalendarDate?) -> QualityScore {
      var isStale = false
      if let today, let date { isStale = today.daysSince1970 - date.daysSince1970 > 30 }
      return QualityScore(mean: mean, samples: samples, isStale: isStale)
    }
  }

  /// Reads `quality: { floor, scores }`.
  public static func quality(of feature: ObjectReader) -> (floor: Double?, scores: [Score]) {
    guard let section = feature.optionalObject("quality") else { return (nil, []) }
    let floor = section.optionalNumber("floor", in: 0...1)
    var scores: [Score] = []
    if let table = section.optionalObject("scores") {
      for member in table.members() {
        if let score = score(member, of: table) { scores.append(score) }
      }
    }
    section.finish()
    return (floor, scores)
  }

  private static func score(_ member: Member, of table: ObjectReader) -> Score? {
    if member.value.members == nil {
      guard let mean = table.number(member.key, in: 0...1) else { return nil }
      return Score(endpoint: member.key, mean: mean, position: member.keyPosition)
    }
    guard let object = table.object(member.key) else { return nil }
    let mean = object.number("mean", in: 0...1)
    let samples = object.optionalInteger("n", in: 1...1_000_000_000)
    let date = object.optionalString("date").flatMap { text -> CalendarDate? in
      if let date = CalendarDate(text: text) { return date }
      object.report("date", "\"date\" is no calendar date", hint: "write it as \"2026-11-01\"")
      return nil
    }
    object.finish()
    return mean.map {
      Score(endpoint: member.key, mean: $0, samples: samples, date: date, position: member.keyPosition)
    }
  }

  /// Reads `price: { input, cached_input, cache_write, output }`, in US dollars per million tokens.
  ///
  /// A dollar per million tokens is a million pico-dollars a token. Cached input costs what input does unless
  /// the file says otherwise.
  public static func price(_ section: ObjectReader) -> Price {
    func picoDollars(_ key: String) -> Int64? {
      section.optionalNumber(key, in: 0...Limits.price).map { Int64(($0 * 1e6).rounded()) }
    }
    let input = picoDollars("input") ?? 0
    let price = Price(
      input: input, cachedInput: picoDollars("cached_input") ?? input,
      cacheWrite: picoDollars("cache_write") ?? input, output: picoDollars("output") ?? 0)
    section.finish()
    return price
  }
}
