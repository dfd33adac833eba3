/// Why something could not be set up; what happens to a single request is a value of its own.
public enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A call of the operating system failed.
  case system(action: String, subject: String, reason: String)
  /// An address that cannot be listened on.
  case badAddress(String)
  /// There is no libcurl.so.4.
  case libraryMissing
  /// The libcurl.so.4 is older than 7.85; its version.
  case libraryTooOld(String)
  /// libcurl could not be initialised.
  case libraryFailed
  /// As many requests are under way as may be.
  case tooManyTransfers(limit: Int)
  /// A request that cannot be sent as it stands: what is wrong with it.
  case badRequest(String)
  /// A file that has to be read is longer than the limit in bytes.
  case fileTooLong(path: String, limitBytes: Int)

  /// What was tried, on what, what came back, and what to do.
  public var description: String {
    switch self {
    case .system(let action, let subject, let reason):
      "Could not \(action) \(subject): \(reason)."
    case .badAddress(let address):
      "Cannot listen on \"\(address)\": give an IP address and a port, or the path of a Unix socket."
    case .libraryMissing:
      "libcurl.so.4 is missing: install the Debian package libcurl4."
    case .libraryTooOld(let version):
      "libcurl.so.4 is version \(version), and 7.85 or later is needed: upgrade the Debian package libcurl4."
    case .libraryFailed:
      "libcurl.so.4 was loaded but could not be initialised."
    case .tooManyTransfers(let limit):
      "\(limit) requests are under way already, the most this process allows."
    case .badRequest(let problem):
      "The request cannot be sent: \(problem)."
    case .fileTooLong(let path, let limitBytes):
      "Could not read \(path): it is longer than \(limitBytes) bytes."
    }
  }
}
