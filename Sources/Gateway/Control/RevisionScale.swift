internal import RoutingEngine

/// Ties the engine's revisions, which begin at 1 in every process, to those that callers see.
///
/// What callers see goes on where the earlier process stopped, so that `If-Match` protects across a restart.
struct RevisionScale: Sendable, Hashable {
  /// What is added; above every revision that an earlier process has shown.
  let base: UInt64

  /// A revision as callers see it.
  func shown(_ revision: UInt64) -> UInt64 { base + revision }

  /// The engine's revision that a caller saw; nil where they named none.
  func engine(_ seen: UInt64?) -> UInt64? { seen.map { $0 > base ? $0 - base : 0 } }

  /// Why an act cannot be compared with what its author saw.
  ///
  /// - Parameters:
  ///   - seen: the revision that they name.
  ///   - present: the engine's own revision now.
  /// - Returns: a sentence; nil where it can be compared, or they named nothing.
  func conflict(_ seen: UInt64?, present: UInt64) -> String? {
    guard let seen else { return nil }
    guard seen > base else {
      return "revision \(seen) was read before this process began, and what has changed since is not known"
    }
    guard seen - base <= present else {
      return "revision \(seen) was never issued; the present one is \(shown(present))"
    }
    return nil
  }

  /// An engine's event with its revision as callers see it.
  func shown(_ event: Event) -> Event {
    var event = event
    event.revision = shown(event.revision)
    return event
  }
}
