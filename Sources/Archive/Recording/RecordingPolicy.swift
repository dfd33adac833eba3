internal import RoutingEngine

/// How much of the past is kept.
public struct RecordingPolicy: Sendable, Hashable {
  /// Recordings that ended longer ago are removed, in milliseconds.
  public var keepMilliseconds: Int64
  /// All recordings together are kept below this many bytes.
  public var maxBytes: Int

  /// A policy; a day and 256 MiB where nothing else is said.
  public init(keepMilliseconds: Int64 = 24 * 3_600_000, maxBytes: Int = 256 << 20) {
    self.keepMilliseconds = keepMilliseconds
    self.maxBytes = max(maxBytes, Self.leastBytes)
  }

  /// No less is kept, in bytes.
  public static let leastBytes = 1 << 20
  /// A folder holds at least this many files, so that what goes at once is a small part of the past.
  static let parts = 16

  /// A file that has grown to this many bytes is ended and the next one begun.
  var fileBytes: Int { maxBytes / Self.parts }
  /// A file that is so old is ended and the next one begun, in milliseconds.
  var fileMilliseconds: Int64 { max(keepMilliseconds / Int64(Self.parts), 60_000) }
}
