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
  /// - Parameters:
  ///   - call: what is asked.
  ///   - patience: after how long a wait is worth a word.
  ///   - sayWaiting: says that word; it is said once.
  /// - Returns: the answer.
  /// - Throws: why it came to nothing.
  public mutating func ask(
    _ call: ControlCall, patience: Duration = .seconds(2), sayWaiting: () -> Void = {}
  ) throws(ControlClientError) -> ControlAnswer {
    number += 1
    driver.send(call, number: number, on: &loop)
    let impatient = loop.now.advanced(by: patience)
    var isSaid = false
    while true {
      for case .answer(let answered, let result) in driver.takeNews() where answered == number {
        return try result.get()
      }
      if isSaid {
        loop.turn(&driver)
        continue
      }
      loop.turn(&driver, atMost: max(.milliseconds(1), impatient - loop.now))
      guard loop.now >= impatient else { continue }
      isSaid = true
      sayWaiting()
    }
  }
}
