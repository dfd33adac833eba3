internal import RoutingEngine

extension SimulatedWorld {
  /// Does what a policy decided for a request.
  mutating func follow(_ decision: PolicyDecision, _ slot: Int, isFirst: Bool, afterProbe: Bool) {
    let request = requests[slot]
    hash.add(request.key)
    switch decision {
    case .attempt(let planned): admit(planned, slot, wait: 0)
    case .attemptAfter(let wait, let planned): admit(planned, slot, wait: max(0, wait.count))
    case .refuse(let cause):
      hash.add(UInt64(cause?.rawValue ?? 0xFF))
      let ending: RequestEnding = isFirst || cause == .shed ? .shed : .failedPreToken
      end(slot, ending, ttft: 0, endpoint: nil, lastWasProbe: afterProbe)
    }
  }

  private mutating func admit(_ planned: PlannedAttempt, _ slot: Int, wait: Int64) {
    hash.add(UInt64(planned.endpoint) | UInt64(planned.reason.rawValue) << 32)
    hash.add(UInt64(planned.generation))
    let replica = requests[slot].replica
    invariants?.admitted(planned, replica: replica, at: time)
    let attempt = attempts.insert(
      LiveAttempt(
        planned: planned, request: slot, started: time + wait,
        plan: ServicePlan.failure(.unknown, after: 0), price: prices[planned.endpoint]))
    if wait > 0 {
      queue.push(.attemptStart, at: time + wait, index: attempt, use: attempts.use(of: attempt))
    } else {
      send(attempt)
    }
  }

  /// An attempt reaches its endpoint; its whole course is known from here.
  mutating func send(_ slot: Int) {
    let request = requests[attempts[slot].request]
    let planned = attempts[slot].planned
    attempts[slot].started = time
    attempts[slot].price = prices[planned.endpoint]
    var plan = serve(request, at: planned.endpoint)
    plan.limit(budget: max(1, planned.budget.count), deadline: max(1, request.deadline - time))
    attempts[slot].plan = plan
    if plan.occupies { physics[planned.endpoint].enter() }
    let isTrial =
      planned.reason == .probe
      && (options.policy != .routeConsole
        || recorder.shadow.isTrial(replica: request.replica, endpoint: planned.endpoint))
    attempts[slot].isTrial = isTrial
    recorder.attemptStarted(
      AttemptRecord(
        feature: request.feature, endpoint: planned.endpoint, replica: request.replica,
        isFirst: request.attempts == 0, isTrialProbe: isTrial, at: time, plan: plan,
        picoUSD: attempts[slot].price.picoUSD(of: usage(of: plan, request: request))))
    requests[attempts[slot].request].attempts += 1
    let use = attempts.use(of: slot)
    if let first = plan.firstToken {
      queue.push(.firstToken, at: time + first, index: slot, use: use)
    } else {
      queue.push(.attemptEnd, at: time + (plan.end ?? 0), index: slot, use: use)
    }
  }

  /// What an attempt uses.
  func usage(of plan: ServicePlan, request: LiveRequest) -> TokenUsage {
    guard plan.isCharged else { return TokenUsage() }
    return TokenUsage(input: request.promptTokens, output: plan.outputTokens)
  }

  /// The first token of an attempt comes.
  mutating func firstTokenCame(_ slot: Int, use: UInt32) {
    guard attempts.isCurrent(slot, use: use) else { return }
    let attempt = attempts[slot]
    let request = requests[attempt.request]
    let end = attempt.started + (attempt.plan.end ?? 0)
    queue.push(.attemptEnd, at: max(time, end), index: slot, use: use)
    guard !isReportLost(request, endpoint: attempt.planned.endpoint) else { return }
    tell(.firstToken(attempt.planned.id), replica: request.replica)
  }

  /// An attempt comes to its planned end.
  mutating func attemptEnded(_ slot: Int, use: UInt32) {
    guard attempts.isCurrent(slot, use: use) else { return }
    finish(slot, as: attempts[slot].plan.ending)
  }

  /// Ends an attempt, reports it and decides what its request does next.
  private mutating func finish(_ slot: Int, as ending: OutcomeClass, isCut: Bool = false) {
    let attempt = attempts[slot]
    let request = requests[attempt.request]
    attempts.remove(slot)
    if attempt.plan.occupies { physics[attempt.planned.endpoint].leave() }
    let usage = usage(of: attempt.plan, request: request)
    let outcome = Outcome(
      ending, ttft: attempt.plan.firstToken.map { Nanoseconds($0) },
      latency: Nanoseconds(time - attempt.started), usage: usage, retryAfter: attempt.plan.retryAfter)
    hash.add(UInt64(ending.rawValue) | UInt64(attempt.planned.endpoint) << 8)
    hash.add(signed: outcome.latency.count)
    let cost = attempt.price.picoUSD(of: usage)
    recorder.attemptEnded(startedAt: attempt.started, picoUSD: cost, isWasted: ending != .ok)
    invariants?.ended(attempt.planned, replica: request.replica, picoUSD: cost)
    report(outcome, attempt, request)
    conclude(attempt, request, outcome, isCut: isCut)
  }

  private mutating func conclude(
    _ attempt: LiveAttempt, _ request: LiveRequest, _ outcome: Outcome, isCut: Bool
  ) {
    let slot = attempt.request
    let wasProbe = attempt.isTrial
    if outcome.class == .ok, let first = attempt.plan.firstToken {
      let ttft = attempt.started + first - request.arrived
      end(slot, .succeeded, ttft: ttft, endpoint: attempt.planned.endpoint, lastWasProbe: wasProbe)
    } else if attempt.plan.firstToken != nil {
      let ending: RequestEnding = outcome.class == .cancelled && !isCut ? .partial : .failedMidStream
      end(slot, ending, ttft: 0, endpoint: nil, lastWasProbe: wasProbe)
    } else if time >= request.deadline {
      end(slot, .failedPreToken, ttft: 0, endpoint: nil, lastWasProbe: wasProbe)
    } else {
      let decision = fleet[request.replica].next(
        &requests[slot].call, after: isCut ? .overloaded : outcome.class, retryAfter: outcome.retryAfter,
        at: clock(request.replica))
      follow(decision, slot, isFirst: false, afterProbe: wasProbe)
    }
  }

  /// Ends a request.
  private mutating func end(
    _ slot: Int, _ ending: RequestEnding, ttft: Int64, endpoint: Int?, lastWasProbe: Bool
  ) {
    let request = requests[slot]
    requests.remove(slot)
    endedInAll += 1
    hash.add(ending.rawValue)
    var record = RequestRecord(feature: request.feature, arrived: request.arrived, ending: ending)
    record.ttft = ttft
    record.latency = time - request.arrived
    record.lastWasProbe = lastWasProbe
    if let endpoint {
      record.quality = scores[request.feature * geography.endpointCount + endpoint]?.mean
      record.hasMoved = sessions[request.feature].serve(request: request.number, at: endpoint)
    }
    recorder.requestEnded(record)
    if ending != .succeeded, ending != .partial { scheduleCallerRetry(request) }
  }

  /// Ends calls that are still open at a drain's deadline.
  ///
  /// What has begun to answer breaks off; what has not is asked elsewhere, as after a refusal for want of room.
  mutating func cut(_ ids: [AttemptID], replica: Int) {
    for slot in attempts.slots {
      guard ids.contains(attempts[slot].planned.id), requests[attempts[slot].request].replica == replica
      else { continue }
      let hasBegun = attempts[slot].plan.firstToken.map { attempts[slot].started + $0 <= time } ?? false
      if !hasBegun { attempts[slot].plan.firstToken = nil }
      attempts[slot].plan.outputTokens = hasBegun ? max(1, attempts[slot].plan.outputTokens / 2) : 0
      finish(slot, as: .cancelled, isCut: true)
    }
  }
}

extension Price {
  /// What tokens cost, in pico-dollars.
  func picoUSD(of usage: TokenUsage) -> Int64 {
    Int64(usage.input) * input + Int64(usage.cachedInput) * cachedInput
      + Int64(usage.cacheWrite) * cacheWrite + Int64(usage.output) * output
  }
}
