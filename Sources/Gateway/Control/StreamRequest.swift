/// A wish for a stream of snapshots and lines, and where it goes on.
public struct StreamRequest: Sendable, Hashable {
  /// Who reads.
  public var author: ActAuthor
  /// Up to where the reader knows the logs.
  public var place: StreamPlace
  /// Whether that place is one of this run, so that the stream goes on there.
  public var resumes: Bool

  /// The most lines of the past that a new reader may ask for.
  static let historyLimit = 1_000

  init(_ request: ControlRequest, author: ActAuthor, run: String) {
    self.author = author
    let last = request.fields.lastEventID.flatMap { StreamPlace(id: $0, run: run) }
    resumes = last != nil
    place = last ?? StreamPlace(event: 0, audit: 0)
    history =
      last == nil ? min(Int(request.value("history") ?? "") ?? 0, Self.historyLimit) : Self.historyLimit
  }

  /// How many lines of the past are sent at most.
  var history: Int
}

/// A place in the logs: the last event and the last audit line that were sent.
public struct StreamPlace: Sendable, Hashable {
  /// The number of the last event.
  public var event: UInt64
  /// The number of the last audit line.
  public var audit: UInt64

  /// Names a place.
  public init(event: UInt64, audit: UInt64) {
    self.event = event
    self.audit = audit
  }

  /// Reads the id of a message of a run; nil for one of another run, or of anything else.
  init?(id: String, run: String) {
    let parts = id.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == run, let event = UInt64(parts[1]), let audit = UInt64(parts[2]) else {
      return nil
    }
    self.init(event: event, audit: audit)
  }

  func id(run: String) -> String { "\(run).\(event).\(audit)" }
}
