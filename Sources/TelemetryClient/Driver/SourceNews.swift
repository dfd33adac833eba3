public import Wire

/// What sources have brought since they were last asked.
public enum SourceNews: Sendable, Hashable {
  /// Values of the source at this place.
  case samples(source: Int, [Sample])
  /// Single calls, each with the moment it ended; `nil` where its line did not say.
  case calls(source: Int, [TimedCall])
  /// How the source is now.
  case state(source: Int, SourceState)
}

/// A call of a request log and when it ended.
public struct TimedCall: Sendable, Hashable {
  /// The call.
  public var call: ObservedCall
  /// When it ended; `nil` where its line did not say.
  public var endedAt: Moment?

  /// Describes a call.
  public init(call: ObservedCall, endedAt: Moment?) {
    self.call = call
    self.endedAt = endedAt
  }
}
