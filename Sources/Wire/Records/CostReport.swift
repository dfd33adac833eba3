public import Documents

/// What attempts cost over a span of time, and for whom.
public struct CostReport: Sendable, Hashable {
  /// The beginning of the span.
  public var from: Moment
  /// Its end.
  public var to: Moment
  /// Everything together, in US dollars.
  public var totalUSD: Double
  /// The part spent on failed, cancelled and probe attempts that gave no answer, in US dollars.
  public var wastedUSD: Double
  /// One a pair of feature and endpoint, dearest first.
  public var lines: [Line]

  /// What a line may be the sum of besides a pair.
  public enum Period: String, Sendable, Hashable, CaseIterable {
    /// An hour, from its first minute, in UTC.
    case hour
    /// A day, from midnight, in UTC.
    case day
  }

  /// One feature on one endpoint, or a sum over one of the two.
  public struct Line: Sendable, Hashable {
    /// When the hour or day began that this is the sum of; nil where it is of the whole span.
    public var start: Moment?
    /// The feature; nil in a sum over features.
    public var feature: String?
    /// The endpoint; nil in a sum over endpoints.
    public var endpoint: String?
    /// The provider; nil where several are summed up.
    public var provider: String?
    /// Attempts, failed, cancelled and probing ones included.
    public var attempts = 0
    /// Attempts that ended well.
    public var succeeded = 0
    /// Input tokens, not cached.
    public var input: Int64 = 0
    /// Input tokens read from a cache.
    public var cachedInput: Int64 = 0
    /// Input tokens written to a cache.
    public var cacheWrite: Int64 = 0
    /// Output tokens, reasoning included.
    public var output: Int64 = 0
    /// The part of the output spent on reasoning.
    public var reasoning: Int64 = 0
    /// Cost in US dollars, as far as prices are known.
    public var usd = 0.0
    /// Whether the price of anything in it is known; where none is, its cost is not 0 but not known.
    public var isPriced = true
    /// Cost of attempts without an answer, in US dollars.
    public var wastedUSD = 0.0
    /// The share of attempts whose tokens are our estimate, from 0 to 1.
    public var estimatedShare = 0.0

    /// Makes a line without cost.
    public init(feature: String?, endpoint: String?, provider: String?) {
      self.feature = feature
      self.endpoint = endpoint
      self.provider = provider
    }
  }

  /// Whether any price in it is known, or there was nothing to pay.
  public var isPriced: Bool { lines.isEmpty || lines.contains(where: \.isPriced) }

  /// Describes a span.
  public init(from: Moment, to: Moment, totalUSD: Double, wastedUSD: Double, lines: [Line]) {
    self.from = from
    self.to = to
    self.totalUSD = totalUSD
    self.wastedUSD = wastedUSD
    self.lines = lines
  }
}

extension CostReport: JSONWritable, WireReadable {
  /// Writes the report.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("from", from)
      $0.field("to", to)
      $0.field("currency", "USD")
      $0.field("total_usd", isPriced ? totalUSD : nil)
      $0.field("wasted_usd", isPriced ? wastedUSD : nil)
      $0.field("by", lines)
    }
  }

  /// Reads a report; nil without its span.
  public init?(_ node: Node) {
    guard let from = node.moment("from"), let to = node.moment("to") else { return nil }
    self.init(
      from: from, to: to, totalUSD: node.number("total_usd") ?? 0, wastedUSD: node.number("wasted_usd") ?? 0,
      lines: node.list("by", of: Line.self))
  }
}

extension CostReport.Line: JSONWritable, WireReadable {
  /// Writes an item of `by`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      if let start { $0.field("at", start) }
      $0.field("feature", feature)
      $0.field("endpoint", endpoint)
      $0.field("provider", provider)
      $0.field("attempts", attempts)
      $0.field("succeeded", succeeded)
      $0.object("tokens") {
        $0.field("input", input)
        $0.field("cached_input", cachedInput)
        $0.field("cache_write", cacheWrite)
        $0.field("output", output)
        $0.field("reasoning", reasoning)
      }
      $0.field("usd", isPriced ? usd : nil)
      $0.field("wasted_usd", isPriced ? wastedUSD : nil)
      $0.field("estimated_share", estimatedShare)
    }
  }

  /// Reads an item of `by`; nil for anything but an object.
  public init?(_ node: Node) {
    guard node.members != nil else { return nil }
    self.init(
      feature: node.text("feature"), endpoint: node.text("endpoint"), provider: node.text("provider"))
    start = node.moment("at")
    attempts = node.count("attempts") ?? 0
    succeeded = node.count("succeeded") ?? 0
    if let tokens = node["tokens"] {
      input = tokens["input"]?.integer ?? 0
      cachedInput = tokens["cached_input"]?.integer ?? 0
      cacheWrite = tokens["cache_write"]?.integer ?? 0
      output = tokens["output"]?.integer ?? 0
      reasoning = tokens["reasoning"]?.integer ?? 0
    }
    usd = node.number("usd") ?? 0
    isPriced = node.number("usd") != nil
    wastedUSD = node.number("wasted_usd") ?? 0
    estimatedShare = node.number("estimated_share") ?? 0
  }
}
