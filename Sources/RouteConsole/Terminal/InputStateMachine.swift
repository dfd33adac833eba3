// Terminal: bytes, signals and time become news. A value without clock and without I/O.

/// Decides what the terminal's side has to say, and when to look again.
///
/// Times are the caller's monotonic time since any fixed moment.
struct InputStateMachine: Sendable {
  /// How long the size must have been still before it is told.
  static let resizeQuiet = Duration.milliseconds(50)
  /// How long the rest of a sequence may take.
  static let sequencePatience = Duration.milliseconds(500)

  /// How long a lone `ESC` may be the start of a sequence.
  let escapeDelay: Duration
  private var decoder = KeyDecoder()
  private var decoderDeadline: Duration?
  private var resizeDeadline: Duration?

  /// Makes a machine.
  init(escapeDelay: Duration) {
    self.escapeDelay = escapeDelay
  }

  /// When ``advance(to:)`` must be called though nothing came.
  var deadline: Duration? {
    guard let decoderDeadline, let resizeDeadline else { return decoderDeadline ?? resizeDeadline }
    return min(decoderDeadline, resizeDeadline)
  }

  /// Whether the size has changed and must be asked for once ``advance(to:)`` says so.
  private(set) var isResizeDue = false

  /// Takes bytes from the terminal.
  mutating func receive(_ bytes: [UInt8], now: Duration) -> [TerminalInput] {
    var inputs = advance(to: now)
    inputs += decoder.feed(bytes)
    decoderDeadline = deadline(after: now)
    return inputs
  }

  /// Takes the news that the size changed.
  mutating func sizeChanged(now: Duration) {
    resizeDeadline = now + Self.resizeQuiet
  }

  /// Lets time pass: ends the waiting for bytes that did not come.
  mutating func advance(to now: Duration) -> [TerminalInput] {
    if let due = resizeDeadline, due <= now {
      resizeDeadline = nil
      isResizeDue = true
    }
    guard let due = decoderDeadline, due <= now else { return [] }
    decoderDeadline = nil
    return decoder.timeOut()
  }

  /// Takes the new size that was asked for.
  mutating func resized(to size: Size) -> TerminalInput {
    isResizeDue = false
    return .resized(size)
  }

  /// The delay for the escape key: 25 ms at a local terminal, 100 ms over a network, or what `ESCDELAY` says.
  static func escapeDelay(environment: [String: String]) -> Duration {
    if let text = environment["ESCDELAY"], let milliseconds = Int(text), (1...5_000).contains(milliseconds) {
      return .milliseconds(milliseconds)
    }
    return .milliseconds(environment["SSH_TTY"] == nil ? 25 : 100)
  }

  private func deadline(after now: Duration) -> Duration? {
    switch decoder.patience {
    case nil: nil
    case .escape: now + escapeDelay
    case .sequence: now + Self.sequencePatience
    }
  }
}
