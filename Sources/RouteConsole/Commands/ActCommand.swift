internal import Documents
internal import RoutingEngine
internal import TelemetryClient
internal import Wire

/// `drain`, `undrain`, `flip`, `breaker` and `share`: acts on a running server.
struct ActCommand {
  let shell: any Shell

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    let act = request(invocation)
    guard !act.reason.isEmpty else {
      throw .usage(
        "--reason is blank; say why, for the audit log keeps it", help: invocation.command.name)
    }
    guard act.reason.count <= ActRequest.longestReason else {
      throw .usage(
        "--reason is longer than \(ActRequest.longestReason) characters", help: invocation.command.name)
    }
    guard ActRequest.leases.contains(act.lease) else {
      throw .usage("--lease must be at least 1s", help: invocation.command.name)
    }
    var connection = try ServerConnection(invocation, shell: shell)
    let preview = try preview(of: act, &connection)
    guard !invocation.has(.dryRun) else {
      try shell.write(
        invocation.has(.json)
          ? Self.line(preview)
          : SnapshotText.plain(ActText.preview(preview, isForced: act.force), keepsLines: true))
      if let refusal = preview.refusal, !act.force {
        throw .refused("\(act.order.words) would be refused: \(refusal)")
      }
      return
    }
    let shell = shell
    let answer = try connection.ask(.act(act, revision: preview.revision)) {
      shell.complain(
        "\(act.order.words): sent, not confirmed yet; waiting for the system that routes (ending this command does not "
          + "take the act back)")
    }
    guard case .receipt(let receipt) = answer else {
      preconditionFailure("An act is answered by a receipt.")
    }
    try shell.write(
      invocation.has(.json)
        ? Self.line(receipt) : SnapshotText.plain(ActText.receipt(receipt), keepsLines: true))
    try check(receipt)
  }

  private func preview(of act: ActRequest, _ connection: inout ServerConnection) throws(CommandError)
    -> ActPreview
  {
    guard case .preview(let preview) = try connection.ask(.preview(act)) else {
      preconditionFailure("A preview is answered by a preview.")
    }
    return preview
  }

  /// Ends with the status that says what came of the act.
  private func check(_ receipt: ActReceipt) throws(CommandError) {
    let words = receipt.act.order.words
    let reason = receipt.reason ?? "no reason was given"
    switch receipt.outcome {
    case .applied: return
    case .refused:
      let canForce = receipt.preview?.typedToken != nil && !receipt.act.force
      throw .refused("\(words) was refused: \(reason)\(canForce ? "; --force does it all the same" : "")")
    case .conflict: throw .conflict("\(words) was not done: \(reason); look again, then repeat it")
    // What another system did not confirm may be in force there all the same.
    case .failed where receipt.document != nil: throw .failed("\(words) was not confirmed: \(reason)")
    case .failed, .cancelled: throw .failed("\(words) was not done: \(reason)")
    }
  }

  private func request(_ invocation: Invocation) -> ActRequest {
    let operands = invocation.arguments
    let order: Order
    switch invocation.command.name {
    case .drain: order = .drain(Scope(text: operands[0]))
    case .undrain: order = .undrain(Scope(text: operands[0]))
    case .flip: order = .flip(feature: operands[0], to: invocation.text(.to), now: invocation.has(.now))
    case .breaker:
      guard let wanted = BreakerOrder(rawValue: operands[1]) else {
        preconditionFailure("The parser let an unknown order pass.")
      }
      order = .breaker(Scope(text: operands[0]), wanted)
    case .share:
      guard let percent = ValueShape.percent(operands[2]) else {
        preconditionFailure("The parser let a wrong percentage pass.")
      }
      order = .share(feature: operands[0], endpoint: operands[1], percent: percent)
    default: preconditionFailure("\(invocation.command.name.rawValue) is no act.")
    }
    return ActRequest(
      order, reason: invocation.text(.reason) ?? "", lease: invocation.duration(.lease) ?? .minutes(30),
      force: invocation.has(.force))
  }

  private static func line(_ shape: some JSONWritable) -> String {
    String(decoding: shape.json(), as: UTF8.self) + "\n"
  }
}
