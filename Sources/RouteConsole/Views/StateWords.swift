// Views: states as mark, word and role, in that order; nothing is said by colour alone.

internal import RoutingEngine
internal import Wire

extension Severity {
  /// The mark in front of a row.
  var mark: String {
    switch self {
    case .crit: "!!"
    case .warn: "! "
    case .drain: "~ "
    case .stale: "? "
    case .ok: "  "
    }
  }

  /// The word.
  var word: String { name.uppercased() }

  /// How it looks.
  var role: Role {
    switch self {
    case .crit: .crit
    case .warn: .warn
    case .drain: .drain
    case .stale: .stale
    case .ok: .ok
    }
  }

  /// From the one that needs somebody most to the one that needs nobody.
  static let worstFirst: [Severity] = [.crit, .warn, .drain, .stale, .ok]
}

/// Times and figures as the screen shows them; what is not known reads `-`, never 0.
enum Show {
  /// A number as a whole one, whatever came over the network: endless and unknown ones are moved to the ends.
  static func whole(_ value: Double, _ bounds: ClosedRange<Double> = -1e9...1e9) -> Int {
    guard !value.isNaN else { return Int(bounds.lowerBound) }
    return Int(min(max(value, bounds.lowerBound), bounds.upperBound).rounded())
  }

  /// A sum that stops at the largest number instead of trapping.
  static func sum(_ numbers: [Int]) -> Int {
    numbers.reduce(0) { total, number in
      let (sum, isTooLarge) = total.addingReportingOverflow(number)
      return isTooLarge ? .max : sum
    }
  }

  /// `0:20`, `12:05`, `3:02:11`.
  static func clock(_ seconds: Double) -> String {
    let whole = self.whole(seconds, 0...359_999)
    let (hours, minutes, rest) = (whole / 3_600, whole / 60 % 60, whole % 60)
    let pair = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0 ? "\(hours):\(pair(minutes)):\(pair(rest))" : "\(minutes):\(pair(rest))"
  }

  /// What is left of a lease, in five columns: `12:05`, and from an hour on without seconds, `1h29`.
  static func left(_ seconds: Double) -> String {
    let minutes = whole(seconds, 0...359_999) / 60
    guard minutes >= 60 else { return clock(seconds) }
    let rest = minutes % 60
    return "\(minutes / 60)h\(rest < 10 ? "0" : "")\(rest)"
  }

  /// `9s`, `4m`, `3h`.
  static func age(_ seconds: Double) -> String {
    let whole = self.whole(seconds, 0...1e7)
    if whole < 120 { return "\(whole)s" }
    return whole < 7_200 ? "\(whole / 60)m" : "\(whole / 3_600)h"
  }

  /// The same in three columns: `99s`, `2m`; more than four days as `>4d`.
  static func shortAge(_ seconds: Double) -> String {
    let whole = self.whole(seconds, 0...1e7)
    if whole < 100 { return "\(whole)s" }
    if whole < 6_000 { return "\(max(whole / 60, 1))m" }
    return whole < 360_000 ? "\(whole / 3_600)h" : ">4d"
  }

  /// A length that was chosen, to the second: `30m`, `90m`, `2h30m`, `90s`.
  static func length(_ seconds: Double) -> String {
    let whole = self.whole(seconds, 0...1e7)
    let (hours, minutes, rest) = (whole / 3_600, whole / 60 % 60, whole % 60)
    if whole < 120, rest > 0 { return "\(whole)s" }
    let end = rest > 0 ? "\(rest)s" : ""
    if whole < 7_200 { return "\(whole / 60)m" + end }
    return "\(hours)h" + (minutes > 0 || rest > 0 ? "\(minutes)m" : "") + end
  }

  /// The same of a span of monotonic time.
  static func age(_ duration: Duration) -> String { age(seconds(duration)) }

  /// A span in seconds.
  static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }

  /// `4,310`; a number that would not fit its column is shortened to `43k`.
  static func milliseconds(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "-" }
    return value >= 99_999.5 ? Figures.fixed(value / 1_000, 0) + "k" : Figures.fixed(value, 0)
  }

  /// A quantile in milliseconds; one of which only a lower limit is known with a mark: `>=10k`.
  static func milliseconds(_ figures: QuantileFigures?, _ place: QuantileFigures.Place) -> String {
    guard let figures, let value = figures[place] else { return "-" }
    guard figures.atLeast.contains(place), value.isFinite else { return milliseconds(value) }
    guard value >= 1_000 else { return ">=" + Figures.fixed(value, 0) }
    let hundreds = (value / 100).rounded()
    return ">=" + Figures.fixed(hundreds / 10, hundreds.remainder(dividingBy: 10) == 0 ? 0 : 1) + "k"
  }

  /// A mean under its own name, `avg 812`, where there is no quantile; nil where there is one, or nothing.
  static func average(_ figures: QuantileFigures?) -> String? {
    guard let figures, figures.p50 == nil, figures.p90 == nil else { return nil }
    return figures.mean.map { "avg " + milliseconds($0) }
  }

  /// `p90 980`, or the mean under its own name where there is no quantile.
  static func p90(_ figures: QuantileFigures?) -> String {
    average(figures) ?? "p90 " + milliseconds(figures, .p90)
  }

  /// A share with its sign: `62%`, or `-` alone.
  static func signed(_ share: Double?, _ decimals: Int = 0) -> String {
    share == nil ? "-" : percent(share, decimals) + "%"
  }

  /// What there is to spare over a peak: `44%`, `-12%` where it is short, `>999%` where it has no end worth a number.
  static func spare(_ headroom: Double?, _ sign: String = "%") -> String {
    guard let headroom, headroom.isFinite else { return "-" }
    return (headroom >= 10.995 ? ">999" : "\(whole((headroom - 1) * 100))") + sign
  }

  /// A rate: whole from 10 on, one decimal below, `0` for nothing at all.
  static func rate(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "-" }
    if value >= 9_999.5 { return Figures.fixed(value / 1_000, 0) + "k" }
    return value == 0 || value >= 9.95 ? Figures.fixed(value, 0) : Figures.fixed(value, 1)
  }

  /// A share from 0 to 1 in percent without its sign: `22.4`.
  static func percent(_ share: Double?, _ decimals: Int = 1) -> String {
    guard let share, share.isFinite else { return "-" }
    return Figures.fixed(share * 100, share >= 0.9995 ? 0 : decimals)
  }

  /// A whole number.
  static func count(_ number: Int?) -> String { number.map { Figures.grouped($0) } ?? "-" }

  /// A name in at most so many columns: what is too long loses its middle, for names of a kind differ at their ends.
  static func name(_ name: String, columns: Int) -> String {
    guard DisplayWidth.columns(of: name, limit: columns + 1) > columns, columns > 0 else { return name }
    func fitting(_ text: some Sequence<Character>, _ room: Int) -> [Character] {
      var used = 0
      return text.prefix {
        used += DisplayWidth.columns(of: $0)
        return used <= room
      }
    }
    let tail = fitting(name.reversed(), columns / 3)
    return String(fitting(name, columns - 1 - columns / 3)) + "~" + String(tail.reversed())
  }

  /// US dollars: cents below 100.
  static func dollars(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "-" }
    return "$" + Figures.fixed(value, value < 100 ? 2 : 0)
  }

  /// Tokens: `31.6k`, `1.9M`.
  static func large(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "-" }
    if value >= 1e6 { return Figures.fixed(value / 1e6, 1) + "M" }
    return value >= 1e4 ? Figures.fixed(value / 1e3, 1) + "k" : Figures.fixed(value, 0)
  }
}

extension TextLine {
  /// The most columns of a word of letters alone that is no name.
  private static let ordinaryWord = 24

  /// The line with every name of more columns cut in its middle; words of letters alone stay whole.
  func shortening(namesOver columns: Int) -> TextLine {
    func fit(_ word: Substring) -> String {
      // Numbers are no names either: half of one is another one.
      let isPlain = word.dropLast().allSatisfy(\.isLetter) || word.dropLast().allSatisfy(\.isNumber)
      return Show.name(String(word), columns: isPlain ? max(columns, Self.ordinaryWord) : columns)
    }
    return TextLine(
      spans.map { span in
        let words = span.text.split(separator: " ", omittingEmptySubsequences: false)
        return Span(words.map(fit).joined(separator: " "), span.role)
      })
  }
}

extension FeatureStatus {
  /// Whether it needs somebody: what line 4 names, what its mark in every table says, what `AT RISK` explains.
  var isAtRisk: Bool { severity >= .warn }
}

extension EndpointStatus {
  /// The breaker's word with what matters most about it: `OPEN 0:20`, `PART 10%`.
  func breakerSpan(at moment: Moment) -> Span {
    if severity == .stale {
      return Span("STALE" + (observedAt.map { " " + Show.shortAge(moment.seconds(since: $0)) } ?? ""), .stale)
    }
    switch override?.kind {
    case "forced_open": return Span("F-OPEN", .forced)
    case "forced_closed": return Span("F-CLOSED", .forced)
    case "pinned":
      // What it is pinned at matters as much as that it is.
      switch state {
      case "open": return Span("PIN OPEN", .open)
      case "partial_open": return Span("PIN PART", .pinned)
      case "suspect": return Span("PIN SUSP", .pinned)
      default: return Span("PINNED", .pinned)
      }
    default: break
    }
    // One that is held takes nothing, whatever its breaker says.
    if hold != nil { return Span("HOLD", .open) }
    return stateSpan
  }

  /// What its own breaker says, and what a pin keeps: `OPEN 0:20`, `PART 10%`.
  var stateSpan: Span {
    switch state {
    // A drained endpoint is not probed: no time would come.
    case "open" where override?.kind == "drain": return Span("OPEN", .open)
    case "open": return Span("OPEN " + (nextProbeSeconds.map { Show.clock($0) } ?? ""), .open)
    case "partial_open":
      return Span("PART " + (stagePercent.map { "\(Show.whole($0, 0...100))%" } ?? ""), .partial)
    case "suspect":
      return Span("SUSP " + (stagePercent.map { "\(Show.whole($0, 0...100))%" } ?? ""), .suspended)
    default: return openFor.isEmpty ? Span("CLOSED", .closed) : Span("OPEN part", .open)
    }
  }

  /// What an operator or a hold has to do with it: `DR 3:12`, `F 29:07`, `HD quota`, `-`; in eight columns.
  func adminSpan(at moment: Moment) -> Span {
    if let order = override {
      let left = order.leaseEnds.map { max($0.seconds(since: moment), 0) }
      let short = order.kind == "drain" ? "DR" : order.kind == "pinned" ? "P" : "F"
      if order.isOverdue { return Span("\(short) OVER", .warn) }
      return Span(short + (left.map { " " + Show.left($0) } ?? ""), order.kind == "drain" ? .drain : .forced)
    }
    if let heldFor { return Span("HD \(heldFor == "retired" ? "gone" : heldFor)", .warn) }
    return Span("-", .dim)
  }

  /// What it is held for, or was last and has answered no call well since; nil for others.
  var heldFor: String? { hold?.kind ?? held?.kind }

  /// Whether it is out by its own breaker, though an operator pinned it so.
  var isOutByItself: Bool { override?.kind == "pinned" && state == "open" }

  /// The breaker's state as lines of text have it: `open`, `partial-open`.
  var stateWord: String { state.split(separator: "_").joined(separator: "-") }

  /// One word for where it is seen from afar: `OPEN`, `WARN`, `DRAIN`, `OK`.
  var shortWord: String {
    switch override?.kind {
    case "drain": return "DRAIN"
    // What its breaker would be without the order is another matter.
    case "forced_open": return "F-OPEN"
    case "forced_closed": return "F-CLOSED"
    default: break
    }
    if heldFor != nil { return "HOLD" }
    switch state {
    case "open": return "OPEN"
    case "partial_open": return "PART"
    case "suspect": return "SUSP"
    default: return severity.word
    }
  }
}

extension SystemSnapshot {
  /// How many endpoints of a cloud are held.
  func heldCount(in cloud: String) -> Int { endpoints.count { $0.cloud == cloud && $0.hold != nil } }
}

extension EndpointStatus.Override {
  /// What an operator did to it, in a word or two: `drained`, `forced open`, `pinned`.
  var word: String {
    switch kind {
    case "drain": "drained"
    default: kind.split(separator: "_").joined(separator: " ")
    }
  }
}

extension EndpointStatus {
  /// Whether what it refuses, and nothing else, is the matter with it: it gets no more than it takes.
  var isCapped: Bool {
    severity >= .warn && state == "closed" && override == nil && heldFor == nil && openFor.isEmpty
      && quota.capRequestsPerSecond != nil
  }

  /// Whether an operator ordered it open: as out of service as a drained one, but no drain.
  var isForcedOpen: Bool { override?.kind == "forced_open" && severity == .drain }

  /// Why it is not well, in its own words or from what holds it back; nil where it is well.
  var cause: String? {
    if let reason { return reason }
    guard severity >= .warn, override == nil else { return nil }
    if let hold {
      return
        "held for \(hold.kind) until \(hold.until.map { $0.clockText + "Z" } ?? "the configuration changes")"
    }
    if !openFor.isEmpty { return "open for feature \(openFor.joined(separator: ", "))" }
    if let cap = quota.capRequestsPerSecond {
      return "429, asked for less: learned cap \(Show.rate(cap)) rps"
    }
    switch state {
    case "closed": return "paused: the provider asked to wait"
    case "partial_open": return rampWords ?? trigger.map { "was open by \(ClassWords.trigger($0))" }
    default: return trigger.map { ClassWords.trigger($0) }
    }
  }

  /// What an engine that only recommends advises to do; nil where it is well, or ordered otherwise.
  var advisedDeed: String? {
    guard override == nil else { return nil }
    let part = "\(Show.whole(stagePercent ?? 0, 0...100)) % of its share"
    switch state {
    case "open": return "send it nothing" + (until.map { " until \($0.clockText)Z" } ?? "")
    case "partial_open", "suspect": return "send it at most \(part)"
    default: return nil
    }
  }

  /// What happens next by itself to one that is coming back; nil for others.
  var comingBack: String? {
    guard state == "partial_open", override == nil, heldFor == nil else { return nil }
    guard let needed = evidence?.stageNeeded else {
      return "coming back: the next stage on evidence and time"
    }
    let seen = min(evidence?.stageSamples ?? 0, needed)
    let hold = evidence?.holdSeconds.flatMap { $0 > 0.5 ? ", in \(Show.age($0)) at the earliest" : nil } ?? ""
    return "coming back: next stage at \(seen) of \(needed) calls\(hold)"
  }
}
