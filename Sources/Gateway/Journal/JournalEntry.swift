import Documents
import RoutingEngine
import Transport
import Wire

/// One request that has ended, as its line in the journal says it.
struct JournalEntry {
  /// Most bytes of what was asked, and of what was answered, that a full journal keeps of a request.
  static let textLimitBytes = 64 * 1024

  private let exchange: Exchange
  private let outcome: OutcomeClass
  private let error: GatewayError?
  private let requestID: String
  private let now: Timestamp

  init(_ exchange: Exchange, outcome: OutcomeClass, error: GatewayError?, requestID: String, now: Timestamp) {
    self.exchange = exchange
    self.outcome = outcome
    self.error = error
    self.requestID = requestID
    self.now = now
  }

  /// Appends the line.
  func write(withText: Bool, to bytes: inout [UInt8]) {
    let last = exchange.tries.last
    var line = JSONLine(after: &bytes)
    line.text("request_id", requestID)
    line.text("caller", exchange.caller)
    line.text("feature", exchange.feature)
    line.text("endpoint", last?.endpoint)
    line.text("decision", last?.reason.name)
    line.text("class", outcome.name)
    line.text("code", error?.code)
    line.time("started_at", exchange.arrivedAt)
    line.milliseconds("ttft_ms", exchange.tries.count == 1 ? last?.ttft : firstTokenSinceArrival)
    line.milliseconds("latency_ms", now - exchange.arrived)
    line.usage("tokens", sum(\.usage))
    line.text("provider_code", last?.code)
    line.flag("stream", exchange.chat?.isStreaming ?? false)
    line.list("attempts") { list in
      for (place, attempt) in exchange.tries.enumerated() { write(attempt, place, &list) }
    }
    let costs = exchange.tries.compactMap(\.cost)
    line.number(
      "cost_nano_usd", costs.isEmpty && !exchange.tries.isEmpty ? nil : costs.reduce(0, +))
    if !exchange.droppedFields.isEmpty {
      line.list("dropped_fields") { list in for field in exchange.droppedFields { list.item(field) } }
    }
    if withText {
      line.text("request", shown(exchange.chat?.source ?? []))
      line.text("answer", shown(exchange.shown))
    }
    line.end(into: &bytes)
  }

  private func write(_ attempt: Exchange.Try, _ place: Int, _ list: inout JSONLine) {
    list.object {
      $0.number("attempt", Int64(place + 1))
      $0.text("endpoint", attempt.endpoint)
      $0.text("decision", attempt.reason.name)
      $0.text("class", attempt.outcome.name)
      $0.time("started_at", attempt.startedAt)
      $0.milliseconds("ttft_ms", attempt.ttft)
      $0.milliseconds("latency_ms", attempt.latency)
      $0.usage("tokens", attempt.usage)
      $0.text("provider_code", attempt.code)
      $0.number("cost_nano_usd", attempt.cost)
    }
  }

  private var firstTokenSinceArrival: Nanoseconds? {
    guard let first = exchange.tries.first(where: { $0.ttft != nil }), let ttft = first.ttft else {
      return nil
    }
    return Nanoseconds(first.startedAt - exchange.arrivedAt) + ttft
  }

  private func sum(_ usage: (Exchange.Try) -> TokenUsage) -> TokenUsage {
    exchange.tries.map(usage).reduce(TokenUsage()) { sum, next in
      TokenUsage(
        input: sum.input &+ next.input, cachedInput: sum.cachedInput &+ next.cachedInput,
        cacheWrite: sum.cacheWrite &+ next.cacheWrite, output: sum.output &+ next.output,
        reasoning: sum.reasoning &+ next.reasoning, isEstimate: sum.isEstimate || next.isEstimate)
    }
  }

  private func shown(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix(JournalEntry.textLimitBytes), as: UTF8.self)
  }
}

/// Writes one line of JSON with as little work as possible: a journal's line is on every request's way.
struct JSONLine {
  private var bytes: [UInt8] = []
  private var isFirst = true

  /// Begins a line after others, which it takes until it ends.
  init(after target: inout [UInt8]) {
    swap(&bytes, &target)
    bytes.append(UInt8(ascii: "{"))
  }

  /// Ends the line and gives all of them back.
  consuming func end(into target: inout [UInt8]) {
    bytes.append(literal: "}\n")
    swap(&bytes, &target)
  }

  mutating func text(_ key: StaticString, _ value: String?) {
    self.key(key)
    guard let value else {
      bytes.append(literal: "null")
      return
    }
    append(value)
  }

  mutating func number(_ key: StaticString, _ value: Int64?) {
    self.key(key)
    guard let value else {
      bytes.append(literal: "null")
      return
    }
    append(value)
  }

  mutating func flag(_ key: StaticString, _ value: Bool) {
    self.key(key)
    bytes.append(literal: value ? "true" : "false")
  }

  /// Writes a length in milliseconds with three decimals.
  mutating func milliseconds(_ key: StaticString, _ value: Nanoseconds?) {
    self.key(key)
    guard let value else {
      bytes.append(literal: "null")
      return
    }
    let micro = max(0, value.count) / 1_000
    bytes.append(decimal: Int(micro / 1_000))
    bytes.append(UInt8(ascii: "."))
    digits(micro % 1_000, 3)
  }

  /// Writes a moment, given in nanoseconds since 1970, as `YYYY-MM-DDTHH:MM:SS.mmmZ`.
  mutating func time(_ key: StaticString, _ nanoseconds: Int64) {
    self.key(key)
    let milliseconds = nanoseconds / 1_000_000
    let ofDay = milliseconds % 86_400_000
    guard milliseconds >= 0 else {
      append(Moment(milliseconds: milliseconds).text)
      return
    }
    let date = CivilDate.date(days: milliseconds / 86_400_000)
    bytes.append(UInt8(ascii: "\""))
    digits(date.year, 4)
    bytes.append(UInt8(ascii: "-"))
    digits(date.month, 2)
    bytes.append(UInt8(ascii: "-"))
    digits(date.day, 2)
    bytes.append(UInt8(ascii: "T"))
    digits(ofDay / 3_600_000, 2)
    bytes.append(UInt8(ascii: ":"))
    digits(ofDay / 60_000 % 60, 2)
    bytes.append(UInt8(ascii: ":"))
    digits(ofDay / 1_000 % 60, 2)
    bytes.append(UInt8(ascii: "."))
    digits(ofDay % 1_000, 3)
    bytes.append(literal: "Z\"")
  }

  mutating func usage(_ key: StaticString, _ usage: TokenUsage) {
    self.key(key)
    isFirst = true
    object {
      $0.number("input", Int64(usage.input))
      $0.number("cached_input", Int64(usage.cachedInput))
      $0.number("cache_write", Int64(usage.cacheWrite))
      $0.number("output", Int64(usage.output))
      $0.number("reasoning", Int64(usage.reasoning))
      $0.flag("estimated", usage.isEstimate)
    }
  }

  mutating func list(_ key: StaticString, _ items: (inout JSONLine) -> Void) {
    self.key(key)
    bytes.append(UInt8(ascii: "["))
    isFirst = true
    items(&self)
    bytes.append(UInt8(ascii: "]"))
    isFirst = false
  }

  mutating func object(_ fields: (inout JSONLine) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    isFirst = true
    fields(&self)
    bytes.append(UInt8(ascii: "}"))
    isFirst = false
  }

  mutating func item(_ value: String) {
    separate()
    append(value)
  }

  private mutating func key(_ key: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(literal: key)
    bytes.append(literal: "\":")
  }

  private mutating func separate() {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
  }

  private mutating func digits(_ value: Int64, _ count: Int) {
    var divisor: Int64 = 1
    for _ in 1..<count { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(0x30 + value / divisor % 10))
      divisor /= 10
    }
  }

  private mutating func append(_ value: Int64) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    bytes.append(decimal: Int(value.magnitude))
  }

  private mutating func append(_ value: String) {
    let isPlain = value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    if isPlain {
      bytes.append(UInt8(ascii: "\""))
      bytes.append(contentsOf: value.utf8)
      bytes.append(UInt8(ascii: "\""))
    } else {
      bytes.append(contentsOf: JSONText.bytes(of: value))
    }
  }
}
