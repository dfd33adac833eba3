import RoutingEngine
import Transport

/// What providers send, and what time brings.
extension InferencePart {
  /// The exchange that a transfer belongs to; nil where it is somebody else's.
  func owner(of id: TransferID) -> Int? {
    guard id.slot < owners.count, owners[id.slot] >= 0 else { return nil }
    let slot = Int(owners[id.slot])
    return exchanges[slot]?.transfer == id ? slot : nil
  }

  /// Takes the head of a provider's response; that of an error is not waited for as long as an answer.
  mutating func responseBegan(
    _ slot: Int, _ head: ResponseHead, _ interToken: Nanoseconds, _ loop: inout EventLoop
  ) {
    guard let exchange = exchanges[slot] else { return }
    exchange.reader?.began(head)
    guard exchange.reader?.isError == true else { return }
    exchange.headCame = loop.timestamp
    if exchange.limit(interToken: interToken) < exchange.timerAt { arm(slot, interToken, &loop) }
  }

  /// Takes a piece of a provider's response.
  mutating func responseBody(
    _ slot: Int, _ bytes: Span<UInt8>, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    guard let exchange = exchanges[slot] else { return }
    var out: [UInt8] = []
    swap(&out, &exchange.held)
    let step = exchange.reader?.read(bytes, into: &out) ?? .more
    take(step, slot, exchange, &out, &core, &loop)
  }

  /// Takes the end of a provider's response.
  mutating func responseEnded(
    _ slot: Int, _ failure: TransferFailure?, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    guard let exchange = exchanges[slot] else { return }
    if let transfer = exchange.transfer { owners[transfer.slot] = -1 }
    var out: [UInt8] = []
    swap(&out, &exchange.held)
    let step = exchange.reader?.ended(failure, at: loop.wallTime, into: &out) ?? .more
    exchange.transfer = nil
    take(step, slot, exchange, &out, &core, &loop)
  }

  /// Carries out what a piece of an answer led to.
  private mutating func take(
    _ step: AttemptReader.Step, _ slot: Int, _ exchange: Exchange, _ out: inout [UInt8],
    _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    guard let hasContent = exchange.reader?.hasContent, let isStreaming = exchange.chat?.isStreaming else {
      return
    }
    if exchange.reader?.takeProgress() == true {
      exchange.lastProgress = loop.timestamp
      if isStreaming { noteProgress(slot, exchange, &core, &loop) }
    }
    switch step {
    case .more:
      guard isStreaming, hasContent || exchange.isCommitted else {
        swap(&out, &exchange.held)
        return
      }
      commit(exchange, core, &loop)
      deliver(exchange, out, core, &loop)
    case .complete: complete(slot, exchange, isStreaming, out, &core, &loop)
    case .failed(let failure):
      // What came before the break is the caller's, provided that it is part of an answer.
      if isStreaming, hasContent || exchange.isCommitted {
        commit(exchange, core, &loop)
        deliver(exchange, out, core, &loop)
      }
      fail(slot, failure, &core, &loop)
    }
  }

  /// Notes the first content of a stream, and its end: after both the next limit may be nearer.
  private mutating func noteProgress(
    _ slot: Int, _ exchange: Exchange, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    let isFirst = exchange.firstToken == nil && exchange.reader?.hasContent == true
    guard isFirst || exchange.reader?.isWhole == true else { return }
    if isFirst {
      exchange.firstToken = loop.timestamp
      if let attempt = exchange.attempt { core.tell(.firstToken(attempt.id), at: loop.timestamp) }
    }
    if exchange.limit(interToken: core.plan.interToken) < exchange.timerAt {
      arm(slot, core.plan.interToken, &loop)
    }
  }

  /// Begins the answer to the caller: from here on it belongs to this endpoint.
  private func commit(_ exchange: Exchange, _ core: borrowing GatewayCore, _ loop: inout EventLoop) {
    guard !exchange.isCommitted else { return }
    exchange.isCommitted = true
    let fields = AnswerFields.answer(way(of: exchange, core), isStreaming: true)
    loop.beginResponse(exchange.connection, status: 200, fields: fields, body: .stream)
  }

  /// Sends a piece on, and makes the provider wait where the caller is slow.
  private func deliver(
    _ exchange: Exchange, _ out: [UInt8], _ core: borrowing GatewayCore, _ loop: inout EventLoop
  ) {
    guard !out.isEmpty else { return }
    show(exchange, out, core)
    if !loop.writeBody(out.span, to: exchange.connection), let transfer = exchange.transfer {
      exchange.holdUp(at: loop.timestamp)
      loop.pause(transfer)
    }
  }

  private func show(_ exchange: Exchange, _ out: [UInt8], _ core: borrowing GatewayCore) {
    guard core.journal.isFull else { return }
    exchange.shown += out.prefix(JournalEntry.textLimitBytes - exchange.shown.count)
  }

  /// Ends an answer that is whole; the connection to the provider gets a moment to end in good order.
  private mutating func complete(
    _ slot: Int, _ exchange: Exchange, _ isStreaming: Bool, _ out: [UInt8], _ core: inout GatewayCore,
    _ loop: inout EventLoop
  ) {
    if let transfer = exchange.transfer {
      owners[transfer.slot] = -1
      lingering.append((transfer, loop.timestamp + InferencePart.lingering))
      if exchange.isHeldUp { loop.resume(transfer) }
    }
    if isStreaming {
      commit(exchange, core, &loop)
    } else {
      let fields = AnswerFields.answer(way(of: exchange, core), isStreaming: false)
      loop.beginResponse(exchange.connection, status: 200, fields: fields, body: .length(out.count))
    }
    show(exchange, out, core)
    loop.writeBody(out.span, to: exchange.connection)
    loop.endResponse(exchange.connection)
    exchange.transfer = nil
    endAttempt(slot, .ok, nil, &core, &loop)
    finish(slot, .ok, nil, &core, &loop)
  }

  // MARK: Time

  /// Arms the exchange's timer for its next limit.
  mutating func arm(_ slot: Int, _ interToken: Nanoseconds, _ loop: inout EventLoop) {
    guard let exchange = exchanges[slot] else { return }
    if let timer = exchange.timer { loop.cancel(timer) }
    let limit = exchange.limit(interToken: interToken)
    let wait = min(max(.zero, limit - loop.timestamp), InferencePart.signOfLife)
    exchange.timerAt = loop.timestamp + wait
    exchange.timer = loop.schedule(
      InferencePart.timerKind << 28 | UInt32(slot), after: .nanoseconds(wait.count))
  }

  /// Takes the exchange's timer.
  mutating func timerFired(_ slot: Int, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    guard let exchange = exchanges[slot], let attempt = exchange.attempt else { return }
    exchanges[slot]?.timer = nil
    exchanges[slot]?.timerAt = Timestamp(nanoseconds: .max)
    let now = loop.timestamp
    if exchange.isHeldUp { exchanges[slot]?.lastProgress = now }
    guard let limit = exchanges[slot]?.limit(interToken: core.plan.interToken), limit <= now else {
      if exchange.firstToken != nil { core.tell(.firstToken(attempt.id), at: now) }
      arm(slot, core.plan.interToken, &loop)
      return
    }
    if exchange.phase == .pausing {
      authorize(slot, &core, &loop)
    } else if exchange.reader?.mayEnd == true || exchange.reader?.isError == true {
      endHere(slot, exchange, &core, &loop)
    } else if exchange.isCommitted, exchange.lastMoment(of: attempt) <= now {
      let provider = exchange.target?.provider ?? ""
      endAttempt(slot, .cancelled, nil, &core, &loop)
      breakOff(slot, .deadline(provider), .cancelled, &core, &loop)
    } else if exchange.reader?.hasContent == true {
      fail(slot, .stalled(core.plan.interToken), &core, &loop)
    } else if exchange.phase == .authorizing, exchange.credentialBy != nil,
      let id = exchange.target?.credential
    {
      lackCredential(slot, id, &core, &loop)
    } else {
      let isStreaming = exchange.chat?.isStreaming == true
      let late = ProviderFailure.late(
        now - exchange.attemptStarted, isStreaming: isStreaming, isCallersHaste: exchange.isCutShort)
      // Whoever waits for a credential in place of a refused one waits for no endpoint.
      let isWaiting = exchange.phase == .authorizing
      fail(slot, isWaiting ? exchange.refusal?.failure ?? late : late, &core, &loop)
    }
  }

  /// Ends an answer that is complete, or an error whose status is known, and whose provider leaves the connection
  /// open.
  private mutating func endHere(
    _ slot: Int, _ exchange: Exchange, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    let transfer = exchange.transfer
    responseEnded(slot, nil, &core, &loop)
    if let transfer { loop.cancel(transfer) }
  }

  /// Cancels the connections of answers that are whole and whose providers do not end them.
  mutating func tick(_ loop: inout EventLoop) {
    guard !lingering.isEmpty else { return }
    let now = loop.timestamp
    for entry in lingering where entry.until <= now { loop.cancel(entry.id) }
    lingering.removeAll { $0.until <= now }
  }

  /// Follows a change of configuration: what is under way goes on where it is.
  mutating func relocate(_ relocation: Relocation, from old: EngineConfiguration) {
    for slot in exchanges.indices {
      guard let exchange = exchanges[slot] else { continue }
      exchanges[slot]?.routed = exchange.routed.flatMap { relocation.moved($0) }
      guard let attempt = exchange.attempt, exchange.former == nil else { continue }
      if relocation.closed.contains(attempt.id) {
        exchanges[slot]?.former = FormerCall(exchange.feature ?? "", attempt.endpoint, in: old)
      } else if let endpoint = relocation.endpoints[attempt.endpoint.value] {
        exchanges[slot]?.attempt?.endpoint = endpoint
      }
    }
  }

  /// Ends the calls that an engine's drain wants cut.
  mutating func cut(_ ids: [AttemptID], _ core: inout GatewayCore, _ loop: inout EventLoop) {
    for slot in exchanges.indices {
      guard let exchange = exchanges[slot], let id = exchange.attempt?.id, ids.contains(id) else { continue }
      if exchange.reader?.isDelivered == true {
        endHere(slot, exchange, &core, &loop)
        continue
      }
      fail(slot, .cut("the endpoint was drained and its deadline passed"), &core, &loop)
    }
  }

  /// Ends everything that is under way, at nobody's fault but ours: the process is about to end.
  mutating func endAll(_ core: inout GatewayCore, _ loop: inout EventLoop) {
    for slot in exchanges.indices {
      guard let exchange = exchanges[slot] else { continue }
      if exchange.reader?.isDelivered == true {
        endHere(slot, exchange, &core, &loop)
        continue
      }
      endAttempt(slot, .local, nil, &core, &loop)
      if exchange.isCommitted {
        breakOff(slot, .shuttingDown, .local, &core, &loop)
      } else {
        refuse(slot, .shuttingDown, &core, &loop)
      }
    }
  }
}
