internal import RoutingEngine
internal import Wire

/// How endpoints came back, from their events: when each went on the ramp, how often before that in vain, and how often
/// it was set back there.
struct WaysBack {
  /// Endpoints of one provider that went on the ramp together.
  struct Start: Hashable, Sendable {
    var at: Moment
    var provider: String?
    var names: [String]
    /// Tries to come back that had failed, of all of them.
    var failed: Int
  }

  /// The times an endpoint was set back on the ramp before it was back.
  struct Setbacks: Hashable, Sendable {
    var name: String
    var times: [Moment]
  }

  /// What is known of an endpoint since it was taken out.
  private struct Way {
    /// Tries that failed and are not told yet.
    var failed = 0
    /// When it went on the ramp; nil where it has not, or that is told.
    var began: Moment?
    /// When it was tried last, and how many tries had failed before; other replicas than the one whose probe failed go
    /// on from there.
    var tried: (at: Moment, failed: Int)?
    var isStartTold = false
    var setbacks: [Moment] = []
  }

  private(set) var starts: [Start] = []
  private(set) var setbacks: [Setbacks] = []
  private var ways: [(name: String, provider: String?, way: Way)] = []

  /// Follows every endpoint through events, oldest first.
  init(_ events: [EventLine]) {
    for event in events { take(event) }
    for place in ways.indices {
      tellStart(place)
      tellSetbacks(place)
    }
    starts = Self.together(starts.sorted { $0.at < $1.at })
  }

  private mutating func take(_ event: EventLine) {
    guard let endpoint = event.endpoint, let kind = EventKind(rawValue: event.kind) else { return }
    let place = ways.firstIndex { $0.name == endpoint } ?? ways.count
    if place == ways.count { ways.append((endpoint, event.provider, Way())) }
    switch kind {
    case .partialOpen where (event.detail.stage ?? 0) == 0:
      if ways[place].way.began == nil { ways[place].way.tried = (event.at, ways[place].way.failed) }
      ways[place].way.began = ways[place].way.began ?? event.at
    case .opened where event.trigger == Trigger.probe.name:
      ways[place].way.failed += 1
      ways[place].way.began = nil
    case .opened:
      tellSetbacks(place)
      ways[place].way = Way()
    case .regressed:
      // Of several ways that came to nothing the first is told, because it was set back there.
      if !ways[place].way.isStartTold { tellSetBackStart(place) }
      ways[place].way.setbacks.append(event.at)
    case .closed:
      tellStart(place)
      tellSetbacks(place)
      ways[place].way = Way()
    default: return
    }
  }

  private mutating func tellStart(_ place: Int) {
    guard let began = ways[place].way.began else { return }
    starts.append(
      Start(
        at: began, provider: ways[place].provider, names: [ways[place].name], failed: ways[place].way.failed))
    (ways[place].way.began, ways[place].way.failed, ways[place].way.isStartTold) = (nil, 0, true)
  }

  /// Tells the start of a way on which an endpoint is set back now, though a probe may have failed elsewhere since.
  private mutating func tellSetBackStart(_ place: Int) {
    if ways[place].way.began == nil, let tried = ways[place].way.tried {
      let later = ways[place].way.failed - tried.failed
      (ways[place].way.began, ways[place].way.failed) = (tried.at, tried.failed)
      tellStart(place)
      ways[place].way.failed = later
    } else {
      tellStart(place)
    }
  }

  private mutating func tellSetbacks(_ place: Int) {
    guard !ways[place].way.setbacks.isEmpty else { return }
    setbacks.append(Setbacks(name: ways[place].name, times: ways[place].way.setbacks))
    ways[place].way.setbacks = []
  }

  /// Those of one provider within a few seconds as one.
  private static func together(_ starts: [Start]) -> [Start] {
    starts.reduce(into: []) { told, start in
      let place = told.lastIndex {
        $0.provider == start.provider && start.at.seconds(since: $0.at) <= IncidentTimeline.together
          && !$0.names.contains(start.names[0])
      }
      guard let place else { return told.append(start) }
      told[place].names += start.names
      told[place].failed += start.failed
    }
  }
}
