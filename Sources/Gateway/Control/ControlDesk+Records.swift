internal import RoutingEngine
internal import Wire

/// What is put on record besides acts.
extension ControlDesk {
  /// Puts on record that the configuration was read again, or why it is not in force.
  ///
  /// - Parameters:
  ///   - file: which file.
  ///   - change: what it changes; empty where it was refused.
  ///   - refusal: why the one that was in force stays; nil where it does not.
  ///   - author: who wanted it.
  ///   - host: whose configuration it is.
  ///   - journal: where it is kept.
  mutating func recordReload(
    of file: String, change: String, refusal: String?, by author: ActAuthor,
    on host: borrowing some EngineHost & ~Copyable, journal: inout some ActJournal
  ) {
    let receipt = AuditReceipt(
      id: nextReceipt, act: .reload(file: file, change: change), actor: author.name,
      at: host.clock.moment(at: host.now),
      revision: refusal == nil ? revisions.shown(host.fleetSnapshot().engine.revision) : 0,
      outcome: refusal == nil ? .applied : .refused, reason: refusal)
    nextReceipt += 1
    record(receipt, by: author, journal: &journal)
  }

  /// Puts on record that somebody gave benchmark results, which decide where requests may go.
  mutating func recordQuality(
    _ scores: String, by author: ActAuthor, on host: borrowing some EngineHost & ~Copyable,
    journal: inout some ActJournal
  ) {
    let receipt = AuditReceipt(
      id: nextReceipt, act: .quality(scores), actor: author.name, at: host.clock.moment(at: host.now),
      revision: revisions.shown(host.fleetSnapshot().engine.revision), outcome: .applied)
    nextReceipt += 1
    record(receipt, by: author, journal: &journal)
  }
}
