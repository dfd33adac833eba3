internal import Glibc

/// A process of a fuzzer, with its output thrown away: a crash in it is a finding like any other.
public enum Child {
  /// Runs a program and waits for its end.
  ///
  /// - Parameters:
  ///   - path: the program.
  ///   - words: its command line, without its own name.
  /// - Returns: the exit status, or 128 and the number of the signal that ended it; 127 when it could not start.
  public static func run(_ path: String, _ words: [String]) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { return 127 }
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      let code = unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
      guard code == 0 else { return 127 }
    }
    let all = [path] + words
    var arguments = unsafe all.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var child: pid_t = 0
    // A backtrace of a crash takes longer than a hundred seeds.
    guard unsafe setenv("SWIFT_BACKTRACE", "enable=no", 1) == 0,
      unsafe posix_spawn(&child, path, &actions, nil, arguments, environ) == 0
    else { return 127 }
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0 { guard errno == EINTR else { return 127 } }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}
