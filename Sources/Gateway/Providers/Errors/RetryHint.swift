import Documents
import RoutingEngine
import Transport

/// How long a provider wants to be left alone, in whichever of its many forms it says so.
enum RetryHint {
  /// Longer hints are cut to this: the end of the longest billing period.
  static let longest = Nanoseconds.hours(24 * 31)

  /// The hint of a response, the most telling form first; nil where it has none.
  static func find(in response: FailedResponse, body: ErrorBody) -> Nanoseconds? {
    let now = response.header("date").flatMap { WallTime(httpDate: $0) } ?? response.receivedAt
    let hint =
      response.header("retry-after-ms").flatMap { decimal($0) }.flatMap { length($0 / 1_000) }
      ?? response.header("retry-after").flatMap { retryAfter($0, now: now) }
      ?? inBody(body)
      ?? exhaustedWindow(response.headers, now: now)
    return hint.map { min($0, longest) }
  }

  /// The hint in the body alone, for errors inside an answer.
  static func inBody(_ body: ErrorBody) -> Nanoseconds? {
    let stated = retryInfo(body.details) ?? inMessage(body.message)
    return stated.map { min($0, longest) }
  }

  /// `Retry-After`: seconds, or a date.
  static func retryAfter(_ value: String, now: WallTime) -> Nanoseconds? {
    if let seconds = decimal(value) { return length(seconds) }
    guard let date = WallTime(httpDate: value) else { return nil }
    return length(Double(max(0, date.seconds - now.seconds)))
  }

  /// `google.rpc.RetryInfo`: a protobuf duration, decimal seconds and an `s`.
  private static func retryInfo(_ details: [Node]) -> Nanoseconds? {
    for detail in details {
      guard detail["@type"]?.string?.hasSuffix("google.rpc.RetryInfo") == true,
        let delay = detail["retryDelay"]?.string, delay.hasSuffix("s"),
        let seconds = decimal(delay.dropLast())
      else { continue }
      return length(seconds)
    }
    return nil
  }

  /// A hint in the text: `Please retry after 27 seconds`, `Please try again in 1m2.5s`.
  static func inMessage(_ message: String) -> Nanoseconds? {
    let text = message.lowercased()
    for phrase in ["please retry after ", "please try again in ", "please retry in "] {
      guard let found = text.firstRange(of: phrase) else { continue }
      let words = text[found.upperBound...].split(separator: " ", maxSplits: 2)
      guard let first = words.first else { continue }
      let amount = first.last == "." || first.last == "," ? first.dropLast() : first
      if let number = decimal(amount) {
        let unit = words.count > 1 ? words[1] : ""
        if unit.hasPrefix("ms") || unit.hasPrefix("milli") { return length(number / 1_000) }
        if unit.hasPrefix("min") { return length(number * 60) }
        if unit.hasPrefix("hour") { return length(number * 3_600) }
        return length(number)
      }
      if let seconds = goDuration(amount) { return length(seconds) }
    }
    return nil
  }

  /// The reset of a window that is used up: Anthropic's absolute times, OpenAI's durations.
  private static func exhaustedWindow(_ headers: [HeaderField], now: WallTime) -> Nanoseconds? {
    var longest: Nanoseconds?
    for field in headers {
      let name = field.name.lowercased()
      guard field.value == "0" else { continue }
      var reset: Nanoseconds?
      if name.hasPrefix("anthropic-ratelimit-"), name.hasSuffix("-remaining") {
        let stem = name.dropLast("-remaining".count)
        reset = headers.value(of: stem + "-reset").flatMap { WallTime(iso: $0) }.flatMap {
          length(Double(max(0, $0.seconds - now.seconds)))
        }
      } else if name.hasPrefix("x-ratelimit-remaining-") {
        let dimension = name.dropFirst("x-ratelimit-remaining-".count)
        reset = headers.value(of: "x-ratelimit-reset-" + dimension).flatMap { goDuration($0) }.flatMap(length)
      }
      if let reset { longest = max(reset, longest ?? reset) }
    }
    return longest
  }

  // MARK: Numbers

  /// A duration in Go's notation, such as `20ms`, `7.25s` or `1h2m3s`, in seconds.
  static func goDuration(_ text: some StringProtocol) -> Double? {
    var rest = Substring(text)
    guard !rest.isEmpty, rest.utf8.count <= 32 else { return nil }
    var seconds = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      guard let number = decimal(digits) else { return nil }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
      guard let factor = unitSeconds[unit] else { return nil }
      rest = rest.dropFirst(unit.count)
      seconds += number * factor
    }
    return seconds
  }

  private static let unitSeconds: [Substring: Double] = [
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3_600, "d": 86_400,
  ]

  /// A number of digits and at most one point; no sign, exponent, infinity or nothing.
  static func decimal(_ text: some StringProtocol) -> Double? {
    guard (1...20).contains(text.utf8.count) else { return nil }
    let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    return isPlain ? Double(text) : nil
  }

  /// Seconds as a length; nil for nothing that can be waited for.
  private static func length(_ seconds: Double) -> Nanoseconds? {
    guard seconds.isFinite, seconds >= 0 else { return nil }
    return Nanoseconds(Int64(min(seconds, longest.seconds) * 1e9))
  }
}
