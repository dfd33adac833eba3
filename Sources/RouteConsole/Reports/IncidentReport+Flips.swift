internal import RoutingEngine
internal import Wire

/// What came of flips, and of endpoints that could not carry all of a feature.
extension IncidentReport {
  /// The last flip of a feature within the span.
  struct Flip: Hashable, Sendable {
    var feature: String
    var target: String
    var actor: String?
    var at: Moment
    /// The part of the feature that its target has at the end, from 0 to 1.
    var share: Double
    /// The learned limit of the target at the end, in requests a second; nil for none.
    var cap: Double?
    /// Whether most of the feature is there.
    var isDone: Bool

    /// `the flip of recap to euw4/flash has brought it 38 % (held to 11.9 requests/s)`.
    var words: String {
      let limit = cap.map { "; the target is held to \(IncidentTimeline.rate($0)) (429)" } ?? ""
      return "the flip of \(feature) to \(target) is not done: it has \(Figures.percent(share, 0))\(limit)"
    }
  }

  /// Whoever has so much of a feature has been flipped to: explorations and experiments keep the rest.
  private static let wholeFlip = 0.75

  /// The last flip of each feature, whose target is still its primary.
  var flips: [Flip] {
    features.compactMap { feature in
      let flip = events.last {
        $0.kind == EventKind.overrideSet.rawValue && $0.to == "flip" && $0.feature == feature.id
      }
      guard let flip, let target = flip.detail.other, target == feature.primary else { return nil }
      let share = feature.serving.first { $0.endpoint == target }?.share ?? 0
      return Flip(
        feature: feature.id, target: target, actor: flip.detail.actor, at: flip.at, share: share,
        cap: endpoints.first { $0.id == target }?.capAtEnd, isDone: share >= Self.wholeFlip)
    }
  }

  /// Spills of a feature that are no steps of a flip.
  func spills(of feature: FeatureAccount) -> [ShareMoves.Spill] {
    let flips = self.flips.filter { $0.feature == feature.id }
    return feature.moves.spills.filter { spill in
      !flips.contains { $0.target == spill.taker && spill.at >= $0.at }
    }
  }

  /// A feature of which capacity that is paid for by the hour could not carry all.
  struct Overflow: Hashable, Sendable {
    var feature: FeatureAccount
    var spill: ShareMoves.Spill
  }

  /// What overflowed from capacity that is paid for by the hour to capacity that is paid for by the call, the most of
  /// each feature.
  var overflows: [Overflow] {
    let provisioned = Set(endpoints.filter(\.isProvisioned).map(\.id))
    return features.compactMap { feature in
      let most = spills(of: feature).filter {
        provisioned.contains($0.home) && !provisioned.contains($0.taker)
      }.min { $0.lowest < $1.lowest }
      return most.map { Overflow(feature: feature, spill: $0) }
    }
  }

  /// The times each endpoint was taken out, but for failed tries to come back; what several engines say within a few
  /// seconds is one time.
  var openings: [(endpoint: String, events: [EventLine])] {
    var told: [(endpoint: String, events: [EventLine])] = []
    for event in events where event.kind == EventKind.opened.rawValue {
      guard let name = event.endpoint else { continue }
      guard let place = told.firstIndex(where: { $0.endpoint == name }) else {
        // A try to come back that failed is no opening of one that was out before anybody looked.
        let isTry = event.trigger == Trigger.probe.name
        if isTry, unwellAtBeginning.contains(where: { $0.id == name }) { continue }
        told.append((name, [event]))
        continue
      }
      let last = told[place].events.last?.at ?? event.at
      guard event.trigger != Trigger.probe.name,
        event.at.seconds(since: last) > IncidentTimeline.together
      else { continue }
      told[place].events.append(event)
    }
    return told
  }
}
