internal import RoutingEngine
internal import Wire

/// What commands need of the machine they run on; tests have one in memory.
protocol Shell: AnyObject {
  /// Writes to standard output.
  ///
  /// - Throws: `CommandError.outputClosed` when nobody reads any more, `CommandError.failed` otherwise.
  func write(_ text: String) throws(CommandError)

  /// Writes a line to standard error; one that cannot be written is lost, there is nobody left to tell.
  func complain(_ line: String)

  /// Shows how far long work is, on one line that is written over, where standard error is a terminal; an empty text
  /// takes it away. Any thread may call it.
  var showProgress: @Sendable (String) -> Void { get }

  /// The whole of a file.
  func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]

  /// An environment variable; nil where it is not set.
  func variable(_ name: String) -> String?

  /// Whether standard output is a terminal.
  var isOutputTerminal: Bool { get }

  /// The folder this program lies in; nil where the system does not say.
  var binaryFolder: String? { get }

  /// The folder that names without one are in; nil where the system does not say.
  var workingFolder: String? { get }

  /// Writes a new file that others may not read.
  ///
  /// - Throws: `FileError.refused` where it cannot be made, or is there already.
  func create(_ path: String, _ bytes: [UInt8]) throws(FileError)

  /// The lines that come on standard input up to an instant; nil where no more will come.
  func readLines(until instant: Timestamp) -> [String]?

  /// The calendar.
  func calendar() -> Moment

  /// Ends the program as a signal would have.
  func end(bySignal number: Int32)

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
  /// There is a file of this name already.
  case exists
  /// It is larger than so many bytes.
  case tooLarge(Int)
  /// The system says why.
  case refused(String)
  /// It could not be written; the system says why.
  case unwritten(String)

  /// A sentence that says what to do.
  var message: String {
    switch self {
    case .missing: "there is no such file; check the path"
    case .exists: "there is a file of this name already; move it away"
    case .directory: "this is a directory; name a file in it"
    case .tooLarge(let limit):
      "the file is larger than \(limit >> 20) MiB, which is the limit; is it the right one?"
    case .unwritten(let reason): "it could not be written: \(reason); make room, or name another folder"
    case .refused(let reason): "the file cannot be read: \(reason); check its permissions"
    }
  }
}
