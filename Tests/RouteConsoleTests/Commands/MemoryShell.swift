import RoutingEngine

@testable import RouteConsole

/// A machine in memory: files, two streams, and a clock that moves only while somebody waits.
final class MemoryShell: Shell {
  /// Files by path.
  var files: [String: [UInt8]] = [:]
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

  func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    if directories.contains(path) { throw .directory }
    guard let bytes = files[path] else { throw .missing }
    guard bytes.count <= limit else { throw .tooLarge(limit) }
    return bytes
  }

  func variable(_ name: String) -> String? { variables[name] }

  func now() -> Timestamp { time }

  func wait(until instant: Timestamp) {
    waits += 1
    time = max(time, instant)
  }

  func watchForEnd() {}

  /// Nothing runs on and on in memory.
  var isAskedToEnd: Bool { true }

  /// Runs a command line.
  func run(_ words: String...) -> ExitStatus { Program(shell: self).run(words) }
}
