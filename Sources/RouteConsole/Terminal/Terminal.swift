// Terminal: the owner of the screen. It opens, reads, writes and gives back; what to write is decided elsewhere.

internal import Glibc

/// The terminal, owned: while it lives the screen is the console's, and when it ends the shell has it back.
///
/// One thread owns it. Reading and writing never wait. The main loop sleeps in ``wait(until:now:also:)`` or polls
/// ``inputDescriptor`` and ``signalDescriptor`` itself.
struct Terminal: ~Copyable, TerminalDevice {
  /// How the terminal is to be opened.
  struct Options: Hashable, Sendable {
    /// The variables of the environment; `TERM`, `COLORTERM`, `NO_COLOR`, `ESCDELAY`, `SSH_TTY`, `TMUX` are used.
    var environment: [String: String]
    /// How colours are chosen.
    var colours = ColourChoice.automatic
    /// Whether only 7-bit characters are sent.
    var isSevenBit = false
    /// Whether the terminal is asked about itself.
    var asksQuestions = true

    /// Makes options from an environment.
    init(environment: [String: String]) {
      self.environment = environment
    }
  }

  /// The longest that closing waits for answers that are under way, in milliseconds.
  static let answerPatienceMilliseconds: Int32 = 100
  /// The longest that giving back waits for a line that takes nothing, in milliseconds.
  static let exitPatienceMilliseconds: Int32 = 200
  /// The most read at once, in bytes.
  static let readChunkBytes = 4_096

  private(set) var size: Size
  private(set) var profile: TerminalProfile
  /// Readable when the terminal sent something; writable matters while ``hasUnsent``.
  let inputDescriptor: Int32
  /// Readable when a signal came.
  let signalDescriptor: Int32

  private var machine: InputStateMachine
  private var writer: FrameWriter
  private var modes: TerminalModes
  private var unsent: [UInt8] = []
  private var awaitsAnswers = false
  private var isLost = false

  private init(
    tty: Int32, signals: Int32, entry: TerminalEntry, profile: TerminalProfile, theme: Theme, delay: Duration
  ) {
    inputDescriptor = tty
    signalDescriptor = signals
    self.profile = profile
    size = CursesScreen.size(of: tty)
    machine = InputStateMachine(escapeDelay: delay)
    writer = FrameWriter(profile: profile, palette: theme.palette(tier: profile.tier))
    modes = TerminalModes(
      isXtermLike: profile.isXtermLike, hasAlternateScreen: entry.hasAlternateScreen, leave: entry.leave)
  }

  /// Takes the terminal of standard output.
  ///
  /// Throws with the terminal as it was where there is none, its entry is unknown, or it cannot place its cursor.
  static func open(options: Options, theme: Theme) throws(TerminalError) -> Terminal {
    let name = options.environment["TERM"] ?? ""
    guard !name.isEmpty else { throw .unknownTerminal(name: name) }
    let isUTF8 = CursesScreen.setLocale() && !options.isSevenBit
    let delay = InputStateMachine.escapeDelay(environment: options.environment)
    let (tty, signals) = try take(name: name, escapeDelay: delay)
    let entry = CursesScreen.entry(name: name)
    let profile = TerminalProfile(
      entry: entry, environment: options.environment, isUTF8: isUTF8, colours: options.colours)
    var terminal = Terminal(
      tty: tty, signals: signals, entry: entry, profile: profile, theme: theme, delay: delay)
    CursesScreen.setNetRestore(terminal.modes.rescue)
    CursesScreen.armNet(true)
    guard entry.speaksECMA48 else { throw .cannotMoveCursor(name: name) }
    CursesScreen.reportCrashes(in: options.environment["TMPDIR"] ?? "/tmp")
    CursesScreen.keepStandardError()
    terminal.send(terminal.modes.enter)
    if profile.isXtermLike, profile.isUTF8, options.asksQuestions {
      terminal.awaitsAnswers = true
      terminal.send(TerminalModes.questions)
    }
    return terminal
  }

  deinit { giveBack() }

  /// When ``read(now:)`` must be called though nothing came.
  var deadline: Duration? { machine.deadline }

  /// Whether a picture is still on its way, so that the loop must also wait for the terminal to be writable.
  var hasUnsent: Bool { !unsent.isEmpty }

  mutating func present(_ surface: Surface, cursor: Point?) -> Presentation {
    flush()
    guard !isLost else { return .lost }
    guard unsent.isEmpty else { return .busy }
    let bytes = writer.frame(surface, cursor: cursor)
    send(bytes)
    return isLost ? .lost : .sent(bytes: bytes.count)
  }

  mutating func read(now: Duration) -> [TerminalInput] {
    flush()
    CursesScreen.boundStandardError()
    var inputs = machine.advance(to: now)
    readTerminal(now: now, into: &inputs)
    readSignals(now: now, into: &inputs)
    if machine.isResizeDue {
      size = CursesScreen.size(of: inputDescriptor)
      writer.forget()
      inputs.append(machine.resized(to: size))
    }
    if isLost { inputs.append(.hungUp) }
    return inputs
  }

  mutating func use(_ theme: Theme) { writer.palette = theme.palette(tier: profile.tier) }

  mutating func redraw() { writer.forget() }

  mutating func setMouse(isOn: Bool) {
    guard profile.isXtermLike, isOn != modes.isMouseOn else { return }
    modes.isMouseOn = isOn
    send(Array((isOn ? TerminalModes.mouseOn : TerminalModes.mouseOff).utf8))
  }

  mutating func copy(_ text: String) -> Bool {
    guard let sequence = Clipboard.sequence(for: text) else { return false }
    send(sequence)
    return true
  }

  /// Goes on though the program was asked to end, as while an act is pending.
  ///
  /// Without this the terminal is given back, and the process ended, two seconds after `endRequested`.
  borrowing func declineEnd() { CursesScreen.declineEnd() }

  mutating func suspend() {
    leave()
    CursesScreen.stopSelf()
    enter()
  }

  /// Sleeps until something came, the terminal can take what is unsent, or the deadline passed.
  ///
  /// - Parameters:
  ///   - deadline: when to return at the latest; the terminal's own ``deadline`` counts too.
  ///   - now: the caller's monotonic time.
  ///   - others: further descriptors that end the sleep when they can be read.
  borrowing func wait(until deadline: Duration?, now: Duration, also others: [Int32] = []) {
    let events = Int16(POLLIN) | (hasUnsent ? Int16(POLLOUT) : 0)
    var descriptors = [
      pollfd(fd: inputDescriptor, events: events, revents: 0),
      pollfd(fd: signalDescriptor, events: Int16(POLLIN), revents: 0),
    ]
    for other in others { descriptors.append(pollfd(fd: other, events: Int16(POLLIN), revents: 0)) }
    var timeout: Int32 = -1
    for moment in [deadline, machine.deadline].lazy.compactMap(\.self) {
      // Rounded up: waking early would only mean waking again.
      let left = max(moment - now, .zero) / .milliseconds(1)
      let milliseconds = Int32(clamping: Int(left.rounded(.up)))
      timeout = timeout < 0 ? milliseconds : min(timeout, milliseconds)
    }
    _ = unsafe poll(&descriptors, nfds_t(descriptors.count), timeout)
  }
}

extension Terminal {
  /// Opens the descriptors, spreads the net and starts curses; undoes all of it when a step fails.
  private static func take(
    name: String, escapeDelay: Duration
  ) throws(TerminalError) -> (tty: Int32, signals: Int32) {
    let tty = try CursesScreen.openTTY()
    // Curses would fill it with blanks, and the way out is no sequence that it knows.
    guard !CursesScreen.cannotPlaceCursor(name: name, tty: tty) else {
      Glibc.close(tty)
      throw .cannotMoveCursor(name: name)
    }
    do throws(TerminalError) {
      let signals = try CursesScreen.openSignals()
      // The net must know the shell's modes before curses changes them.
      CursesScreen.spreadNet(tty: tty, restore: [])
      try CursesScreen.start(name: name, tty: tty, escapeDelay: escapeDelay)
      return (tty, signals)
    } catch {
      CursesScreen.liftNet()
      Glibc.close(tty)
      throw error
    }
  }

  private mutating func readTerminal(now: Duration, into inputs: inout [TerminalInput]) {
    var chunk = [UInt8](repeating: 0, count: Self.readChunkBytes)
    // A flood of input must not keep the loop from drawing.
    for _ in 0..<16 where !isLost {
      let count = unsafe Glibc.read(inputDescriptor, &chunk, chunk.count)
      if count > 0 {
        for input in machine.receive(Array(chunk[..<count]), now: now) {
          if let news = takeReport(input) { inputs.append(news) }
        }
      } else if count == 0 {
        isLost = true
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        isLost = true
      }
    }
  }

  /// Keeps what the terminal itself must know, and gives what is for the main loop.
  private mutating func takeReport(_ input: TerminalInput) -> TerminalInput? {
    guard case .report(let report) = input else { return input }
    switch report {
    case .synchronizedOutput(let isSupported):
      profile.hasSynchronizedOutput = isSupported
      writer.profile.hasSynchronizedOutput = isSupported
      return nil
    case .attributes:
      awaitsAnswers = false
      return nil
    case .cursor(let point):
      guard point.row == TerminalModes.probeRow else { return nil }
      return .report(.ambiguousWidth(columns: point.column))
    case .background, .ambiguousWidth: return input
    }
  }

  private mutating func readSignals(now: Duration, into inputs: inout [TerminalInput]) {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = unsafe Glibc.read(signalDescriptor, &bytes, bytes.count)
    guard count > 0 else { return }
    for byte in bytes[..<count] {
      switch Int32(byte) {
      case SIGWINCH: machine.sizeChanged(now: now)
      case SIGTSTP: inputs.append(.suspendRequested)
      case SIGCONT:
        // Stopped by somebody else, the screen was not given back and the shell has set its own modes.
        CursesScreen.resume()
        enterModes()
        inputs.append(.continued)
      default: inputs.append(.endRequested(signal: Int32(byte)))
      }
    }
  }

  private mutating func send(_ bytes: [UInt8]) {
    unsent += bytes
    flush()
  }

  /// Writes as much as the line takes.
  private mutating func flush() {
    var sent = 0
    while sent < unsent.count, !isLost {
      let count = write(unsent[sent...])
      if count >= 0 {
        sent += count
      } else if errno == EAGAIN {
        break
      } else if errno != EINTR {
        isLost = true
      }
    }
    unsent.removeFirst(isLost ? unsent.count : sent)
  }

  private mutating func leave() {
    unsent = []
    writePatiently(modes.exit)
    CursesScreen.end()
    CursesScreen.armNet(false)
    CursesScreen.showStandardError()
  }

  private mutating func enter() {
    CursesScreen.keepStandardError()
    CursesScreen.armNet(true)
    CursesScreen.resume()
    enterModes()
  }

  private mutating func enterModes() {
    size = CursesScreen.size(of: inputDescriptor)
    writer.forget()
    send(modes.enter)
  }

  /// Gives the terminal back for good.
  private borrowing func giveBack() {
    writePatiently(modes.exit)
    if awaitsAnswers, !isLost {
      var descriptor = pollfd(fd: inputDescriptor, events: Int16(POLLIN), revents: 0)
      _ = unsafe poll(&descriptor, 1, Self.answerPatienceMilliseconds)
    }
    CursesScreen.flushInput(of: inputDescriptor)
    CursesScreen.end()
    CursesScreen.free()
    CursesScreen.liftNet()
    CursesScreen.showStandardError()
    Glibc.close(inputDescriptor)
  }

  /// Writes what must not be lost, as long as the line takes something now and then.
  private borrowing func writePatiently(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count, !isLost {
      let count = write(bytes[sent...])
      if count > 0 {
        sent += count
      } else if errno == EAGAIN {
        var descriptor = pollfd(fd: inputDescriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&descriptor, 1, Self.exitPatienceMilliseconds) > 0 else { return }
      } else if errno != EINTR {
        return
      }
    }
  }

  /// Writes what the line takes now; the count, or -1 with `errno`.
  private borrowing func write(_ bytes: ArraySlice<UInt8>) -> Int {
    unsafe bytes.withUnsafeBytes { unsafe Glibc.write(inputDescriptor, $0.baseAddress, $0.count) }
  }
}
