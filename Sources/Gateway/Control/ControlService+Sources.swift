public import Wire

/// Where figures come from besides the engine.
extension ControlService {
  /// Hears how every source is; one that fails, and one that is back, is said in the event log.
  ///
  /// - Parameters:
  ///   - present: every source.
  ///   - host: whose engine they tell of.
  public mutating func follow<Host: EngineHost & ~Copyable>(_ present: [SourceStatus], on host: inout Host) {
    sources = present
    failing = failing.filter { known in present.contains { $0.name == known.key } }
    for source in present {
      if source.hasFailed, failing[source.name] == nil {
        failing[source.name] = source.failedSince ?? host.clock.moment(at: host.now)
        say(of: source, after: nil, on: &host)
      } else if !source.hasFailed, source.state != SourceStatus.startingState,
        let failed = failing.removeValue(forKey: source.name)
      {
        say(of: source, after: failed, on: &host)
      }
    }
  }

  private mutating func say<Host: EngineHost & ~Copyable>(
    of source: SourceStatus, after failed: Moment?, on host: inout Host
  ) {
    desk.say(of: source, after: failed, on: &host)
    isShareStale = true
  }
}
