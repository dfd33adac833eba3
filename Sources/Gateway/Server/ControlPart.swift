import RoutingEngine
import Transport
import Wire

/// The control API on the gateway's loop: lends it the engine, and the present moment with it.
struct ControlPart: ~Copyable {
  /// The API; nil where it is not served.
  var listener: ControlListener?

  init() { listener = nil }

  init(_ listener: consuming ControlListener) { self.listener = consume listener }

  private func lend(_ core: inout GatewayCore, _ loop: borrowing EventLoop) {
    core.now = loop.timestamp
    core.clock.follow(loop.clockAnchor)
  }

  /// Takes the head of a request.
  mutating func requestBegan(
    _ id: ConnectionID, _ head: RequestHead, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    listener?.requestBegan(id, head, on: &loop)
  }

  /// Takes a piece of a request's body.
  mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, _ loop: inout EventLoop) {
    listener?.requestBody(id, bytes, on: &loop)
  }

  /// Takes the end of a request.
  mutating func requestEnded(_ id: ConnectionID, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    lend(&core, loop)
    listener?.requestEnded(id, on: &loop, &core)
  }

  /// Hears that more may be written to a caller.
  mutating func outputDrained(_ id: ConnectionID, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    listener?.outputDrained(id, on: &loop)
  }

  /// Hears that a caller has gone.
  mutating func connectionClosed(_ id: ConnectionID, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    listener?.connectionClosed(id)
  }

  /// Hears that time has passed, every 250 ms.
  mutating func tick(_ core: inout GatewayCore, _ loop: inout EventLoop) {
    lend(&core, loop)
    if listener == nil { _ = core.takeEvents() }
    listener?.tick(on: &loop, &core)
  }

  /// Hears that another configuration is in force; places of endpoints and features may have changed.
  mutating func reloaded(_ core: inout GatewayCore, _ loop: inout EventLoop) {
    listener?.service.reloaded(core.configuration)
  }

  /// Ends what is under way: the process is about to end.
  mutating func endAll(_ core: inout GatewayCore, _ loop: inout EventLoop) {
    listener?.endStreams(on: &loop)
  }
}
