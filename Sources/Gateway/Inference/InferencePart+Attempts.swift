import RoutingEngine
import Transport

/// The way of a request: routed, asked, and asked elsewhere until somebody answers.
extension InferencePart {
  /// Reads a request that is complete and asks for the first endpoint.
  mutating func begin(_ slot: Int, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    guard let exchange = exchanges[slot] else { return }
    guard !isEnding else {
      refuse(slot, .shuttingDown, &core, &loop)
      return
    }
    var body: [UInt8] = []
    swap(&body, &exchange.body)
    let chat: ChatRequest
    do {
      chat = try ChatRequest(body)
    } catch {
      refuse(slot, error, &core, &loop)
      return
    }
    let name = exchange.hints.feature ?? chat.model
    let field = exchange.hints.feature == nil ? "model" : "x-route-feature"
    switch core.plan.destination(name) {
    case .unknownFeature:
      refuse(slot, .unknownFeature(name, known: core.plan.features, in: field), &core, &loop)
    case .unknownEndpoint(let id): refuse(slot, .unknownEndpoint(id, in: field), &core, &loop)
    case .noCandidate(let id, let feature):
      let feature = core.plan.features[feature.value]
      refuse(slot, .noCandidate(id, feature: feature, in: field), &core, &loop)
    case .feature(let feature, let only?) where core.isDrained(only, of: feature, at: loop.timestamp):
      let (id, feature) = (core.plan.targets[only.value].id, core.plan.features[feature.value])
      refuse(slot, .drainedEndpoint(id, feature: feature, in: field), &core, &loop)
    case .feature(let feature, let only):
      exchange.feature = core.plan.features[feature.value]
      exchange.chat = chat
      begin(slot, exchange, chat, of: feature, only: only, &core, &loop)
    }
  }

  private mutating func begin(
    _ slot: Int, _ exchange: Exchange, _ chat: ChatRequest, of feature: FeatureIndex, only: EndpointIndex?,
    _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    var routed = RoutedRequest(
      feature: feature, arrived: exchange.arrived, promptTokens: UInt32(clamping: chat.promptTokens),
      session: exchange.hints.session, isStreaming: chat.isStreaming, needs: chat.needs,
      deadline: exchange.hints.deadline.map { exchange.arrived + $0 }, only: only)
    // A rescue writes the request anew, which nobody can where a tool is no function.
    if chat.isStreaming, chat.needs.isDisjoint(with: .otherTools) {
      exchange.rescues = core.plan.rescues[feature.value]
    }
    if only == nil, !core.canBeMet(routed) { routed.needs.remove(.prefill) }
    guard only != nil || core.canBeMet(routed) else {
      // The caller's mistake, of which the engine does not hear: what it refuses counts as the feature's failure.
      let error = core.error(
        .incapable, retryAfter: .zero, of: routed, ownField: chat.ownField, at: loop.timestamp)
      refuse(slot, error, &core, &loop)
      return
    }
    let decision = route(&routed, &core, at: loop.timestamp)
    exchange.routed = routed
    switch decision {
    case .attempt(let attempt): ask(slot, attempt, &core, &loop)
    case .refuse(let refusal):
      let error = core.error(
        refusal.cause, retryAfter: refusal.retryAfter, of: routed, ownField: chat.ownField, at: loop.timestamp
      )
      refuse(slot, error, &core, &loop)
    }
  }

  /// Asks the engine; a beginning of the answer that nobody can go on from becomes history, as it is to OpenAI.
  private func route(
    _ routed: inout RoutedRequest, _ core: inout GatewayCore, at now: Timestamp
  ) -> Decision {
    let decision = core.engine.route(&routed, at: now)
    guard case .refuse(let refusal) = decision, refusal.cause == .incapable, routed.needs.contains(.prefill)
    else { return decision }
    routed.needs.remove(.prefill)
    return core.engine.route(&routed, at: now)
  }

  /// Begins an attempt: gets its credential, and sends.
  mutating func ask(
    _ slot: Int, _ attempt: Attempt, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    take(attempt, slot, core, at: loop.timestamp)
    authorize(slot, &core, &loop)
  }

  /// Begins an attempt at the moment the endpoint asked to be left alone until.
  mutating func ask(
    _ slot: Int, _ attempt: Attempt, after wait: Nanoseconds, _ core: inout GatewayCore,
    _ loop: inout EventLoop
  ) {
    take(attempt, slot, core, at: loop.timestamp, after: wait)
    exchanges[slot]?.phase = .pausing
    arm(slot, core.plan.interToken, &loop)
  }

  private mutating func take(
    _ attempt: Attempt, _ slot: Int, _ core: borrowing GatewayCore, at now: Timestamp,
    after wait: Nanoseconds = .zero
  ) {
    guard let exchange = exchanges[slot] else { return }
    exchange.attempt = attempt
    exchange.target = core.plan.targets[attempt.endpoint.value]
    exchange.attemptStarted = now + wait
    exchange.isCutShort = CallersDeadline.cutsShort(
      attempt, of: exchange.routed, wish: exchange.hints.deadline, after: wait, core.engine.configuration,
      at: now)
    exchange.firstToken = nil
    exchange.reader = nil
    // A credential is for one provider: the next attempt begins without any.
    exchange.credential = nil
    exchange.credentialBy = nil
    exchange.refusal = nil
  }

  /// Sends the request of an attempt.
  mutating func send(_ slot: Int, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    guard let exchange = exchanges[slot], let target = exchange.target, let chat = exchange.chat else {
      return
    }
    let continuation = exchange.rescued.map { Continuation(rescueWay(exchange, target), after: $0) }
    let scan = exchange.rescued == nil ? chat.scan : nil
    let upstream: UpstreamRequest
    switch request(slot, target, scan) {
    case .success(let written): upstream = written
    case .failure(.caller(let error)) where error.isOfUnknownKind:
      // A provider of the callers' own protocol may know it.
      fail(slot, .unreadable(error), &core, &loop)
      return
    case .failure(.caller(let error)):
      abandon(slot, &core, &loop)
      guard !exchange.isCommitted else {
        breakOff(slot, error, .invalidRequest, &core, &loop)
        return
      }
      refuse(slot, error, &core, &loop)
      return
    case .failure(.endpoint(let failure)):
      fail(slot, failure, &core, &loop)
      return
    }
    core.countDropped(upstream.droppedFields)
    exchange.droppedFields += upstream.droppedFields
    let wish = AttemptReader.Wish(
      isStreaming: chat.isStreaming, wantsUsage: chat.wantsUsage, promptTokens: chat.promptTokens,
      requestID: requestID(exchange, core), model: target.endpoint.model,
      provider: target.provider, created: loop.wallTime.seconds, tracksText: !exchange.rescues.isEmpty)
    exchange.reader = AttemptReader(
      target, scan: target.splicing == nil ? nil : scan, wish: wish, continuing: continuation)
    let timeouts = TransferTimeouts(connect: InferencePart.connectTimeout, total: nil)
    do {
      let transfer = try target.start(upstream, exchange.credential, timeouts: timeouts, on: &loop)
      while owners.count <= transfer.slot { owners.append(-1) }
      owners[transfer.slot] = Int32(slot)
      exchange.transfer = transfer
      exchange.phase = .asking
      arm(slot, core.plan.interToken, &loop)
    } catch {
      fail(slot, ProviderFailure(.connect, status: 0, message: error.description), &core, &loop)
    }
  }

  /// Why a request cannot be written for an endpoint.
  enum Unwritable: Error {
    case caller(GatewayError)
    case endpoint(ProviderFailure)
  }

  /// The request for an endpoint: the caller's own bytes where they fit, else written anew.
  mutating func request(
    _ slot: Int, _ target: EndpointTarget, _ scan: RequestScan?
  ) -> Result<UpstreamRequest, Unwritable> {
    if let scan, let source = exchanges[slot]?.chat?.source, let spliced = target.spliced(source, scan) {
      return .success(spliced)
    }
    do {
      guard var unified = try readWhole(slot) else {
        return .failure(.caller(.field(nil, "the request is gone")))
      }
      if let exchange = exchanges[slot], let rescued = exchange.rescued,
        rescueWay(exchange, target) == .prefill
      {
        let beginning = String(Continuation.trimmed(rescued.text))
        // Thought alone is no beginning, and an empty one is refused.
        if !beginning.isEmpty { unified.messages.append(.assistant(AssistantMessage(text: beginning))) }
        unified.maxOutputTokens = unified.maxOutputTokens.map { max(1, $0 - Int(rescued.usage.output)) }
      }
      return .success(try target.adapter.request(unified, for: target.endpoint))
    } catch let error as GatewayError {
      return .failure(.caller(error))
    } catch let failure as ProviderFailure {
      return .failure(.endpoint(failure))
    } catch {
      return .failure(.endpoint(.untranslatable("the request", "cannot be written")))
    }
  }

  private mutating func readWhole(_ slot: Int) throws(GatewayError) -> UnifiedRequest? {
    guard var chat = exchanges[slot]?.chat else { return nil }
    let unified = try chat.unified()
    exchanges[slot]?.chat = chat
    return unified
  }

  /// How an endpoint rescues: by going on where the feature says so and it can, else by answering again.
  private func rescueWay(_ exchange: Exchange, _ target: EndpointTarget) -> Continuation.Way {
    exchange.rescues.first == .prefill && target.capabilities.contains(.prefill) ? .prefill : .replay
  }

  // MARK: Ends of attempts

  /// Reports the end of the attempt under way and books it; what was used counts where the provider worked.
  mutating func endAttempt(
    _ slot: Int, _ outcome: OutcomeClass, _ failure: ProviderFailure?, _ core: inout GatewayCore,
    _ loop: inout EventLoop
  ) {
    guard let exchange = exchanges[slot], let attempt = exchange.attempt else { return }
    stopTransfer(exchange, &loop)
    let now = loop.timestamp
    // A provider that began to answer, or was stopped while it worked, is owed what it did.
    let status = exchange.reader?.status ?? 0
    let worked = (200...299).contains(status) || (exchange.transfer != nil && status == 0)
    let usage = worked ? exchange.reader?.usage ?? TokenUsage() : TokenUsage()
    let spent = now - exchange.attemptStarted
    // What the provider was made to wait for a slow caller is not its own slowness.
    let result = Outcome(
      outcome, ttft: exchange.firstToken.map { $0 - exchange.attemptStarted },
      latency: spent - exchange.takeHeldUp(at: now), usage: usage, retryAfter: failure?.retryAfter)
    let cost = core.book(result, of: attempt, former: exchange.former, at: now)
    exchange.tries.append(
      Exchange.Try(
        endpoint: exchange.target?.id ?? "", reason: attempt.reason, outcome: outcome,
        startedAt: loop.wallNanoseconds - spent.count, ttft: result.ttft, latency: spent,
        usage: usage, cost: cost, code: failure?.code, retryAt: failure?.retryAfter.map { now + $0 }))
    exchange.transfer = nil
    exchange.attempt = nil
    exchange.former = nil
  }

  /// Stops what the provider may still be sending; the exchange goes on to tell that there was a transfer.
  mutating func stopTransfer(_ exchange: Exchange, _ loop: inout EventLoop) {
    guard let transfer = exchange.transfer else { return }
    owners[transfer.slot] = -1
    loop.cancel(transfer)
  }

  /// Ends an attempt that was never sent and for which nobody is to blame but the caller.
  private mutating func abandon(_ slot: Int, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    endAttempt(
      slot, .invalidRequest, ProviderFailure(.invalidRequest, status: 0, message: ""), &core, &loop)
  }

  /// Takes the failure of the attempt under way: another endpoint is asked, or the caller told.
  mutating func fail(
    _ slot: Int, _ failure: ProviderFailure, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    guard let exchange = exchanges[slot], exchange.attempt != nil, let target = exchange.target else {
      return
    }
    var failure = failure.hiding(exchange.credential)
    if failure.circumstance == .credentialExpired, renew(slot, failure, &core, &loop) { return }
    let hasContent = exchange.reader?.hasContent == true
    // What a provider says in the middle of an answer means there what it means before; a transport that ends there
    // cuts the answer, however it ends.
    if hasContent, failure.status == 0 { failure.outcome = .cut }
    let delivered = exchange.reader?.delivered
    let isCallersHaste = failure.circumstance == .callersHaste
    // Whoever goes on elsewhere for the caller's haste books it when it is known whether anybody goes on.
    if exchange.isCommitted || !isCallersHaste {
      endAttempt(slot, isCallersHaste ? .local : failure.outcome, failure, &core, &loop)
    }
    if exchange.isCommitted {
      noteDelivered(slot, delivered, target)
      // What is wrong with the caller's own request no other model is asked to rescue.
      if hasContent, failure.outcome.isAnswer { exchange.rescues = [] }
      rescue(slot, failure, target, &core, &loop)
    } else {
      exchanges[slot]?.held.removeAll()
      goOn(slot, failure, target, &core, &loop)
    }
  }

  // MARK: Rescue

  /// Notes what the attempt that broke has delivered, and what that took.
  private func noteDelivered(_ slot: Int, _ delivered: DeliveredText?, _ target: EndpointTarget) {
    guard let exchange = exchanges[slot] else { return }
    guard let delivered, delivered.isTextOnly else {
      exchange.rescues = []
      return
    }
    let last = exchange.tries.last?.usage ?? TokenUsage()
    var usage = TokenUsage(output: last.output, isEstimate: last.isEstimate)
    if let before = exchange.rescued?.usage {
      // One that answered again has said what was delivered before, too.
      let isMore = rescueWay(exchange, target) == .prefill
      usage.output = isMore ? before.output &+ usage.output : max(before.output, usage.output)
      usage.isEstimate = usage.isEstimate || before.isEstimate
    }
    let id = exchange.rescued?.id ?? delivered.id ?? exchange.reader?.envelope?.id ?? "chatcmpl-rescued"
    exchange.rescued = RescuedAnswer(
      text: (exchange.rescued?.text ?? "") + delivered.text, id: id, usage: usage)
  }

  /// Lets another endpoint go on with a broken stream where the feature allows it, or ends the stream with an error.
  private mutating func rescue(
    _ slot: Int, _ failure: ProviderFailure, _ target: EndpointTarget, _ core: inout GatewayCore,
    _ loop: inout EventLoop
  ) {
    while let way = exchanges[slot]?.rescues.first, var routed = exchanges[slot]?.routed, !isEnding {
      if way == .prefill, isAtLimit(slot) {
        endAtLimit(slot, target, &core, &loop)
        return
      }
      routed.needs = (exchanges[slot]?.chat?.needs ?? []).union(way == .prefill ? .prefill : [])
      let step = core.engine.next(
        &routed, after: failure.outcome, retryAfter: failure.retryAfter, at: loop.timestamp)
      switch step {
      case .attempt(let attempt):
        exchanges[slot]?.routed = routed
        ask(slot, attempt, &core, &loop)
        return
      case .attemptAfter(let wait, let attempt):
        exchanges[slot]?.routed = routed
        ask(slot, attempt, after: wait, &core, &loop)
        return
      case .done, .fail: exchanges[slot]?.rescues.removeFirst()
      }
    }
    breakOff(slot, GatewayError(failure, from: target.provider), failure.outcome, &core, &loop)
  }

  /// Whether what was delivered is all that the caller wants at most.
  private mutating func isAtLimit(_ slot: Int) -> Bool {
    guard let used = exchanges[slot]?.rescued?.usage.output,
      let most = (try? readWhole(slot))?.maxOutputTokens
    else { return false }
    return Int(used) >= most
  }

  /// Ends a broken stream that has come to the caller's limit of tokens, as its provider would have.
  private mutating func endAtLimit(
    _ slot: Int, _ target: EndpointTarget, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    guard let exchange = exchanges[slot], let chat = exchange.chat, let rescued = exchange.rescued else {
      return
    }
    var usage = exchange.tries.last?.usage ?? TokenUsage()
    (usage.output, usage.isEstimate) = (rescued.usage.output, rescued.usage.isEstimate)
    let envelope = AnswerEnvelope(
      id: rescued.id, model: target.endpoint.model, created: loop.wallTime.seconds)
    var writer = ChunkWriter(
      envelope, includesUsage: chat.wantsUsage, provider: target.provider, continues: true)
    var out: [UInt8] = []
    let end = Finish(reason: .length, providerReason: "length")
    for event in [StreamEvent.finished(end), .completed] { writer.append(event, to: &out, estimate: usage) }
    loop.writeBody(out.span, to: exchange.connection)
    loop.endResponse(exchange.connection)
    finish(slot, .ok, nil, &core, &loop)
  }

  /// Ends a stream that cannot go on: with a typed error, never as if it were whole.
  mutating func breakOff(
    _ slot: Int, _ error: GatewayError, _ outcome: OutcomeClass, _ core: inout GatewayCore,
    _ loop: inout EventLoop
  ) {
    guard let connection = exchanges[slot]?.connection else { return }
    var event: [UInt8] = []
    event.append(literal: "data: ")
    event += error.body
    event.append(literal: "\n\n")
    loop.writeBody(event.span, to: connection)
    loop.endResponse(connection)
    finish(slot, outcome, error, &core, &loop)
  }
}
