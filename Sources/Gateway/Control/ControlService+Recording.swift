internal import Wire

/// What goes into the journal besides acts.
extension ControlService {
  /// Writes down how everything is, where that is due.
  ///
  /// - Parameters:
  ///   - host: whose engine it is.
  ///   - isLast: writes in any case: the process is about to end.
  public mutating func writeDown<Host: EngineHost & ~Copyable>(_ host: borrowing Host, isLast: Bool = false) {
    guard !(journal is NoJournal) else { return }
    let now = host.clock.moment(at: host.now)
    guard isLast || pace.isDue(at: now) else { return }
    journal.write(pace.moment(of: desk, on: host, sources: sources))
  }
}
