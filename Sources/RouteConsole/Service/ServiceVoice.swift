internal import Transport
internal import Wire

/// How a server speaks: on standard error where it is alone; into its log file and the console's status line where a
/// console has the screen.
struct ServiceVoice {
  /// Writes a sentence, and shows it; nil where it is for the log alone, because whoever has to know was told.
  private let write: (String, NoticeKind?) -> Void

  /// The most bytes of a log file before a new one is begun.
  static let logBytes = 1 << 20
  /// How many older log files are kept.
  static let logsKept = 2

  /// Speaks through a function.
  init(_ write: @escaping (String, NoticeKind?) -> Void) { self.write = write }

  /// Speaks on standard error.
  static func standardError(_ shell: any Shell) -> ServiceVoice {
    ServiceVoice { line, _ in shell.complain("route-console: " + line) }
  }

  /// Speaks into a log file and to the console.
  ///
  /// - Parameters:
  ///   - path: the log file; one that cannot be written is said once, and the console goes on hearing.
  ///   - console: who else hears.
  /// - Returns: the voice.
  static func logFile(_ path: String, and console: ServiceMailbox) -> ServiceVoice {
    let log = ServiceLog(path)
    return ServiceVoice { line, kind in
      if let kind { console.tell(.said(line, kind)) }
      if let failure = log.append(line) { console.tell(.said(failure, .bad)) }
    }
  }

  /// Says a sentence.
  func say(_ line: String, _ kind: NoticeKind = .news) { write(line, kind) }

  /// Writes a sentence down that whoever has to know was told in another way.
  func record(_ line: String) { write(line, nil) }
}

/// A file of sentences, each with its time.
private final class ServiceLog {
  private let path: String
  private var file: OpenLog?
  private var hasFailed = false

  /// A box, because a file that owns its descriptor is no optional's business.
  private final class OpenLog {
    var file: AppendFile
    init(_ path: String) throws(TransportError) {
      file = try AppendFile(path: path, limitBytes: ServiceVoice.logBytes, kept: ServiceVoice.logsKept)
    }
  }

  init(_ path: String) { self.path = path }

  /// Appends a sentence.
  ///
  /// - Returns: why it could not be written, the first time.
  func append(_ line: String) -> String? {
    let moment = Moment(milliseconds: WallClock.nanoseconds / 1_000_000)
    do throws(TransportError) {
      if file == nil { file = try OpenLog(path) }
      try file?.file.append(Array("\(moment.text) \(line)\n".utf8))
      hasFailed = false
      return nil
    } catch {
      file = nil
      defer { hasFailed = true }
      return hasFailed ? nil : "the log cannot be written: \(error.description)"
    }
  }
}
