internal import Documents
internal import RoutingEngine

/// Says in an operator's words what happened: `use1/sonnet: forced open by anna until 03:40 - "INC-1"`,
/// `chat: use1/sonnet -> usw2/sonnet, 94%`.
struct EventSentence {
  /// The endpoints' ids, in the order of the configuration.
  let endpoints: [String]
  /// The features' ids, in the order of the configuration.
  let features: [String]
  /// The quality that each feature needs, in the order of the configuration; nil for any.
  var floors: [Double?] = []
  /// Whether the engine only recommends: then nothing has happened to anybody's calls.
  var isAdvice = false

  /// The line of an event.
  ///
  /// - Parameters:
  ///   - event: what the engine recorded.
  ///   - until: when its lease ends, on the calendar.
  /// - Returns: the line; nil where it has no sentence of its own.
  func line(_ event: Event, until: Moment?) -> String? {
    switch event.kind {
    case .overrideSet, .overrideEnded: order(event, until: until)
    case .failover, .shareChanged, .flipProposed: move(event)
    case .configApplied: change(event)
    case .telemetryGap:
      event.detail.n.map { "no outcomes arrive, though \($0) calls are in flight: nobody knows how they do" }
    default:
      (isAdvice ? advice(event) : breaker(event)).map { "\(place(of: event)): \($0)" }
    }
  }

  // MARK: The breaker

  private func breaker(_ event: Event) -> String? {
    let isProbe = event.trigger == .probe
    let why = event.trigger.map { " (\(Self.spaced($0.name)))" } ?? ""
    switch event.kind {
    case .tripped: return isProbe ? "a probe failed" : "tripped\(Self.counted(event))\(why)"
    case .opened: return isProbe ? "out again, a probe failed" : "taken out\(why)"
    case .suspect: return "in doubt, gets less\(Self.counted(event))\(why)"
    case .partialOpen: return "on trial at \(share(of: event)) of its share"
    case .advanced: return "up to \(share(of: event)) of its share"
    case .regressed: return "back down to \(share(of: event)) of its share" + (isProbe ? "" : why)
    case .closed: return "back at full share"
    case .quotaHold: return "held: quota used up"
    case .authHold: return "held: credential refused"
    case .retired: return "held: the model is gone"
    case .capChanged:
      guard let rate = event.detail.rate else { return "learned cap lifted" }
      return "asked for at most \(Self.tenths(rate)) requests/s (learned cap)"
    default: return nil
    }
  }

  /// What the breaker would do.
  private func advice(_ event: Event) -> String? {
    let why = event.trigger.map { ", " + Self.spaced($0.name) } ?? ""
    switch event.kind {
    case .opened:
      return event.trigger == .probe ? "would stay out (advice)" : "would be taken out (advice\(why))"
    case .suspect: return "in doubt, would get less\(Self.counted(event)) (advice\(why))"
    case .partialOpen: return "would be on trial at \(share(of: event)) of its share (advice)"
    case .advanced: return "would be up to \(share(of: event)) of its share (advice)"
    case .regressed: return "would be back down to \(share(of: event)) of its share (advice)"
    case .closed: return "would be back at full share (advice)"
    case .capChanged:
      guard let rate = event.detail.rate else { return "limit no longer advised" }
      return "advised: at most \(Self.tenths(rate)) requests/s (learned cap)"
    default: return breaker(event)
    }
  }

  /// `, 5 of 5 failed in 1.6 s`, where it counted.
  private static func counted(_ event: Event) -> String {
    let detail = event.detail
    guard let bad = detail.k, let all = detail.n, all > 0 else { return "" }
    let what = ClassWords.bad(event.trigger?.name ?? "")
    return ", \(bad) of \(all) \(what)" + (detail.window.map { " in \(tenths($0.seconds)) s" } ?? "")
  }

  // MARK: Features

  private func move(_ event: Event) -> String? {
    guard let other = event.detail.other.map({ endpoints[$0.value] }), event.feature != nil else {
      return nil
    }
    let (feature, from) = (feature(of: event), endpoint(of: event))
    let word = isAdvice ? "advice: " : ""
    switch event.kind {
    case .failover: return "\(feature): \(word)\(from) -> \(other), \(share(of: event))"
    case .shareChanged:
      return "\(feature): \(word)mostly on \(other), \(share(of: event)), was \(from)"
    default: return "\(feature): \(other) has long been better than \(from), a flip is proposed"
    }
  }

  /// A benchmark result or a price that came into force; nil for anything else.
  private func change(_ event: Event) -> String? {
    switch event.detail.reason {
    case "quality":
      event.detail.rate.map {
        "\(place(of: event)): \(floor($0, event) ?? "benchmarked at \(Self.hundredths($0)) of 1")"
      }
    case "price": "\(place(of: event)): a new price is in force"
    default: nil
    }
  }

  /// `below the floor, others serve it: benchmarked at 0.81, needs 0.85`; nil where it is not below.
  private func floor(_ quality: Double, _ event: Event) -> String? {
    guard let place = event.feature?.value, floors.indices.contains(place), let floor = floors[place],
      quality < floor
    else { return nil }
    let end = isAdvice ? "let others serve it (advice)" : "others serve it"
    return
      "below the floor, \(end): benchmarked at \(Self.hundredths(quality)), needs \(Self.hundredths(floor))"
  }

  // MARK: Orders

  private func order(_ event: Event, until: Moment?) -> String {
    let isEnd = event.kind == .overrideEnded
    let actor = event.detail.actor ?? ""
    let author = actor.isEmpty ? (isEnd ? ", the lease is over" : "") : " by \(actor)"
    let end = until.map { " until \($0.clockText.prefix(5))" } ?? ""
    let reason = event.detail.reason ?? ""
    return (isEnd ? ended(event) : set(event)) + author + end + (reason.isEmpty ? "" : " - \(quoted(reason))")
  }

  private func set(_ event: Event) -> String {
    switch event.to {
    case "drain": "\(endpoint(of: event)): drained"
    case "pinned": "\(endpoint(of: event)): pinned as it is"
    case "flip":
      "\(feature(of: event)): flipped from \(endpoint(of: event))"
        + (event.detail.other.map { " to \(endpoints[$0.value])" } ?? "")
    case "share": "\(feature(of: event)): \(share(of: event)) fixed on \(endpoint(of: event))"
    default: "\(endpoint(of: event)): \(Self.spaced(event.to ?? "ordered"))"
    }
  }

  private func ended(_ event: Event) -> String {
    switch event.from ?? event.to {
    case "drain": "\(endpoint(of: event)): undrained"
    case "share": "\(feature(of: event)): share of \(endpoint(of: event)) back to automatic"
    default: "\(endpoint(of: event)): back to automatic"
    }
  }

  // MARK: Words

  /// `use1/sonnet`, or `use1/sonnet for chat` where it is about that feature alone.
  private func place(of event: Event) -> String {
    endpoint(of: event) + (event.feature == nil ? "" : " for \(feature(of: event))")
  }

  private func endpoint(of event: Event) -> String {
    event.endpoint.map { endpoints[$0.value] } ?? "everything"
  }

  private func feature(of event: Event) -> String {
    event.feature.map { features[$0.value] } ?? "every feature"
  }

  private func share(of event: Event) -> String {
    event.detail.share.map { Self.tenths($0 * 100) + "%" } ?? "a part"
  }

  private static func spaced(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }

  /// `0.83`.
  private static func hundredths(_ number: Double) -> String {
    let scaled = Int64((min(max(number, -1e6), 1e6) * 100).rounded())
    let digits = scaled.magnitude % 100
    return (scaled < 0 ? "-" : "") + "\(scaled.magnitude / 100)." + (digits < 10 ? "0" : "") + "\(digits)"
  }

  /// One digit behind the point, and none where it is zero.
  private static func tenths(_ number: Double) -> String {
    let scaled = (number * 10).rounded()
    guard scaled.magnitude < 1e15 else { return "\(number)" }
    let whole = Int64(scaled)
    return whole % 10 == 0 ? "\(whole / 10)" : "\(Double(whole) / 10)"
  }
}
