internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator
internal import Wire

/// What people ask of a simulation.
extension SimulationPlayer {
  /// Carries an order out; what comes of it is news of the next call.
  mutating func send(_ order: FeedOrder) {
    switch order {
    case .preview(let ticket, let request): preview(ticket, request)
    case .act(let ticket, let request, let revision): act(ticket, request, revision)
    case .cancelled(let request):
      desk.cancel(request, by: options.author, at: host.clock.moment(at: host.now), journal: &journal)
      tellAudit()
    case .cost: pending.append(.cost(desk.cost(of: host)))
    case .explain(let feature):
      if let candidates = host.candidates(of: feature) {
        pending.append(.explanation(feature: feature, candidates))
      }
    case .reload(let ticket):
      fail(
        ticket, "no_configuration", "a simulation has no configuration to read again",
        hint: "restart it, or begin another scenario")
    case .simulation(let order): steer(order)
    case .replay: break
    }
    deadline = clock
  }

  private mutating func preview(_ ticket: Ticket, _ request: ActRequest) {
    guard isAtRest(ticket) else { return }
    do {
      pending.append(.preview(ticket, try desk.preview(request, on: host)))
    } catch {
      pending.append(.failed(ticket, error))
    }
  }

  private mutating func act(_ ticket: Ticket, _ request: ActRequest, _ revision: UInt64?) {
    guard isAtRest(ticket) else { return }
    let receipt = desk.perform(
      request, by: options.author, seen: revision, on: &host, journal: &journal)
    if receipt.outcome == .applied { remember(.act(request)) }
    pending.append(.receipt(ticket, receipt))
    tellEvents()
    tellAudit()
    nextSnapshot = clock
  }

  /// Whether the world is in its present; while the past is played again nothing can be asked of it.
  private mutating func isAtRest(_ ticket: Ticket) -> Bool {
    guard nextDeed != nil else { return true }
    fail(
      ticket, "replaying", "the simulation is being played again up to \(FaultText.clock(goal ?? .zero))",
      hint: "wait until it is there, then ask again")
    return false
  }

  private mutating func fail(_ ticket: Ticket, _ code: String, _ message: String, hint: String) {
    pending.append(.failed(ticket, ControlFailure(code: code, message: message, hint: hint)))
  }

  private mutating func remember(_ kind: Deed.Kind) {
    if deeds.count < Self.deedLimit { deeds.append(Deed(at: host.elapsed, kind: kind)) }
  }

  mutating func tellEvents() {
    let lines = desk.takeEvents(of: &host)
    if !lines.isEmpty { pending.append(.events(lines)) }
  }

  private mutating func tellAudit() {
    let lines = desk.audit.lines(after: auditTold)
    auditTold = desk.audit.nextNumber - 1
    if !lines.isEmpty { pending.append(.audit(lines)) }
  }

  // MARK: The world

  private mutating func steer(_ order: SimulationOrder) {
    switch order {
    case .speed(let factor):
      guard let speed = factor == .infinity ? .unlimited : Speed(factor: factor) else { break }
      self.speed = speed
      pace = (clock, host.elapsed)
    case .pause(let isPaused):
      self.isPaused = isPaused
      pace = (clock, host.elapsed)
    case .restart(let name): restart(name)
    case .seek(let instant): seek(max(.zero, min(instant, Scenario.longestDuration)))
    case .inject(let place, let target): inject(place, target)
    case .lift(let number):
      host.lift(number)
      remember(.lift(number))
    }
    pending.append(.simulation(status))
    nextSnapshot = clock
  }

  private mutating func inject(_ place: Int, _ target: String?) {
    guard presets.all.indices.contains(place), nextDeed == nil else { return }
    var fault = presets.all[place].fault
    fault.start = host.elapsed
    if let target = target.flatMap(FaultTarget.init(text:)) { fault.target = target }
    do {
      _ = try host.inject(fault)
      remember(.inject(fault))
    } catch {
      pending.append(.notice("not struck: \(error)", .bad))
    }
  }

  private mutating func restart(_ name: String?) {
    let next = name.map { options.load($0) } ?? scenario
    guard let next else { return }
    let moment = options.calendar.advanced(byMilliseconds: clock.components.seconds * 1_000)
    guard let host = try? SimulatedHost(next, began: moment) else { return }
    scenario = next
    presets = FaultPresets(next.world)
    self.host = host
    desk = Self.desk(for: host, EarlierSession(firstReceipt: desk.audit.nextNumber))
    record = SessionPace()
    toldAt = .zero
    deeds = []
    nextDeed = nil
    goal = nil
    if options.hasLeadIn { self.host.advance(to: next.leadIn) }
    pace = (clock, self.host.elapsed)
    if name != nil, options.speed == nil { speed = Speed(factor: next.speed) ?? .times(1) }
  }

  /// Goes to a time as fast as it can; backwards by playing again from the seed.
  private mutating func seek(_ instant: Nanoseconds) {
    if instant < host.elapsed {
      let began = host.clock.moment
      guard let host = try? SimulatedHost(scenario, began: began) else { return }
      self.host = host
      toldAt = .zero
      deeds.removeAll { $0.at > instant }
      nextDeed = 0
    }
    goal = instant
  }

  /// The world from outside.
  var status: SimulationStatus {
    let factor: Double
    switch speed {
    case .times(let times): factor = times
    case .unlimited: factor = .infinity
    }
    return SimulationStatus(
      scenario: scenario.name, title: scenario.title, elapsed: host.elapsed, duration: scenario.duration,
      speed: factor, isPaused: isPaused,
      faults: host.world.faultsNow.enumerated().map { number, fault in
        SimulationStatus.FaultLine(
          number: number, text: FaultText.line(fault.fault), isInForce: fault.isInForce)
      },
      presets: presets.all.map(\.line), scenarios: options.scenarios)
  }
}
