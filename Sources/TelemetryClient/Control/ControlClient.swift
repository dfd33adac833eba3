public import Transport
internal import Wire

/// Asks a control API one thing after the other, and waits for each answer: for commands.
public struct ControlClient: ~Copyable {
  private var loop: EventLoop
  private var driver: ControlClientDriver
  private var number = 0

  /// Makes a client that is connected to nobody yet.
  ///
  /// - Throws: where the system refuses a descriptor.
  public init(_ server: ServerAddress, as caller: ControlCaller) throws(TransportError) {
    loop = try EventLoop()
    driver = ControlClientDriver(server, as: caller, seed: 0)
  }

  /// Makes a call and waits for what comes of it; at most as long as a call may take.
  ///
  /// - Throws: why it came to nothing.
  public mutating func ask(_ call: ControlCall) throws(ControlClientError) -> ControlAnswer {
    number += 1
    driver.send(call, number: number, on: &loop)
    while true {
      for case .answer(let answered, let result) in driver.takeNews() where answered == number {
        return try result.get()
      }
      loop.turn(&driver)
    }
  }
}
