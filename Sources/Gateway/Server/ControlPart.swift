import Transport

/// The control API on the gateway's loop: the place where its requests arrive.
struct ControlPart: ~Copyable {
  init() {}

  /// Takes the head of a request.
  mutating func requestBegan(
    _ id: ConnectionID, _ head: RequestHead, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {}

  /// Takes a piece of a request's body.
  mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>) {}

  /// Takes the end of a request.
  mutating func requestEnded(_ id: ConnectionID, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    let body = Array(
      "{\"error\":{\"code\":\"unknown_path\",\"message\":\"There is no such path.\",\"hint\":null}}".utf8)
    var fields = HeaderBlock()
    fields.add("content-type", "application/json")
    loop.beginResponse(id, status: 404, fields: fields, body: .length(body.count))
    loop.writeBody(body.span, to: id)
    loop.endResponse(id)
  }

  /// Hears that more may be written to a caller.
  mutating func outputDrained(_ id: ConnectionID, _ core: inout GatewayCore, _ loop: inout EventLoop) {}

  /// Hears that a caller has gone.
  mutating func connectionClosed(_ id: ConnectionID, _ core: inout GatewayCore, _ loop: inout EventLoop) {}

  /// Hears that time has passed, every 250 ms.
  mutating func tick(_ core: inout GatewayCore, _ loop: inout EventLoop) {}

  /// Ends what is under way: the process is about to end.
  mutating func endAll(_ core: inout GatewayCore, _ loop: inout EventLoop) {}
}
