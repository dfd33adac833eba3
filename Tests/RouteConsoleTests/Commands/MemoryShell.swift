import RoutingEngine
import Synchronization
import Wire

@testable import RouteConsole

/// What any thread showed of long work.
final class ProgressRecord: Sendable {
  private let kept = Mutex<[String]>([])

  var texts: [String] { kept.withLock { $0 } }

  func add(_ text: String) { kept.withLock { $0.append(text) } }
}

/// A machine in memory: files, two streams, and a clock that moves only while somebody waits.
final class MemoryShell: Shell {
  /// Files by path.
  var files: [String: [UInt8]] = [:]
  /// Whether nothing can be written.
  var isReadOnly = false
  /// Paths that are directories.
  var directories: Set<String> = []
  /// Environment variables.
  var variables: [String: String] = [:]
  /// Writes that succeed before the reader goes away; nil for any number.
  var writesLeft: Int?
  private(set) var output = ""
  private(set) var errors: [String] = []
  private(set) var time = Timestamp.origin
  private(set) var waits = 0

  func write(_ text: String) throws(CommandError) {
    if let left = writesLeft {
      guard left > 0 else { throw .outputClosed }
      writesLeft = left - 1
    }
    output += text
  }

  func complain(_ line: String) { errors.append(line) }

  /// What was shown of long work, in order.
  let progress = ProgressRecord()

  var showProgress: @Sendable (String) -> Void {
    let progress = progress
    return { text in progress.add(text) }
  }

  func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    if directories.contains(path) { throw .directory }
    guard let bytes = files[path] else { throw .missing }
    guard bytes.count <= limit else { throw .tooLarge(limit) }
    return bytes
  }

  func variable(_ name: String) -> String? { variables[name] }

  var isOutputTerminal: Bool { false }

  var binaryFolder: String? { nil }

  var workingFolder: String? { "/tmp/mine" }

  func create(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    guard !isReadOnly else { throw .unwritten("Permission denied") }
    guard files[path] == nil else { throw .exists }
    files[path] = bytes
  }

  /// Lines to be typed, one a reading; nobody types any more when they are used up.
  var typed: [String] = []

  func readLines(until instant: Timestamp) -> [String]? {
    time = max(time, instant)
    return typed.isEmpty ? nil : [typed.removeFirst()]
  }

  /// 2026-11-22 12:00 UTC.
  func calendar() -> Moment { Moment(milliseconds: 1_795_348_800_000) }

  private(set) var endedBySignal: Int32?

  func end(bySignal number: Int32) { endedBySignal = number }

  func now() -> Timestamp { time }

  func wait(until instant: Timestamp) {
    waits += 1
    time = max(time, instant)
  }

  func watchForEnd() {}

  /// Nothing runs on and on in memory.
  var isAskedToEnd: Bool { typed.isEmpty }

  /// Runs a command line.
  func run(_ words: String...) -> ExitStatus { Program(shell: self).run(words) }
}
