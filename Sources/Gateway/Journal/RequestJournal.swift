public import Transport

/// The journal of requests: one line of JSON each, written in pieces, bounded on disk.
///
/// Lines are kept in memory until there are 64 KiB of them or a tick passes, so that a request costs no system call.
/// A journal that cannot be written loses lines and counts them; requests go on.
public struct RequestJournal: ~Copyable {
  /// What is written of a request.
  public enum Detail: Sendable, Hashable {
    /// Nothing.
    case off
    /// Everything but what was asked and answered.
    case meta
    /// What was asked and answered too.
    case full
  }

  /// Bytes at which lines are written without waiting for the tick.
  static let flushBytes = 64 * 1024
  /// Bytes of one file.
  public static let fileBytes = 64 * 1024 * 1024
  /// Files kept beside the current one.
  public static let keptFiles = 4

  private let detail: Detail
  private var file: AppendFile?
  private var buffer: [UInt8] = []
  private var path: String?
  /// Lines that could not be written.
  private(set) var lostLines = 0
  private var bufferedLines = 0
  /// Why the last write failed; nil after one that did not.
  private(set) var failure: TransportError?

  /// A journal that writes nothing.
  public init() {
    detail = .off
  }

  /// A journal in a file, which is created for its owner alone.
  ///
  /// - Throws: where the file cannot be opened.
  public init(_ detail: Detail, path: String) throws(TransportError) {
    self.detail = detail
    self.path = path
    guard detail != .off else { return }
    file = try AppendFile(path: path, limitBytes: RequestJournal.fileBytes, kept: RequestJournal.keptFiles)
  }

  /// Whether lines are written.
  var isOn: Bool { detail != .off }

  /// Whether what was asked and answered is written.
  var isFull: Bool { detail == .full }

  mutating func append(_ entry: JournalEntry) {
    entry.write(withText: detail == .full, to: &buffer)
    bufferedLines += 1
    if buffer.count >= RequestJournal.flushBytes { flush() }
  }

  /// Writes what waits.
  mutating func flush() {
    guard !buffer.isEmpty else { return }
    do {
      try file?.append(buffer)
      failure = nil
    } catch {
      lostLines += bufferedLines
      failure = error
    }
    bufferedLines = 0
    buffer.removeAll(keepingCapacity: true)
  }
}
