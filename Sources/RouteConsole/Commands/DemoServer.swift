internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator
internal import Transport
internal import Wire

/// A simulated world with the control API over it, on an event loop.
///
/// The world follows the wall clock at the demo's speed. What the machine cannot keep up with is dropped, so that
/// callers are answered whatever the speed.
struct DemoServer: ~Copyable {
  var host: SimulatedHost
  var control: ControlListener
  private let speed: Double
  private var moved: Instant?
  /// Whether a signal asked the program to end.
  private(set) var isAskedToEnd = false

  /// How often the world moves on.
  static let step = Duration.milliseconds(50)
  /// How often callers hear of it.
  private static let ticksEvery = 4
  /// The longest the world moves in one step; about 10 ms of work at a thousand requests a second.
  static let longestMove = Nanoseconds.seconds(2)
  private static let timer: UInt32 = 0
  private var steps = 0

  /// Sets a world up at its beginning.
  ///
  /// - Parameters:
  ///   - host: the world.
  ///   - speed: how fast it moves.
  ///   - setup: what the control API says of itself.
  ///   - session: where acts are kept; nil for nowhere.
  init(_ host: SimulatedHost, speed: Speed, _ setup: ControlSetup, session: Session? = nil) {
    self.host = host
    defer { self.host.speed = self.speed }
    switch speed {
    case .times(let factor): self.speed = factor
    case .unlimited: self.speed = Speed.fastest
    }
    control = ControlListener(
      ControlService(
        // What was spent counts from the world's beginning, before the first caller came.
        setup, configuration: host.configuration, started: .origin,
        earlier: session?.earlier ?? EarlierSession(), journal: session?.journal ?? DeskJournal()))
    if let session { _ = control.service.desk.restore(session.earlier.acts, on: &self.host) }
  }

  /// Writes down how everything is at the end.
  mutating func writeDown() { control.service.writeDown(host, isLast: true) }

  /// Begins to move.
  mutating func start(on loop: inout EventLoop) { _ = loop.schedule(Self.timer, after: Self.step) }

  private mutating func move(to now: Instant) {
    defer { moved = now }
    guard let moved else { return }
    let passed = (now - moved) / .seconds(1) * speed
    host.advance(to: host.elapsed + Nanoseconds(Int64(min(passed, Self.longestMove.seconds) * 1e9)))
  }
}

extension DemoServer: LoopHandler {
  mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
    control.requestBegan(id, head, on: &loop)
  }

  mutating func requestBody(_ id: ConnectionID, _ bytes: Swift.Span<UInt8>, on loop: inout EventLoop) {
    control.requestBody(id, bytes, on: &loop)
  }

  mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {
    control.requestEnded(id, on: &loop, &host)
  }

  mutating func outputDrained(_ id: ConnectionID, on loop: inout EventLoop) {
    control.outputDrained(id, on: &loop)
  }

  mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {
    control.connectionClosed(id)
  }

  mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {
    move(to: loop.now)
    steps += 1
    if steps % Self.ticksEvery == 0 { control.tick(on: &loop, &host) }
    _ = loop.schedule(Self.timer, after: Self.step)
  }

  mutating func woken(on loop: inout EventLoop) {
    if !ProcessSignals.take().isEmpty { isAskedToEnd = true }
  }

  /// Never called: a demo asks nobody.
  mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {}
  /// Never called: a demo asks nobody.
  mutating func responseBody(_ id: TransferID, _ bytes: Swift.Span<UInt8>, on loop: inout EventLoop) {}
  /// Never called: a demo asks nobody.
  mutating func responseEnded(_ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop) {}
}
