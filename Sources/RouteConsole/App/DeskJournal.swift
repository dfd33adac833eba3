internal import Archive
internal import Gateway
internal import Wire

/// What the desk asks before an act is done: the recorder of the state directory, or nobody.
struct DeskJournal: ActJournal {
  /// Nil keeps nothing, for drills that leave no trace.
  var recorder: SessionRecorder?

  func keep(_ receipt: ActReceipt) throws(ActJournalError) {
    do {
      try recorder?.keep(act: receipt)
    } catch {
      throw ActJournalError("the act cannot be kept and is not done: \(error.description)")
    }
  }

  func note(_ line: AuditLine) { recorder?.note(line) }
}

extension SessionRecorder {
  /// What earlier processes ordered, as the desk restores it.
  var earlierActs: [EarlierAct] { earlier.map { EarlierAct($0.act, actor: $0.actor, at: $0.at) } }
}
