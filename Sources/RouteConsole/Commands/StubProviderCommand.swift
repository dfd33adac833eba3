internal import Documents
internal import Gateway
internal import RoutingEngine
internal import Transport

/// `stub-provider`: a stand-in for a provider, to rehearse incidents against.
struct StubProviderCommand {
  let shell: any Shell

  /// Time that answers under way are given when the program is asked to end.
  static let grace = Duration.seconds(5)
  /// How often the loop looks whether it is asked to end, where nothing else happens.
  static let lookout = Duration.milliseconds(200)

  /// Runs the command until somebody asks it to end.
  func run(_ invocation: Invocation) throws(CommandError) {
    guard let wire = invocation.text(.wireProtocol).flatMap(StubProtocol.init(rawValue:)),
      let text = invocation.text(.listen), let address = ListenAddress(text)
    else {
      preconditionFailure("The parser let a stand-in pass without its address or protocol.")
    }
    shell.watchForEnd()
    do {
      try serve(options(invocation, wire), on: address)
    } catch let error as TransportError {
      throw .failed("stub-provider: \(error.description)")
    } catch let error as CommandError {
      throw error
    } catch {
      throw .failed("stub-provider: \(error)")
    }
  }

  private func options(_ invocation: Invocation, _ wire: StubProtocol) -> StubOptions {
    var options = StubOptions(wire)
    if let ttft = invocation.duration(.ttft) { options.ttft = ttft }
    if let pace = invocation.duration(.pace) { options.pace = pace }
    if let tokens = invocation.count(.tokens) { options.tokens = tokens }
    if let seed = invocation.seed { options.seed = seed }
    if let rate = invocation.count(.requestsPerSecond) { options.requestsPerSecond = rate }
    let models = invocation.texts(.model)
    if !models.isEmpty { options.models = models }
    return options
  }

  private func serve(_ options: StubOptions, on address: ListenAddress) throws {
    var limits = LoopLimits()
    limits.requestTimeout = .seconds(60)
    var loop = try EventLoop(limits: limits)
    let bound = try loop.listen(on: address)
    var driver = StubDriver(options, control: StubControlReader.read)
    try shell.write(greeting(options, bound))
    if !bound.isLocal {
      shell.complain(
        "route-console: stub-provider: \(bound) can be reached from other machines, and whoever reaches it may "
          + "change its faults.")
    }
    while !shell.isAskedToEnd { loop.turn(&driver, atMost: Self.lookout) }
    end(&driver, &loop)
  }

  /// Lets answers under way come to their end, within limits.
  private func end(_ driver: inout StubDriver, _ loop: inout EventLoop) {
    loop.stopListening()
    loop.closeIdleConnections()
    let deadline = loop.now.advanced(by: Self.grace)
    while driver.inFlight > 0, loop.now < deadline { loop.turn(&driver, atMost: Self.lookout) }
    driver.abandon(on: &loop)
  }

  private func greeting(_ options: StubOptions, _ address: ListenAddress) -> String {
    let url = if case .unix = address { "\(address)" } else { "http://\(address)" }
    let pace = DurationText.format(options.pace.count)
    return """
      \(options.wire.rawValue) stand-in on \(url): \(options.tokens) tokens, the first after \
      \(DurationText.format(options.ttft.count)), then one every \(pace)
      faults: POST, GET or DELETE \(url)/control

      """
  }
}
