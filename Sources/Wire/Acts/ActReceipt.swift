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
  /// Why, where it was not applied.
  public var reason: String?
  /// The preview it was judged by.
  public var preview: ActPreview?

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
    writer.object { writeFields(to: &$0) }
  }

  func writeFields(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.field("act", act)
    writer.field("actor", actor)
    writer.field("at", at)
    writer.field("revision", revision)
    writer.field("outcome", outcome.rawValue)
    writer.field("reason", reason)
    writer.field("preview", preview)
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
  }
}

/// A line of the audit log: a receipt, and where its author sat.
public struct AuditLine: Sendable, Hashable {
  /// What came of the act.
  public var receipt: ActReceipt
  /// The machine the act came from.
  public var host: String?
  /// The terminal it was typed at.
  public var tty: String?
  /// The address it came from; nil for the same process.
  public var remote: String?

  /// Adds a place to a receipt.
  public init(receipt: ActReceipt, host: String? = nil, tty: String? = nil, remote: String? = nil) {
    self.receipt = receipt
    self.host = host
    self.tty = tty
    self.remote = remote
  }
}

extension AuditLine: JSONWritable, WireReadable {
  /// Writes the line; the preview stays in the receipt that its author got.
  public func write(to writer: inout JSONWriter) {
    var bare = receipt
    bare.preview = nil
    writer.object {
      bare.writeFields(to: &$0)
      $0.field("host", host)
      $0.field("tty", tty)
      $0.field("remote", remote)
    }
  }

  /// Reads a line; nil where its receipt cannot be read.
  public init?(_ node: Node) {
    guard let receipt = ActReceipt(node) else { return nil }
    self.init(receipt: receipt, host: node.text("host"), tty: node.text("tty"), remote: node.text("remote"))
  }
}
