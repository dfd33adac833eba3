// Update: what the feed tells.

internal import RoutingEngine
internal import Wire

extension Model {
  /// Takes a piece of news.
  mutating func take(_ news: FeedNews) -> [Effect] {
    switch news {
    case .snapshot(let snapshot): return take(snapshot)
    case .past(let snapshots):
      history.fill(snapshots)
      if let frozen, let number = history.number(at: frozen.snapshot.at) { self.frozen?.number = number }
    case .events(let lines):
      feed.take(events: lines)
      if screen == .events { settle() }
    case .audit(let lines):
      feed.take(audit: lines)
      if screen == .audit { settle() }
    case .preview(let ticket, let preview):
      return losses.take(preview, under: ticket) ? [] : take(.known(preview), under: ticket)
    case .receipt(let ticket, let receipt): return take(receipt, under: ticket)
    case .failed(let ticket, let failure):
      return losses.take(nil, under: ticket) ? [] : take(failure, under: ticket)
    case .cost(let report):
      feed.take(cost: report)
      if screen == .cost { settle() }
    case .explanation(let feature, let lines): feed.take(explanation: lines, of: feature)
    case .simulation(let status):
      feed.take(simulation: status)
      if screen == .simulate { settle() }
    case .identity(let name, let canAct):
      settings.operatorName = name
      settings.traits.canAct = canAct
      if !canAct, !settings.isReadOnly { settings.readOnlyReason = "\(name) is a viewer" }
    case .link(let state): feed.take(link: state)
    case .over: return [.quit(.asked)]
    case .notice(let text, let kind): hear(text, kind)
    case .report(let title, let lines):
      // Whoever is typing or deciding is not interrupted: the first line is told, and stays.
      if overlay == nil {
        overlay = .report(title: title, lines: lines)
      } else {
        tell("\(title): \(lines.first ?? "")", isBad: true)
      }
    }
    return []
  }

  /// Takes a line of the server's log; it never covers one that is bad and was not dismissed.
  private mutating func hear(_ text: String, _ kind: NoticeKind) {
    guard kind != .news || !(notice?.isBad ?? false) else { return }
    tell(text, isBad: kind == .bad)
  }

  private mutating func take(_ snapshot: SystemSnapshot) -> [Effect] {
    let isTurnedBack = feed.snapshot.map { snapshot.at < $0.at } ?? false
    feed.take(snapshot, now: now)
    history.append(snapshot)
    if isTurnedBack { frozen = nil }
    results.follow(snapshot, now: now, pace: pace)
    settle()
    return reviseDialog(snapshot) + explainFocused() + askLosses(snapshot)
  }

  /// The dialog closes itself if its target changed, else asks again what would come of it.
  private mutating func reviseDialog(_ snapshot: SystemSnapshot) -> [Effect] {
    guard case .act(var dialog) = overlay else { return [] }
    switch dialog.pin.change(dialog.chosen, in: snapshot) {
    case .none: break
    case .changed(let author):
      let isOwn = author == settings.operatorName
      let name = author.map { ", \($0)" } ?? ""
      let why = "its target was changed by " + (isOwn ? "an act of yours" : "somebody else\(name)")
      close(dialog, because: why)
      return cancelled(dialog, because: why)
    case .leaseEnded(let id):
      // Nobody did it, so that nobody's act is on record.
      close(dialog, because: "the order on \(id) has ended with its lease")
      return []
    }
    dialog.follow(snapshot)
    let effects = dialog.isForecast ? askForecast(&dialog) : []
    overlay = .act(dialog)
    return effects
  }

  /// Closes a dialog that its operator did not close, and says why.
  private mutating func close(_ dialog: ActDialog, because reason: String) {
    overlay = nil
    // The rest of a reason must not run as keys of the table.
    deafUntil = now + Self.rowSettles
    tell("\(dialog.title): closed, \(reason); look again", isBad: true)
  }

  /// Asks what would come of a dialog's request.
  mutating func askForecast(_ dialog: inout ActDialog) -> [Effect] {
    let ticket = ticket()
    guard let snapshot = feed.snapshot, dialog.waitsForProbes(in: snapshot) else {
      dialog.await(ticket)
      return [.order(.preview(ticket, dialog.request()))]
    }
    let ramp = self.ticket()
    dialog.await(ticket, ramp: ramp)
    return [.order(.preview(ticket, dialog.request())), .order(.preview(ramp, dialog.rampRequest))]
  }

  private mutating func take(_ forecast: ActDialog.Forecast, under ticket: Ticket) -> [Effect] {
    guard case .act(var dialog) = overlay, dialog.take(forecast, under: ticket) else { return [] }
    overlay = .act(dialog)
    // There may be more to say than there is room for. Nobody did that, so that nobody's act is on record.
    _ = closeUnreadableDialog()
    return []
  }

  private mutating func take(_ failure: ControlFailure, under ticket: Ticket) -> [Effect] {
    let text = failure.message + (failure.hint.map { "; \($0)" } ?? "")
    let moment = now
    let isAct = results.change(ticket) { act in
      act.stage = .failed(text)
      act.finishedAt = moment
    }
    if isAct { return [] }
    if case .act(var dialog) = overlay, dialog.take(.failed(text), under: ticket) {
      overlay = .act(dialog)
      return []
    }
    tell(text, isBad: true)
    return []
  }

  private mutating func take(_ receipt: ActReceipt, under ticket: Ticket) -> [Effect] {
    let moment = now
    var remark: String?
    _ = results.change(ticket) { act in
      switch receipt.outcome {
      case .applied:
        act.revision = receipt.revision
        remark = receipt.reason
        act.stage = .accepted
        act.acceptedAt = moment
      case .cancelled:
        act.stage = .cancelled
        act.finishedAt = moment
      case .refused, .conflict, .failed:
        let none = act.endpoints.count > 1 ? ", none of \(act.endpoints.count) done:" : ""
        act.stage = .failed("\(receipt.outcome.rawValue.uppercased())\(none) \(receipt.reason ?? "")")
        act.finishedAt = moment
      }
    }
    if let remark { tell(remark) }
    return []
  }

  /// On the route screen the feature under the cursor is explained as often as figures come.
  func explainFocused() -> [Effect] {
    guard screen == .routes || details != nil, let feature = focusedFeature else { return [] }
    return [.order(.explain(feature: feature.id))]
  }

  /// Puts on record that a dialog was left without acting.
  ///
  /// - Parameters:
  ///   - dialog: the dialog.
  ///   - why: why it closed, where its operator did not close it.
  /// - Returns: the order; nothing of a dry run.
  func cancelled(_ dialog: ActDialog, because why: String? = nil) -> [Effect] {
    guard !dialog.isDryRun else { return [] }
    var request = dialog.request()
    if let why {
      let typed = request.reason.isEmpty ? "" : request.reason + "; "
      request.reason = String("\(typed)closed by itself: \(why)".prefix(ActRequest.longestReason))
    }
    return [.order(.cancelled(request))]
  }
}
