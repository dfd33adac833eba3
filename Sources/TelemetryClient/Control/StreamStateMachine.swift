internal import Documents
public import Transport
public import Wire

/// Follows the stream of a control API: connects, reads, notices silence, and comes back after a while.
///
/// A value without sockets and clocks. Silence counts as loss: the server sends a snapshot every second, so that
/// old figures are never taken for new.
struct StreamStateMachine: Sendable {
  /// Silence that is still no loss; what is on the screen is marked stale within three seconds.
  static let patience = Duration.milliseconds(2_500)
  /// The first and the longest wait before another attempt.
  static let backoff = (first: Duration.milliseconds(250), longest: Duration.seconds(5))
  /// How many lines of the past are asked for.
  static let history = 500
  /// The most bytes of an answer that is no stream.
  static let refusalBytes = 64 * 1024

  /// What the shell has to do.
  enum Action: Hashable, Sendable {
    /// Ask for the stream, from a place on.
    case connect(lastEventID: String?)
    /// Give the connection up.
    case cut
    /// Come back by then at the latest.
    case wait(until: Instant)
    /// Tell the owner.
    case tell(StreamNews)
  }

  private enum State: Hashable, Sendable {
    case idle
    case waiting(until: Instant)
    case connecting(since: Instant)
    case reading(heard: Instant)
    case refused(status: Int, body: [UInt8])
    case ended
  }

  private var state = State.idle
  private var parser = SSEParser()
  private var lastEventID: String?
  private var failures = 0
  private var isLive = false
  private var lostSince: Instant?
  private let seed: UInt64

  /// - Parameter seed: spreads the attempts of many consoles.
  init(seed: UInt64) { self.seed = seed }

  /// Begins.
  mutating func start(at now: Instant) -> [Action] { connect(at: now) }

  /// The head of the answer has come.
  mutating func began(status: Int, at now: Instant) -> [Action] {
    guard case .connecting = state else { return [] }
    if status == 200 {
      state = .reading(heard: now)
      parser = SSEParser()
      return [.wait(until: now.advanced(by: Self.patience))]
    }
    state = .refused(status: status, body: [])
    return []
  }

  /// A piece of the answer has come.
  mutating func took(_ bytes: Span<UInt8>, at now: Instant) -> [Action] {
    switch state {
    case .refused(let status, var body):
      guard body.count + bytes.count <= Self.refusalBytes else { return [] }
      body.append(copying: bytes)
      state = .refused(status: status, body: body)
      return []
    case .reading:
      state = .reading(heard: now)
      return read(bytes, at: now)
    case .idle, .waiting, .connecting, .ended: return []
    }
  }

  /// The answer has ended, well or not.
  mutating func ended(_ reason: String?, at now: Instant) -> [Action] {
    switch state {
    case .refused(let status, let body): return refused(status, body, at: now)
    case .idle, .waiting, .ended: return []
    case .connecting, .reading: return lose(reason ?? "the server ended the stream", at: now)
    }
  }

  /// Time has passed.
  mutating func passed(at now: Instant) -> [Action] {
    switch state {
    case .waiting(let until): return until <= now ? connect(at: now) : [.wait(until: until)]
    case .reading(let heard):
      let limit = heard.advanced(by: Self.patience)
      guard limit <= now else { return [.wait(until: limit)] }
      return [.cut] + lose("nothing came for \(Self.patience)", at: now)
    case .connecting(let since):
      let limit = since.advanced(by: Self.patience)
      guard limit <= now else { return [.wait(until: limit)] }
      return [.cut] + lose("the server does not answer", at: now)
    case .idle, .refused, .ended: return []
    }
  }

  private mutating func connect(at now: Instant) -> [Action] {
    state = .connecting(since: now)
    return [.connect(lastEventID: lastEventID), .wait(until: now.advanced(by: Self.patience))]
  }

  private mutating func lose(_ reason: String, at now: Instant) -> [Action] {
    failures += 1
    let until = now.advanced(by: delay)
    state = .waiting(until: until)
    let since = lostSince ?? now
    lostSince = since
    isLive = false
    return [.tell(.lost(reason: reason, since: since)), .wait(until: until)]
  }

  /// Twice as long after each failure, up to a limit; a quarter more or less, so that consoles spread.
  private var delay: Duration {
    let doubled = Self.backoff.first * Int(1 << min(failures - 1, 6))
    let base = min(doubled, Self.backoff.longest)
    var x = seed &+ UInt64(failures) &* 0x9E37_79B9_7F4A_7C15
    x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
    x ^= x >> 31
    return base * 3 / 4 + base / 2 * Int(x % 1_000) / 1_000
  }

  private mutating func refused(_ status: Int, _ body: [UInt8], at now: Instant) -> [Action] {
    let failure = (try? Document.parse(body, dialect: .json)).flatMap { ControlFailure($0) }
    let reason = failure?.message ?? "it answered with status \(status)"
    guard status == 401 || status == 403 || status == 404 else { return lose(reason, at: now) }
    state = .ended
    let hint = failure?.hint.map { "; " + $0 } ?? ""
    return [.tell(.ended(reason: reason + hint))]
  }

  private mutating func read(_ bytes: Span<UInt8>, at now: Instant) -> [Action] {
    var actions: [Action] = []
    var offset = 0
    while true {
      switch parser.next(bytes, from: &offset) {
      case .needMore: return actions
      case .comment: continue
      case .refused: return actions + [.cut] + lose("a message is too long", at: now)
      case .event:
        if !parser.lastID.isEmpty { lastEventID = String(decoding: parser.lastID, as: UTF8.self) }
        actions += message().map { .tell($0) }
        if !isLive, case .tell(.snapshot)? = actions.last {
          isLive = true
          failures = 0
          lostSince = nil
          actions.append(.tell(.live))
        }
      }
    }
  }

  /// The message that is complete; what cannot be read, or is not known, is left out.
  private func message() -> [StreamNews] {
    switch String(decoding: parser.event, as: UTF8.self) {
    case "hello": (try? StreamHello.read(parser.data)).map { [.hello($0)] } ?? []
    case "snapshot": (try? SystemSnapshot.read(parser.data)).map { [.snapshot($0)] } ?? []
    case "event": (try? EventLine.read(parser.data)).map { [.event($0)] } ?? []
    case "audit": (try? AuditLine.read(parser.data)).map { [.audit($0)] } ?? []
    default: []
    }
  }
}

/// What a stream tells.
public enum StreamNews: Sendable, Hashable {
  /// Whose stream it is; unless it goes on where it broke off, everything known before is void.
  case hello(StreamHello)
  case snapshot(SystemSnapshot)
  case event(EventLine)
  case audit(AuditLine)
  /// Figures come, or come again.
  case live
  /// Figures come no more: why, and since when. Attempts go on.
  case lost(reason: String, since: Instant)
  /// They will never come: why.
  case ended(reason: String)
}
