internal import Transport

/// Decides how a log file is followed: from where, and what a rotation or a truncation means.
///
/// A file is known by its device and number, not by its name. Where the name leads to another file, the old one is
/// read to its end first.
struct FollowStateMachine: Sendable, Hashable {
  enum Action: Sendable, Hashable {
    /// Open the file behind the name, at its end or its start.
    case open(fromEnd: Bool)
    /// Read on.
    case read
    /// Go back to the start: the file was cut; what waits for the end of its line is gone.
    case rewind
    /// Close: another file has the name now.
    case close
    /// Nothing to be done.
    case wait
  }

  private let startsAtEnd: Bool
  private var open: FileIdentity?
  private var offset: Int64 = 0
  private var hasOpened = false
  private var isMissing = false

  /// - Parameter startsAtEnd: whether what the file holds already is left out.
  init(startsAtEnd: Bool) { self.startsAtEnd = startsAtEnd }

  /// What to do, given what the name leads to and what the open file is now.
  ///
  /// - Parameters:
  ///   - named: the file behind the name; `nil` where there is none.
  ///   - current: the file that is open; `nil` where none is.
  /// - Returns: one step; the owner looks again after it.
  mutating func look(named: FileIdentity?, current: FileIdentity?) -> Action {
    guard let current else {
      guard named != nil else {
        isMissing = true
        return .wait
      }
      // A file that was not there at first is read from its start: nothing of it is old.
      return .open(fromEnd: startsAtEnd && !hasOpened && !isMissing)
    }
    if current.size < offset {
      offset = 0
      return .rewind
    }
    if current.size > offset { return .read }
    guard let named, !named.isSameFile(as: current) else { return .wait }
    open = nil
    return .close
  }

  /// The file was opened at an offset.
  mutating func opened(_ identity: FileIdentity, at start: Int64) {
    open = identity
    offset = start
    hasOpened = true
  }

  /// So many bytes were read.
  mutating func took(_ count: Int) { offset += Int64(count) }
}
