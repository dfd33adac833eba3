// Views: what the engine says would come of an act, feature by feature, and for how long.

internal import RoutingEngine
internal import Wire

extension ActDialogView {
  /// The features that are named one by one; of more, the worst.
  static let namedFeatures = 3

  /// What the engine's own preview says of the features it changes.
  var effectParts: [Dialog.Part] {
    guard act.failure == nil else {
      return [.required(TextLine("after  not known: there is no preview", .warn))]
    }
    guard act.isForecast else { return [.required(TextLine("after  the engine is working it out", .dim))] }
    if act.verb == .undrain { return comebackParts }
    let features = (act.preview?.features ?? []).sorted { a, b in
      (a.candidatesLeft, a.headroom ?? .infinity, a.id) < (b.candidatesLeft, b.headroom ?? .infinity, b.id)
    }
    guard !features.isEmpty else {
      return [.note(TextLine("after  no feature loses or gains a share", .dim))]
    }
    let more = features.count - Self.namedFeatures
    return fullParts + lines(of: features, change: served)
      + (more > 0 ? [.note(TextLine("       and \(more) more, none tighter", .dim))] : [])
  }

  /// That a flip fills its new primary, which the shares alone do not say.
  private var fullParts: [Dialog.Part] {
    guard act.verb == .flip, let name = act.chosen.feature,
      let change = act.preview?.features.first(where: { $0.id == name }),
      let feature = snapshot.features.first(where: { $0.id == name }),
      let rate = feature.demand ?? feature.requestsPerSecond
    else { return [] }
    func gain(_ share: ServedShare) -> Double {
      share.share - (change.before.first { $0.endpoint == share.endpoint }?.share ?? 0)
    }
    guard let taker = change.after.max(by: { gain($0) < gain($1) }),
      let target = snapshot.endpoint(taker.endpoint),
      let words = FlipLimit.fullWith(gain(taker) * rate, target)
    else { return [] }
    return TextLine("!! \(words)", .warn).wrapped(columns: inside, limit: 2).map { .required($0) }
  }

  /// What of each feature comes back to who is undrained, most first, and whose backup it is again.
  private var comebackParts: [Dialog.Part] {
    let isProbed = act.waitsForProbes(in: snapshot)
    guard let preview = isProbed ? act.rampEnd : act.preview else {
      return [.required(TextLine("after  not known before its probes have passed", .dim))]
    }
    let features = preview.features.sorted { (gain($1), $0.id) < (gain($0), $1.id) }
    let back = features.filter { gain($0) >= 0.005 }
    let others = features.filter { gain($0) < 0.005 }.map(\.id)
    let place = targets.count == 1 ? targets[0].id : "them"
    var parts = lines(of: back) { feature in
      let shares = [feature.before, feature.after].map { Show.signed(ofTargets($0)) }
      return TextLine(
        "\(shares[0]) -> \(shares[1]) on \(fitting(place))" + (isProbed ? " if probes pass" : ""))
    }
    let more = back.count - Self.namedFeatures
    if more > 0 { parts.append(.note(TextLine("       and \(more) more, less of each", .dim))) }
    guard !others.isEmpty else { return parts }
    let names = others.prefix(Self.namedFeatures).map { fitting($0) }.joined(separator: ", ")
    let rest = others.count > Self.namedFeatures ? " and \(others.count - Self.namedFeatures) more" : ""
    guard back.isEmpty else {
      return parts + [.note(TextLine("       a backup again of \(names)\(rest)", .dim))]
    }
    return hanging("after  ", TextLine("nothing at once: a backup again of \(names)\(rest)"))
  }

  /// A feature's change and the room it leaves, for as many as are named.
  ///
  /// The first must be read; the others are told where there is room.
  private func lines(
    of features: [ActPreview.Feature], change: (ActPreview.Feature) -> TextLine
  ) -> [Dialog.Part] {
    features.prefix(Self.namedFeatures).enumerated().flatMap { place, feature -> [Dialog.Part] in
      let line = TextLine([Span(fitting(feature.id), .strong), Span(": ")] + change(feature).spans)
      let rows =
        hanging(place == 0 ? "after  " : "       ", line) + hanging("       ", roomLine(feature))
      guard place > 0 else { return rows }
      return rows.map { row in
        if case .required(let line) = row { .note(line) } else { row }
      }
    }
  }

  /// Who serves a feature then, and what nobody serves.
  private func served(_ feature: ActPreview.Feature) -> TextLine {
    let shed = feature.shedShare > 0 ? "SHED \(Show.signed(feature.shedShare))" : ""
    let used = DisplayWidth.columns(of: fitting(feature.id)) + 9 + (shed.isEmpty ? 0 : shed.count + 2)
    let shares = Span(serving(feature.after, beside: used))
    return TextLine(shed.isEmpty ? [shares] : [shares, Span(", "), Span(shed, .crit)])
  }

  private func gain(_ feature: ActPreview.Feature) -> Double {
    ofTargets(feature.after) - ofTargets(feature.before)
  }

  /// What the targets have of a feature, from 0 to 1.
  private func ofTargets(_ shares: [ServedShare]) -> Double {
    let wanted = Set(act.chosen.endpoints)
    return shares.reduce(0) { $0 + (wanted.contains($1.endpoint) ? $1.share : 0) }
  }

  /// The endpoints that serve most, as many as stand in a row beside so many columns.
  func serving(_ shares: [ServedShare], beside used: Int = 0) -> String {
    let named = shares.filter { $0.share > 0.005 }.sorted { $0.share > $1.share }
    guard !named.isEmpty else { return "nobody" }
    let words = named.prefix(3).map { fitting($0.endpoint) + " \(Show.signed($0.share))" }
    let most = (1...words.count).last { count in
      DisplayWidth.columns(of: words.prefix(count).joined(separator: ", ")) + used <= columns
    }
    return words.prefix(most ?? 1).joined(separator: ", ")
  }

  private func roomLine(_ feature: ActPreview.Feature) -> TextLine {
    var spans: [Span] = []
    if let headroom = feature.headroom {
      let spare = Show.whole((headroom - 1) * 100)
      let word =
        spare >= 10 ? Span("[ok]", .ok) : spare >= 0 ? Span("[tight]", .warn) : Span("[SHORT]", .crit)
      let text = spare >= 0 ? "headroom \(Show.spare(headroom)) above" : "capacity \(-spare)% below"
      spans += [Span("\(text) the 5m peak  "), word]
    } else {
      spans.append(Span("headroom ? (capacity not declared)"))
    }
    if let p90 = feature.ttftP90, !isShort { spans.append(Span("  p90 \(Show.milliseconds(p90))")) }
    return TextLine(spans)
  }

  /// For how long; nothing for an order that ends another one, as nothing of it expires.
  var leaseParts: [Dialog.Part] {
    guard act.hasLease else {
      return act.verb == .flip ? [.required(TextLine("stays until it is flipped back", .dim))] : []
    }
    let lease = "lease  " + Show.length(act.leaseLength.seconds)
    guard !isShort else { return [.required(TextLine(lease))] }
    let end = act.verb == .drain ? "then asks again (never silent)" : "then ends by itself"
    let spans = [Span("\(lease), \(end)"), Span("  + - on Cancel", .dim)]
    // Which keys change it is not worth a row.
    let isWide = TextLine(spans).columns(limit: inside + 1) <= inside
    return [.required(TextLine(isWide ? spans : [spans[0]]))]
  }
}
