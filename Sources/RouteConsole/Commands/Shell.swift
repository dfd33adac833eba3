internal import RoutingEngine

/// What commands need of the machine they run on; tests have one in memory.
protocol Shell: AnyObject {
  /// Writes to standard output.
  ///
  /// - Throws: `CommandError.outputClosed` when nobody reads any more, `CommandError.failed` otherwise.
  func write(_ text: String) throws(CommandError)

  /// Writes a line to standard error; one that cannot be written is lost, there is nobody left to tell.
  func complain(_ line: String)

  /// The whole of a file.
  func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]

  /// An environment variable; nil where it is not set.
  func variable(_ name: String) -> String?

  /// The wall's monotonic clock.
  func now() -> Timestamp

  /// Waits until an instant of that clock.
  func wait(until instant: Timestamp)

  /// Lets signals that ask the program to end be noted from now on, instead of ending it.
  func watchForEnd()

  /// Whether such a signal has come.
  var isAskedToEnd: Bool { get }
}

/// Why a file cannot be read.
enum FileError: Error, Hashable {
  case missing
  case directory
  /// It is larger than so many bytes.
  case tooLarge(Int)
  /// The system says why.
  case refused(String)

  /// A sentence that says what to do.
  var message: String {
    switch self {
    case .missing: "there is no such file; check the path"
    case .directory: "this is a directory; name a file in it"
    case .tooLarge(let limit):
      "the file is larger than \(limit >> 20) MiB, which is the limit; is it the right one?"
    case .refused(let reason): "the file cannot be read: \(reason); check its permissions"
    }
  }
}
