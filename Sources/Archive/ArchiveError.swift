public import Transport

/// Why something could not be kept, or what was kept cannot be read.
public enum ArchiveError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The system refused.
  case system(TransportError)
  /// Another process works in the state directory; who it is, as its lock says.
  case inUse(path: String, owner: String?)
  /// The state directory belongs to somebody else, or others may enter it.
  case notPrivate(path: String, reason: String)
  /// There is no home directory to put state in.
  case homeless
  /// The file is no recording.
  case noRecording(path: String)
  /// The recording was written by a newer program; the version of its format.
  case newerRecording(path: String, version: Int)
  /// The recording holds no instant that can be shown.
  case emptyRecording(path: String)
  /// One frame of a recording would be larger than a frame may be, in bytes.
  case oversizedFrame(bytes: Int)

  /// What was tried, on what, what came back, and what to do.
  public var description: String {
    switch self {
    case .system(let error): error.description
    case .inUse(let path, let owner):
      "The state directory \(path) is in use by \(owner ?? "another process"): stop that one, or give "
        + "another directory with --state-dir."
    case .notPrivate(let path, let reason):
      "The state directory \(path) \(reason): give one of your own with --state-dir."
    case .homeless:
      "Neither XDG_STATE_HOME nor HOME is set, so there is no place for state: give one with --state-dir."
    case .noRecording(let path):
      "\(path) is no recording of route-console: name a .rcr file, or a directory of them."
    case .newerRecording(let path, let version):
      "\(path) has format \(version), which is newer than this program: read it with the one that wrote it."
    case .emptyRecording(let path):
      "\(path) holds no snapshot: it was cut off before the first one was written."
    case .oversizedFrame(let bytes):
      "A snapshot of \(bytes) bytes is too large to be recorded; the limit is \(Frame.largestPayload) bytes."
    }
  }
}

/// Runs something of the system and names its failure as this room's.
func filing<Value: ~Copyable>(
  _ work: () throws(TransportError) -> Value
) throws(ArchiveError) -> Value {
  do {
    return try work()
  } catch {
    throw .system(error)
  }
}
