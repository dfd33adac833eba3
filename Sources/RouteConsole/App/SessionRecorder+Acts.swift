internal import Archive
internal import Gateway
internal import Wire

/// The recorder of the state directory is the one the desk asks before an act is done.
extension SessionRecorder: ActJournal {
  func keep(_ receipt: ActReceipt) throws(ActJournalError) {
    do {
      try keep(act: receipt)
    } catch {
      throw ActJournalError("the act cannot be kept and is not done: \(error.description)")
    }
  }
}

extension SessionRecorder {
  /// What earlier processes ordered, as the desk restores it.
  var earlierActs: [EarlierAct] { earlier.map { EarlierAct($0.act, actor: $0.actor, at: $0.at) } }
}
