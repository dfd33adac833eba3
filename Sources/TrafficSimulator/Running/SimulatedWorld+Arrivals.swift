internal import RoutingEngine

extension SimulatedWorld {
  /// The trace that stands in for a feature's own traffic; nil where the feature has its own.
  private func trace(of feature: Int) -> Trace? {
    guard let trace = scenario.traffic.trace else { return nil }
    let replaced = trace.feature.flatMap { geography.feature($0) } ?? 0
    return replaced == feature ? trace : nil
  }

  /// Puts a feature's next arrival into the queue.
  mutating func scheduleArrival(feature: Int) {
    let next: ArrivalProcess.Next
    if let trace = trace(of: feature) {
      next = arrivals[feature].next(of: trace)
    } else if scenario.traffic.trace?.isOnly == true {
      return
    } else {
      let base = geography.world.features[feature].requestsPerSecond * scenario.traffic.scale
      let shape = scenario.traffic.shape
      let duration = scenario.duration.count
      let faults = faults
      next = arrivals[feature].next(after: time) { slot in
        base * shape.factor(at: slot, duration: duration) * faults.demandFactor(feature: feature, at: slot)
      }
    }
    switch next {
    case .arrival(let instant): queue.push(.arrival, at: max(time, instant), index: feature)
    case .pause(let instant): queue.push(.arrivalPause, at: instant, index: feature)
    case .end: return
    }
  }

  /// A request of a feature arrives.
  mutating func arrive(feature: Int) {
    let number = arrivals[feature].count
    let key = arrivals[feature].requestKey
    let sizes = requestSizes(feature: feature, key: key, number: number)
    arrivals[feature].countArrival()
    scheduleArrival(feature: feature)
    begin(
      CallerRetry(
        feature: feature, key: key, number: number, promptTokens: sizes.prompt, outputTokens: sizes.output,
        tries: 0))
  }

  /// A caller asks again after a failure.
  mutating func askAgain(_ slot: Int) {
    let again = callerRetries[slot]
    callerRetries.remove(slot)
    begin(again)
  }

  /// The caller of a request that failed asks again a second later, where the scenario says so.
  mutating func scheduleCallerRetry(_ request: LiveRequest) {
    guard request.callerTries < scenario.traffic.callerRetries else { return }
    let slot = callerRetries.insert(
      CallerRetry(
        feature: request.feature, key: Chance.mix(request.key, 1), number: request.number,
        promptTokens: request.promptTokens, outputTokens: request.outputTokens,
        tries: request.callerTries + 1))
    queue.push(.callerRetry, at: time + 1_000_000_000, index: slot)
  }

  /// A request goes to the next replica in turn and is routed.
  private mutating func begin(_ asked: CallerRetry) {
    let replica = Int(arrived % UInt64(fleet.count))
    arrived += 1
    recorder.requestArrived(at: time)
    let routed = RoutedRequest(
      feature: FeatureIndex(asked.feature), arrived: clock(replica), promptTokens: asked.promptTokens,
      session: sessions[asked.feature].session(ofRequest: asked.number))
    let deadline = geography.world.features[asked.feature].objectives.deadline
    var request = LiveRequest(
      call: PolicyCall(routed), key: asked.key, number: asked.number, feature: asked.feature,
      replica: replica, arrived: time, deadline: time + deadline.count, promptTokens: asked.promptTokens,
      outputTokens: asked.outputTokens, callerTries: asked.tries)
    let decision = fleet[replica].route(&request.call, at: clock(replica))
    follow(decision, requests.insert(request), isFirst: true, afterProbe: false)
  }

  private func requestSizes(
    feature: Int, key: UInt64, number: UInt64
  ) -> (prompt: UInt32, output: UInt32) {
    if let trace = trace(of: feature) {
      let point = trace.points[Int(number)]
      return (max(1, point.promptTokens), max(1, point.outputTokens))
    }
    let model = geography.world.features[feature]
    var prompt = model.promptTokens
    if let shift = faults.promptShift(feature: feature, at: time) {
      prompt.p50 += (shift.model.p50 - prompt.p50) * shift.strength
      if shift.model.sigma > 0 { prompt.sigma = shift.model.sigma }
    }
    return (tokens(prompt, key, .promptTokens), tokens(model.outputTokens, key, .outputTokens))
  }

  /// Draws a number of tokens, from 1 to ten million.
  private func tokens(_ model: TokenCountModel, _ key: UInt64, _ purpose: Chance.Purpose) -> UInt32 {
    let drawn = model.p50 * Chance.lognormal(sigma: model.sigma, key, purpose)
    return UInt32(max(1, min(10_000_000, drawn.rounded())))
  }
}
