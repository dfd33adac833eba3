public import Documents
internal import RoutingEngine

/// What is put on record: an operator's act, another configuration, or benchmark results.
public enum AuditedAct: Sendable, Hashable {
  /// An act on the engine.
  case act(ActRequest)
  /// The configuration was read again: from which file, and what it changes.
  case reload(file: String, change: String)
  /// Benchmark results were taken in: what they say.
  case quality(String)

  /// The word for it: that of the order, `reload` or `quality`.
  public var name: String {
    switch self {
    case .act(let request): request.order.name
    case .reload: Self.reloading
    case .quality: Self.benchmarking
    }
  }

  /// Why it was wanted, or what it changes.
  public var reason: String {
    switch self {
    case .act(let request): request.reason
    case .reload(_, let change): change
    case .quality(let scores): scores
    }
  }

  private static let reloading = "reload"
  private static let benchmarking = "quality"
}

extension AuditedAct: JSONWritable, WireReadable {
  /// Writes the body of `POST /api/v1/acts`, or what stands for a configuration or for benchmark results.
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .act(let request): request.write(to: &writer)
    case .reload(let file, let change):
      writer.object {
        $0.field("kind", name)
        $0.field("file", file)
        $0.field("reason", change)
      }
    case .quality(let scores):
      writer.object {
        $0.field("kind", name)
        $0.field("reason", scores)
      }
    }
  }

  /// Reads any of them; nil for anything else.
  public init?(_ node: Node) {
    if node.text("kind") == Self.reloading {
      self = .reload(file: node.text("file") ?? "", change: node.text("reason") ?? "")
    } else if node.text("kind") == Self.benchmarking {
      self = .quality(node.text("reason") ?? "")
    } else if let request = ActRequest(node) {
      self = .act(request)
    } else {
      return nil
    }
  }
}

/// What came of what is put on record; the preview stays in the receipt that the author of an act got.
public struct AuditReceipt: Sendable, Hashable {
  /// Counts up with the receipts of acts.
  public var id: UInt64
  /// What was wanted.
  public var act: AuditedAct
  /// Who wanted it.
  public var actor: String
  /// When it was judged.
  public var at: Moment
  /// The engine's revision afterwards; 0 where nothing was done.
  public var revision: UInt64
  /// What came of it.
  public var outcome: ActOutcome
  /// Why, where it was not applied; what it did beyond its words, where it was.
  public var reason: String?
  /// The document that the system which carries an act out was sent; nil where nothing was.
  public var document: SentDocument?

  /// Describes what came of something.
  public init(
    id: UInt64, act: AuditedAct, actor: String, at: Moment, revision: UInt64, outcome: ActOutcome,
    reason: String? = nil
  ) {
    self.id = id
    self.act = act
    self.actor = actor
    self.at = at
    self.revision = revision
    self.outcome = outcome
    self.reason = reason
  }

  /// Takes over the receipt of an act.
  public init(_ receipt: ActReceipt) {
    self.init(
      id: receipt.id, act: .act(receipt.act), actor: receipt.actor, at: receipt.at,
      revision: receipt.revision, outcome: receipt.outcome, reason: receipt.reason)
    document = receipt.document
  }
}

/// A line of the audit log: what came of something, and where its author sat.
public struct AuditLine: Sendable, Hashable {
  /// What came of it.
  public var receipt: AuditReceipt
  /// The machine it came from.
  public var host: String?
  /// The terminal it was typed at.
  public var tty: String?
  /// The address it came from; nil for the same process.
  public var remote: String?

  /// Adds a place to what came of something.
  public init(receipt: AuditReceipt, host: String? = nil, tty: String? = nil, remote: String? = nil) {
    self.receipt = receipt
    self.host = host
    self.tty = tty
    self.remote = remote
  }

  /// Adds a place to the receipt of an act.
  public init(receipt: ActReceipt, host: String? = nil, tty: String? = nil, remote: String? = nil) {
    self.init(receipt: AuditReceipt(receipt), host: host, tty: tty, remote: remote)
  }
}

extension AuditLine: JSONWritable, WireReadable {
  /// Writes the line.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("id", receipt.id)
      $0.field("act", receipt.act)
      $0.field("actor", receipt.actor)
      $0.field("at", receipt.at)
      $0.field("revision", receipt.revision)
      $0.field("outcome", receipt.outcome.rawValue)
      $0.field("reason", receipt.reason)
      $0.field("preview", String?.none)
      $0.field("document", receipt.document)
      $0.field("host", host)
      $0.field("tty", tty)
      $0.field("remote", remote)
    }
  }

  /// Reads a line; nil where what it is about is missing.
  public init?(_ node: Node) {
    guard let id = node.serial("id"), let act = node.shape("act", AuditedAct.self),
      let at = node.moment("at"),
      let outcome = node.text("outcome").flatMap({ ActOutcome(rawValue: $0) })
    else { return nil }
    var receipt = AuditReceipt(
      id: id, act: act, actor: node.text("actor") ?? "", at: at, revision: node.serial("revision") ?? 0,
      outcome: outcome, reason: node.text("reason"))
    receipt.document = node.shape("document", SentDocument.self)
    self.init(receipt: receipt, host: node.text("host"), tty: node.text("tty"), remote: node.text("remote"))
  }
}
