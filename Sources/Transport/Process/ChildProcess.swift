internal import Glibc

/// A program that runs beside this one: started with its arguments, never through a shell.
///
/// It is fed once, its output is kept up to a limit, and it is asked now and then whether it has ended. A child that
/// still runs when this is dropped is killed.
public final class ChildProcess {
  /// How a program ended.
  public enum End: Hashable, Sendable {
    /// By itself, with this code.
    case exited(Int32)
    /// By a signal.
    case killed(signal: Int32)
  }

  /// Bytes of each output that are kept.
  public static let keptBytes = 64 * 1024

  private let process: pid_t
  private let input: Int32
  private var pending: [UInt8]
  private var isInputOpen = true
  private var end: End?
  private let outputs: [InputDescriptor]
  /// What it wrote to standard output and standard error.
  public private(set) var kept: [[UInt8]] = [[], []]

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - words: the program and its arguments; it is looked for in `PATH` where it has no slash.
  ///   - bytes: its standard input.
  /// - Throws: where it cannot be started.
  public init(_ words: [String], input bytes: [UInt8]) throws(TransportError) {
    guard let program = words.first, !program.isEmpty else {
      throw .system(action: "start", subject: "a program", reason: "it has no name")
    }
    let (toChild, fromChild, errors) = (try Self.pipe(), try Self.pipe(), try Self.pipe())
    defer {
      for descriptor in [toChild.read, fromChild.write, errors.write] { SystemCalls.close(descriptor) }
    }
    do {
      process = try Self.spawn(words, toChild.read, fromChild.write, errors.write)
    } catch {
      for descriptor in [toChild.write, fromChild.read, errors.read] { SystemCalls.close(descriptor) }
      throw error
    }
    input = toChild.write
    pending = bytes
    _ = fcntl(input, F_SETFL, O_NONBLOCK)
    outputs = [fromChild.read, errors.read].map { InputDescriptor(descriptor: $0, isOwned: true) }
    feed()
  }

  deinit {
    closeInput()
    guard end == nil else { return }
    endAll()
    var status: Int32 = 0
    _ = unsafe waitpid(process, &status, 0)
  }

  /// Feeds it, takes its output, and looks whether it has ended.
  ///
  /// - Returns: `nil` while it runs.
  public func poll() -> End? {
    feed()
    drain()
    guard end == nil else { return end }
    var status: Int32 = 0
    guard unsafe waitpid(process, &status, WNOHANG) == process else { return nil }
    drain()
    let signal = status & 0x7F
    end = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
    return end
  }

  /// Ends it at once.
  public func terminate() {
    if end == nil { endAll() }
  }

  /// Whatever a script started ends with it.
  private func endAll() {
    kill(-process, SIGKILL)
    kill(process, SIGKILL)
  }

  private func feed() {
    while isInputOpen, !pending.isEmpty {
      let count = unsafe pending.withUnsafeBytes { unsafe Glibc.write(input, $0.baseAddress, $0.count) }
      guard count > 0 else {
        // A program that does not read its input may still do its work.
        if errno == EPIPE { closeInput() }
        return
      }
      pending.removeFirst(count)
    }
    closeInput()
  }

  private func closeInput() {
    guard isInputOpen else { return }
    isInputOpen = false
    SystemCalls.close(input)
  }

  private func drain() {
    for place in outputs.indices {
      while case .bytes(let bytes) = outputs[place].read(atMost: 16 * 1024) {
        kept[place] += bytes.prefix(max(0, Self.keptBytes - kept[place].count))
      }
    }
  }

  private static func pipe() throws(TransportError) -> (read: Int32, write: Int32) {
    var ends: (Int32, Int32) = (-1, -1)
    let result = unsafe withUnsafeMutablePointer(to: &ends) { pointer in
      unsafe pointer.withMemoryRebound(to: Int32.self, capacity: 2) { unsafe Glibc.pipe($0) }
    }
    guard result == 0 else { throw SystemFailure(code: errno).error("open", "a pipe") }
    for descriptor in [ends.0, ends.1] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  private static func spawn(
    _ words: [String], _ input: Int32, _ output: Int32, _ errors: Int32
  ) throws(TransportError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    // A group of its own, so that what it starts can be ended with it.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    var process: pid_t = 0
    let code = unsafe posix_spawnp(&process, words[0], &actions, &attributes, &arguments, environ)
    guard code == 0 else { throw SystemFailure(code: code).error("start", words[0]) }
    return process
  }
}
