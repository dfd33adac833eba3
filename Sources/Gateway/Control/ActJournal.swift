public import Wire

/// Where acts are kept so that they survive the process.
///
/// An act is written, and the disk has it, before the engine hears of it; one that cannot be written is not
/// done.
public protocol ActJournal {
  /// Keeps an act that is about to be applied, and where its author sits.
  ///
  /// - Throws: why it cannot be kept; the act must not be done then.
  mutating func keep(_ receipt: ActReceipt, by author: ActAuthor) throws(ActJournalError)
  /// Makes sure, as far as that can be known before, that an act can be kept; for acts that another system does.
  ///
  /// - Throws: why it cannot be kept; the other system must not be told then.
  mutating func prepare() throws(ActJournalError)
  /// Keeps a line of the audit log; one that cannot be written waits for room, and until then `keep` refuses.
  mutating func note(_ line: AuditLine)
  /// Writes down how everything is; a failure is the journal's own business.
  mutating func write(_ moment: SessionMoment)
  /// What the hours of a span have cost, earlier processes included.
  ///
  /// - Parameters:
  ///   - from: an instant of the first hour.
  ///   - to: an instant of the last hour.
  ///   - period: what each line is the sum of; nil for the whole span.
  /// - Returns: the report; nil where no ledger is kept.
  /// - Throws: why the ledger cannot be read.
  func cost(
    from: Moment, to: Moment, by period: CostReport.Period?
  ) throws(ActJournalError) -> CostReport?
}

extension ActJournal {
  /// Is always ready.
  public mutating func prepare() throws(ActJournalError) {}

  /// Writes nothing down.
  public mutating func write(_ moment: SessionMoment) {}

  /// Knows no past.
  public func cost(
    from: Moment, to: Moment, by period: CostReport.Period?
  ) throws(ActJournalError) -> CostReport? { nil }
}

/// Why an act cannot be kept.
public struct ActJournalError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was tried, on what, what came back, and what to do.
  public let description: String

  /// Describes a failure.
  public init(_ description: String) { self.description = description }
}

/// Keeps nothing: for demos and drills.
public struct NoJournal: ActJournal {
  /// Makes a journal that keeps nothing.
  public init() {}

  /// Forgets the act.
  public mutating func keep(_ receipt: ActReceipt, by author: ActAuthor) throws(ActJournalError) {}

  /// Forgets the line.
  public mutating func note(_ line: AuditLine) {}
}
