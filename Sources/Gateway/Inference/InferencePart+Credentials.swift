import RoutingEngine
import Transport

/// What attempts are authorised with, and what a refused credential leads to.
extension InferencePart {
  /// Takes the credential for the attempt, or waits for it.
  mutating func authorize(_ slot: Int, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    guard let exchange = exchanges[slot], let target = exchange.target else { return }
    if let id = target.credential {
      let found = core.credentials.store.credential(id, at: loop.wallTime, isWanted: true, on: &loop)
      guard let credential = found, credential != exchange.refusal?.credential else {
        let state = core.credentials.store.slot(id)
        if state.isRenewing {
          exchange.phase = .authorizing
          // Where it failed before it may well fail again, and others can answer.
          exchange.credentialBy =
            state.lastFailure == nil ? nil : loop.timestamp + InferencePart.patienceWithFailingCredential
          arm(slot, core.plan.interToken, &loop)
          return
        }
        lackCredential(slot, id, &core, &loop)
        return
      }
      exchange.credential = credential
    }
    send(slot, &core, &loop)
  }

  /// Fails the attempt for want of a credential, which is our fault and not the provider's.
  mutating func lackCredential(
    _ slot: Int, _ id: CredentialID, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    guard let exchange = exchanges[slot], let target = exchange.target else { return }
    if let refused = exchange.refusal?.failure {
      fail(slot, refused, &core, &loop)
      return
    }
    // Which variable, file or service it is, is for the operator: log, events and console say so.
    let reason =
      switch core.credentials.store.slot(id).lastFailure?.kind {
      case nil: "it has not come yet"
      case .unreadable, .badInput: "its own credentials cannot be read"
      case .unanswered, .refused, .badAnswer, .insecureAddress: "its own credentials cannot be got"
      }
    core.endpointsWithoutCredential.insert(target.id)
    fail(
      slot, ProviderFailure(.auth, status: 0, message: "the gateway has no credential for it: \(reason)"),
      &core,
      &loop)
  }

  /// Goes on with the requests that waited for a credential.
  mutating func credentialChanged(_ id: CredentialID, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    core.endCredentialHolds(at: loop.timestamp, wall: loop.wallTime)
    for slot in exchanges.indices where exchanges[slot]?.phase == .authorizing {
      if exchanges[slot]?.target?.credential == id { authorize(slot, &core, &loop) }
    }
  }

  /// Takes the refusal of a credential: where another one is there or on its way, the attempt is sent once more
  /// with that, and is no failure of the endpoint.
  ///
  /// Everybody else goes on with what there is: one endpoint's refusal does not say that the others refuse too.
  ///
  /// - Returns: whether the attempt goes on.
  mutating func renew(
    _ slot: Int, _ failure: ProviderFailure, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) -> Bool {
    guard let exchange = exchanges[slot], let credential = exchange.credential,
      let id = exchange.target?.credential,
      core.credentials.store.reject(credential, of: id, at: loop.wallTime, on: &loop),
      exchange.refusal == nil, exchange.reader?.hasContent != true, !exchange.isCommitted
    else { return false }
    stopTransfer(exchange, &loop)
    exchange.transfer = nil
    exchange.reader = nil
    exchange.held.removeAll()
    exchange.refusal = (credential, failure)
    authorize(slot, &core, &loop)
    return true
  }
}
