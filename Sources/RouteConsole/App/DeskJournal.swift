internal import Archive
internal import Gateway
internal import Wire

/// What the desk asks before an act is done, and where everything is written down: the state directory, or
/// nowhere.
struct DeskJournal: ActJournal {
  /// Nil keeps nothing, for drills that leave no trace.
  var recorder: SessionRecorder?

  func prepare() throws(ActJournalError) {
    try keeping { () throws(ArchiveError) in try recorder?.prepare() }
  }

  func keep(_ receipt: ActReceipt, by author: ActAuthor) throws(ActJournalError) {
    let act = KeptAct(receipt, host: author.host, tty: author.tty, remote: author.remote)
    try keeping { () throws(ArchiveError) in try recorder?.keep(act: act) }
  }

  private func keeping(_ work: () throws(ArchiveError) -> Void) throws(ActJournalError) {
    do {
      try work()
    } catch {
      throw ActJournalError(
        "the act cannot be put on record and is not done: \(error.description) Make room or mend the disk there"
      )
    }
  }

  func note(_ line: AuditLine) { recorder?.note(line) }

  func cost(
    from: Moment, to: Moment, by period: CostReport.Period?
  ) throws(ActJournalError) -> CostReport? {
    do {
      return try recorder?.cost(from: from, to: to, by: period)
    } catch {
      throw ActJournalError("the ledger cannot be read: \(error.description)")
    }
  }

  func write(_ moment: SessionMoment) {
    recorder?.record(moment.snapshot, events: moment.events, cost: moment.cost)
    recorder?.book(moment.ledger, former: moment.former, in: moment.configuration, at: moment.snapshot.at)
  }
}
