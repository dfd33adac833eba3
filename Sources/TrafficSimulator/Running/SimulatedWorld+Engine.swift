internal import RoutingEngine

extension SimulatedWorld {
  /// Tells a replica's policy something and does what follows.
  mutating func tell(_ input: Input, replica: Int) {
    let actions = fleet[replica].handle(input, at: clock(replica))
    if !actions.isEmpty { _ = act(on: actions, replica: replica) }
  }

  /// Does what a policy asks for, and says how its acts ended.
  mutating func act(on actions: [Action], replica: Int) -> [Receipt] {
    var receipts: [Receipt] = []
    for action in actions {
      switch action {
      case .record(let event): keep(event, replica: replica)
      case .answer(let receipt): receipts.append(receipt)
      case .cut(let ids): cut(ids, replica: replica)
      }
    }
    return receipts
  }

  private mutating func keep(_ event: Event, replica: Int) {
    hash.add(UInt64(replica))
    hash.add(event.kind.rawValue)
    hash.add(signed: event.at.nanoseconds)
    hash.add(UInt64(event.endpoint?.value ?? 0xFFFF))
    hash.add(UInt64(event.generation))
    hash.add(event.revision)
    invariants?.logged(event, replica: replica)
    let line = SimulatedEvent(replica: replica, at: Nanoseconds(time), event: event)
    recorder.append(line)
    if fresh.count < SimulatedEvent.keptAtMost { fresh.append(line) }
  }

  /// Time passes for one replica.
  mutating func tick(replica: Int) {
    queue.push(.tick, at: time + Self.tickInterval, index: replica)
    tell(.tick, replica: replica)
  }

  /// A second ends: slots are closed, digests of the second before arrive, new ones are made.
  mutating func closeSecond() {
    queue.push(.second, at: time + 1_000_000_000, index: 0)
    recorder.closeSecond(capacity: physics.indices.map { capacity(of: $0).rate }, at: time)
    if options.policy != .routeConsole { noteOpenings() }
    guard scenario.world.sendsDigests, fleet.count > 1 else { return }
    for digest in digests {
      for replica in fleet.indices where replica != digest.replica {
        var received = digest
        received.at = Timestamp(nanoseconds: digestsMadeAt + clockSteps[replica])
        tell(.peerDigest(received), replica: replica)
      }
    }
    digests = fleet.indices.compactMap { fleet[$0].digest(at: clock($0)) }
    digestsMadeAt = time
  }

  /// For policies without a log: an endpoint that is open now and was not a second ago has been opened.
  private mutating func noteOpenings() {
    for replica in fleet.indices {
      for endpoint in physics.indices {
        let place = replica * physics.count + endpoint
        let name = fleet[replica].stateName(of: endpoint, at: clock(replica))
        if name == "open", lastNames[place] != name {
          recorder.opened(endpoint, at: time, wasIn: lastNames[place] == "closed")
        }
        lastNames[place] = name
      }
    }
  }

  /// Notes the state of every endpoint that an expectation asks about, replica by replica.
  mutating func probeStates(_ expectation: Int) {
    let mask = geography.endpoints(of: scenario.expectations[expectation].target ?? .all)
    var names: [String] = []
    for replica in fleet.indices {
      for endpoint in mask.indices where mask[endpoint] {
        names.append(fleet[replica].stateName(of: endpoint, at: clock(replica)))
      }
    }
    statesSeen[expectation] = names
  }

  /// Whether a fault keeps reports about an attempt from the engine.
  func isReportLost(_ request: LiveRequest, endpoint: Int) -> Bool {
    faults.reporting.contains { number in
      guard case .telemetryGap = faults.all[number].fault.kind else { return false }
      return concerns(number, request, endpoint: endpoint)
    }
  }

  private func concerns(_ number: Int, _ request: LiveRequest, endpoint: Int) -> Bool {
    let fault = faults.all[number]
    return fault.endpoints[endpoint]
      && fault.concerns(
        feature: request.feature, replica: request.replica, promptTokens: request.promptTokens)
  }

  /// Reports the end of an attempt: at once, late, twice, or not at all.
  mutating func report(_ outcome: Outcome, _ attempt: LiveAttempt, _ request: LiveRequest) {
    let endpoint = attempt.planned.endpoint
    if faults.reporting.isEmpty {
      tell(.outcome(attempt.planned.id, outcome), replica: request.replica)
      return
    }
    if isReportLost(request, endpoint: endpoint) { return }
    var isLate = false
    for number in faults.reporting where concerns(number, request, endpoint: endpoint) {
      let strength = faults.all[number].strength(at: time)
      let draw = Chance.uniform(request.key, fault: number, request.attempts)
      switch faults.all[number].fault.kind {
      case .lateOutcomes(let rate, let delay) where !isLate && draw < rate * strength:
        isLate = true
        deliver(outcome, attempt, request, after: delay)
      case .duplicateOutcomes(let rate, let delay) where draw < rate * strength:
        deliver(outcome, attempt, request, after: delay)
      default: continue
      }
    }
    if !isLate { tell(.outcome(attempt.planned.id, outcome), replica: request.replica) }
  }

  private mutating func deliver(
    _ outcome: Outcome, _ attempt: LiveAttempt, _ request: LiveRequest, after delay: Nanoseconds
  ) {
    let slot = lateOutcomes.insert(
      LateOutcome(replica: request.replica, id: attempt.planned.id, outcome: outcome))
    queue.push(.delivery, at: time + max(0, delay.count), index: slot)
  }

  /// A late or second report arrives.
  mutating func deliverLate(_ slot: Int) {
    let late = lateOutcomes[slot]
    lateOutcomes.remove(slot)
    tell(.outcome(late.id, late.outcome), replica: late.replica)
  }
}
