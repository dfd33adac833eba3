public import Documents
public import RoutingEngine

/// What came of an act.
public struct ActReceipt: Sendable, Hashable {
  /// Counts up in one process and its journal.
  public var id: UInt64
  /// The act.
  public var act: ActRequest
  /// Who wanted it.
  public var actor: String
  /// When it was judged.
  public var at: Moment
  /// The engine's revision afterwards.
  public var revision: UInt64
  /// What came of it.
  public var outcome: ActOutcome
  /// Why, where it was not applied; what it did beyond its words, where it was.
  public var reason: String?
  /// The preview it was judged by.
  public var preview: ActPreview?
  /// The document that the system which carries it out was sent; nil where nothing was.
  public var document: SentDocument?

  /// Describes a receipt.
  public init(
    id: UInt64, act: ActRequest, actor: String, at: Moment, revision: UInt64, outcome: ActOutcome,
    reason: String? = nil, preview: ActPreview? = nil
  ) {
    self.id = id
    self.act = act
    self.actor = actor
    self.at = at
    self.revision = revision
    self.outcome = outcome
    self.reason = reason
    self.preview = preview
  }
}

/// The document by which another system was told of an act, as its receipt names it.
public struct SentDocument: Sendable, Hashable {
  /// Its `id`.
  public var id: String
  /// Its `revision`.
  public var revision: UInt64

  /// Names a document.
  public init(id: String, revision: UInt64) {
    self.id = id
    self.revision = revision
  }
}

extension SentDocument: JSONWritable, WireReadable {
  /// Writes the value of `document`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("id", id)
      $0.field("revision", revision)
    }
  }

  /// Reads the value of `document`; nil where it is not whole.
  public init?(_ node: Node) {
    guard let id = node.text("id"), let revision = node.serial("revision") else { return nil }
    self.init(id: id, revision: revision)
  }
}

/// How an act ended.
public enum ActOutcome: String, Sendable, Hashable, CaseIterable {
  /// It is in force.
  case applied
  /// A guard rail, a role or an order that makes no sense refused it.
  case refused
  /// The target changed since the operator saw it.
  case conflict
  /// It could not be carried out.
  case failed
  /// Its author took it back before it was sent.
  case cancelled
}

extension ActOutcome {
  /// How the engine judged.
  public init(_ result: ActResult) {
    switch result {
    case .applied: self = .applied
    case .refused: self = .refused
    case .conflict: self = .conflict
    case .unknown: self = .failed
    }
  }
}

extension ActReceipt: JSONWritable, WireReadable {
  /// Writes the receipt.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("id", id)
      $0.field("act", act)
      $0.field("actor", actor)
      $0.field("at", at)
      $0.field("revision", revision)
      $0.field("outcome", outcome.rawValue)
      $0.field("reason", reason)
      $0.field("preview", preview)
      $0.field("document", document)
    }
  }

  /// Reads a receipt; nil where what it is about is missing.
  public init?(_ node: Node) {
    guard let id = node.serial("id"), let act = node.shape("act", ActRequest.self),
      let at = node.moment("at"),
      let outcome = node.text("outcome").flatMap({ ActOutcome(rawValue: $0) })
    else { return nil }
    self.init(
      id: id, act: act, actor: node.text("actor") ?? "", at: at, revision: node.serial("revision") ?? 0,
      outcome: outcome, reason: node.text("reason"), preview: node.shape("preview", ActPreview.self))
    document = node.shape("document", SentDocument.self)
  }
}
