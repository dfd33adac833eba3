import Glibc

/// A program on a pseudo-terminal of its own, as a person has it: what it prints, and what can be typed.
final class PtyProgram {
  /// How long a slow machine may take for anything, in seconds.
  static let patience = 60.0

  let pid: pid_t
  private let master: Int32
  /// Kept open, so that the terminal's modes can be read after the program has gone.
  private let slave: Int32
  private let before: termios
  private(set) var output: [UInt8] = []
  private var status: Int32?
  /// A descriptor is closed once: by the second time it may be somebody else's.
  private var isHungUp = false

  /// The built program; nil where it is not beside the tests.
  static var binary: String? {
    let places = [CommandLine.arguments[0], "/proc/self/exe"].compactMap(folder) + [".build/debug"]
    return places.map { $0 + "/route-console" }.first { unsafe access($0, X_OK) == 0 }
  }

  /// The folder that a path leads to, links followed.
  private static func folder(of path: String) -> String? {
    guard let full = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(full) }
    let text = unsafe String(cString: full)
    return text.lastIndex(of: "/").map { String(text[..<$0]) }
  }

  /// Starts a program; nil where the system has no terminal or no process to give.
  init?(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], columns: Int = 80,
    rows: Int = 24
  ) {
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // Linux's own calls: C's names for them are hidden from Swift.
    let (unlock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
    var isLocked: Int32 = 0
    var number: Int32 = 0
    guard master >= 0, unsafe ioctl(master, unlock, &isLocked) == 0,
      unsafe ioctl(master, getNumber, &number) == 0
    else { return nil }
    let path = "/dev/pts/\(number)"
    slave = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var modes = termios()
    guard slave >= 0, unsafe tcgetattr(slave, &modes) == 0 else { return nil }
    before = modes
    Self.setSize(master, columns: columns, rows: rows)
    let all = [
      "PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": "/nowhere",
      // The runtime's own report of a crash takes a debug build minutes.
      "SWIFT_BACKTRACE": "enable=no",
    ]
    .merging(environment) { $1 }
    guard let pid = Self.spawn(program, [program] + arguments, all.map { "\($0)=\($1)" }, on: path) else {
      return nil
    }
    self.pid = pid
  }

  deinit {
    if status == nil {
      _ = kill(pid, SIGKILL)
      var ignored: Int32 = 0
      _ = unsafe waitpid(pid, &ignored, 0)
    }
    hangUp()
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], on tty: String
  ) -> pid_t? {
    var attributes = posix_spawnattr_t()
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawnattr_init(&attributes)
    unsafe posix_spawn_file_actions_init(&actions)
    defer {
      unsafe posix_spawnattr_destroy(&attributes)
      unsafe posix_spawn_file_actions_destroy(&actions)
    }
    // A new session without a terminal takes the first one it opens. Threads that run tests block signals, and a
    // child would inherit that.
    let (defaults, mask, newSession): (Int16, Int16, Int16) = (0x04, 0x08, 0x80)
    var (none, all) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setflags(&attributes, defaults | mask | newSession)
    unsafe posix_spawn_file_actions_addopen(&actions, 0, tty, O_RDWR, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
    let words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let variables = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (words + variables).forEach { unsafe free($0) } }
    var pid: pid_t = 0
    return unsafe posix_spawn(&pid, program, &actions, &attributes, words, variables) == 0 ? pid : nil
  }

  private static func setSize(_ descriptor: Int32, columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  /// What was printed, without the sequences that place and paint it.
  var text: String { Self.plain(output[...]) }

  /// Takes what is printed until something holds; whether it ever did.
  func reads(_ condition: (PtyProgram) -> Bool) -> Bool {
    var left = Self.patience
    while !condition(self) {
      var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      let step = 0.1
      let isOver = unsafe status != nil && poll(&descriptor, 1, 0) <= 0
      guard left > 0, !isOver else { return condition(self) }
      if unsafe poll(&descriptor, 1, Int32(step * 1_000)) > 0 { take() } else { left -= step }
      reap(WNOHANG)
    }
    return true
  }

  /// Whether a text comes, placed and painted however.
  func shows(_ wanted: String, after start: Int = 0) -> Bool {
    reads { Self.plain($0.output[start...]).contains(wanted) }
  }

  /// Takes what has been printed; never waits, because the open slave keeps a finished program from being seen.
  private func take() {
    var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard unsafe !isHungUp && poll(&descriptor, 1, 0) > 0 else { return }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe read(master, &bytes, bytes.count)
    if count > 0 { output += bytes[..<count] }
  }

  /// Types bytes.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe write(master, bytes, bytes.count)
  }

  /// Changes the terminal's size, which the kernel tells the program.
  func resize(columns: Int, rows: Int) { Self.setSize(master, columns: columns, rows: rows) }

  /// Sends a signal.
  func signal(_ number: Int32) { _ = kill(pid, number) }

  /// Takes the terminal away.
  func hangUp() {
    guard !isHungUp else { return }
    isHungUp = true
    close(slave)
    close(master)
  }

  /// How it ended: its exit status, or 128 and the signal; nil where it does not end.
  func end() -> Int32? {
    _ = reads { $0.status != nil }
    take()
    guard let status else { return nil }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  /// Waits for the end of a program without a terminal.
  func endsWithoutTerminal() -> Bool {
    for _ in 0..<Int(Self.patience * 10) where status == nil {
      _ = poll(nil, 0, 100)
      reap(WNOHANG)
    }
    return status != nil
  }

  private func reap(_ options: Int32) {
    var found: Int32 = 0
    if status == nil, unsafe waitpid(pid, &found, options) == pid { status = found }
  }

  /// Whether the terminal's modes are those from before the program.
  var hasModesBack: Bool {
    var now = termios()
    guard unsafe tcgetattr(slave, &now) == 0 else { return false }
    return now.c_lflag == before.c_lflag && now.c_iflag == before.c_iflag && now.c_oflag == before.c_oflag
      && now.c_cflag == before.c_cflag
  }

  /// Text without escape sequences.
  static func plain(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == 0x1B else {
        result.append(byte)
        continue
      }
      guard let kind = rest.popFirst() else { break }
      switch kind {
      case UInt8(ascii: "["):
        while let next = rest.popFirst(), !(0x40...0x7E).contains(next) {}
        result.append(UInt8(ascii: " "))
      case UInt8(ascii: "]"):
        while let next = rest.popFirst(), next != 7, next != 0x9C {
          if next == 0x1B {
            _ = rest.popFirst()
            break
          }
        }
      case UInt8(ascii: "("), UInt8(ascii: ")"): _ = rest.popFirst()
      default: break
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
