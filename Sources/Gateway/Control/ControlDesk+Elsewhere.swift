internal import RoutingEngine
public import Wire

/// An act that another system has been told of and has not confirmed.
struct UnconfirmedAct: Sendable, Hashable {
  var receipt: ActReceipt
  var author: ActAuthor
}

/// Acts that take effect in another system.
///
/// They are judged here first, then sent out, and applied to the engine only once the other side has confirmed them, so
/// that advice and receipts never claim what is not so.
extension ControlDesk {
  /// How far an act has come.
  public enum Progress: Sendable, Hashable {
    /// It has been judged, and done or not.
    case done(ActReceipt)
    /// It was sent out under this number and waits for its confirmation.
    case sent(UInt64)
  }

  /// Judges an act, and does it or sends it out; see `perform` for the parameters.
  public mutating func begin(
    _ request: ActRequest, by author: ActAuthor, seen: UInt64?,
    on host: inout some EngineHost & ~Copyable, journal: inout some ActJournal
  ) -> Progress {
    let obstacle: String?
    switch host.acting {
    case .here: return .done(perform(request, by: author, seen: seen, on: &host, journal: &journal))
    case .elsewhere: obstacle = nil
    case .nowhere(let why): obstacle = why
    }
    let aimed = Self.aimed(request, on: host)
    let judged = host.judge(
      Act(
        aimed.request.order, actor: author.name, reason: request.reason, lease: request.lease,
        revision: revisions.engine(seen), force: request.force))
    var receipt = newReceipt(aimed, by: author, judged.preview, on: host)
    receipt.revision = receipt.preview?.revision ?? 0
    receipt.outcome = ActOutcome(judged.result)
    receipt.reason = reason(judged.result, of: receipt, seen: seen, in: host.configuration)
    if let seen, let conflict = conflict(of: request.order, seen: seen, on: host) {
      (receipt.outcome, receipt.reason) = (.conflict, conflict)
    }
    if let refusal = refusal(of: request, by: author, receipt.preview) ?? aimed.obstacle ?? obstacle {
      receipt.outcome = .refused
      receipt.reason = refusal
    }
    if receipt.outcome == .applied {
      do {
        try journal.prepare()
      } catch {
        (receipt.outcome, receipt.reason) = (.failed, error.description)
      }
    }
    guard receipt.outcome == .applied else {
      sayRefused(receipt, on: &host)
      record(receipt, by: author, journal: &journal)
      return .done(receipt)
    }
    receipt.document = host.sendOut(receipt.act, by: author.name, number: receipt.id, receipt.preview)
    unconfirmed[receipt.id] = UnconfirmedAct(receipt: receipt, author: author)
    return .sent(receipt.id)
  }

  /// What another system is told at once though it would be done here in steps: the document says how shares are to be
  /// in the end, and nothing is sent after it.
  static func atOnce(_ preview: ActPreview) -> [String] {
    let steps: String
    switch preview.act.order {
    case .undrain, .breaker(_, .auto): steps = "no ramp raises them step by step"
    case .flip(_, _, false): steps = "they do not move step by step"
    case .drain, .breaker, .flip, .share: return []
    }
    guard preview.features.contains(where: { $0.before != $0.after }) else { return [] }
    return ["the system that routes is told the shares after the act at once: \(steps)"]
  }

  /// Why an act that is to be sent out comes too late; nil where it does not.
  private func conflict(
    of order: Order, seen: UInt64, on host: borrowing some EngineHost & ~Copyable
  ) -> String? {
    if let conflict = revisions.conflict(seen, present: host.fleetSnapshot().engine.revision) {
      return conflict
    }
    // Nothing moves before the other side confirms: who has not seen that yet read too early all the same.
    return underWay(order, in: host.configuration)
  }

  /// Hears what the other side made of an act.
  ///
  /// - Parameters:
  ///   - number: the number it was sent out under.
  ///   - failure: why it is not in force there; nil where it is.
  ///   - remark: what the other side says of an act that is in force; nil for nothing.
  ///   - host: whose engine follows.
  ///   - journal: where it is kept.
  /// - Returns: what came of the act; nil for a number that nobody waits for.
  public mutating func settle(
    _ number: UInt64, failure: String?, remark: String? = nil, on host: inout some EngineHost & ~Copyable,
    journal: inout some ActJournal
  ) -> ActReceipt? {
    guard let waiting = unconfirmed.removeValue(forKey: number) else {
      return failure == nil ? settleLate(number, on: &host, journal: &journal) : nil
    }
    var receipt = waiting.receipt
    if let failure {
      expired = waiting
      receipt.outcome = .failed
      receipt.reason = failure
      sayRefused(receipt, on: &host)
    } else {
      // It is in force there, whatever has happened here since: the engine follows.
      let act = Act(
        receipt.act.order, actor: receipt.actor, reason: receipt.act.reason, lease: receipt.act.lease,
        force: true)
      finish(&receipt, act, by: waiting.author, on: &host, journal: &journal)
      let remarks = [receipt.reason, remark].compactMap(\.self)
      receipt.reason = remarks.isEmpty ? nil : remarks.joined(separator: "; ")
    }
    record(receipt, by: waiting.author, journal: &journal)
    return receipt
  }

  /// Hears that an act is in force whose confirmation nobody waited for any more: the engine follows, and the record
  /// says so beside the failure that stands there.
  private mutating func settleLate(
    _ number: UInt64, on host: inout some EngineHost & ~Copyable, journal: inout some ActJournal
  ) -> ActReceipt? {
    guard let late = expired, late.receipt.id == number else { return nil }
    expired = nil
    var receipt = late.receipt
    receipt.id = nextReceipt
    nextReceipt += 1
    let now = host.clock.moment(at: host.now)
    let seconds = max(0, Int(now.seconds(since: receipt.at).rounded()))
    receipt.at = now
    let act = Act(
      receipt.act.order, actor: receipt.actor, reason: receipt.act.reason, lease: receipt.act.lease,
      force: true)
    finish(&receipt, act, by: late.author, on: &host, journal: &journal)
    let words = "confirmed \(seconds) s after it was sent, when act \(number) had been given up"
    receipt.reason = [words, receipt.reason].compactMap(\.self).joined(separator: "; ")
    record(receipt, by: late.author, journal: &journal)
    return receipt
  }
}
