public import Documents
internal import RoutingEngine
public import Wire

/// An act as the journal keeps it: what a later process needs to put it in force again.
public struct KeptAct: Sendable, Hashable {
  /// The number of its receipt.
  public var id: UInt64
  /// What was ordered.
  public var act: ActRequest
  /// Who ordered it.
  public var actor: String
  /// When it came into force.
  public var at: Moment
  /// The endpoints that its scope named then.
  public var affected: [String]
  /// The machine it came from.
  public var host: String?
  /// The terminal it was typed at.
  public var tty: String?
  /// The address it came from; nil for the same process.
  public var remote: String?

  /// Describes an act.
  public init(id: UInt64, act: ActRequest, actor: String, at: Moment, affected: [String]) {
    self.id = id
    self.act = act
    self.actor = actor
    self.at = at
    self.affected = affected
  }

  /// What has to be kept of a receipt, with the place that its act came from.
  public init(_ receipt: ActReceipt, host: String? = nil, tty: String? = nil, remote: String? = nil) {
    self.init(
      id: receipt.id, act: receipt.act, actor: receipt.actor, at: receipt.at,
      affected: receipt.preview?.affected ?? [])
    (self.host, self.tty, self.remote) = (host, tty, remote)
  }

  /// What the audit log would say of it; the revision afterwards is not known any more.
  var auditLine: AuditLine {
    AuditLine(
      receipt: ActReceipt(id: id, act: act, actor: actor, at: at, revision: 0, outcome: .applied),
      host: host, tty: tty, remote: remote)
  }

  /// When its lease ends.
  public var leaseEnds: Moment { at.advanced(byMilliseconds: act.lease.count / 1_000_000) }
}

extension KeptAct: JSONWritable, WireReadable {
  /// Writes a line of the journal.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("id", id)
      $0.field("at", at)
      $0.field("actor", actor)
      $0.field("act", act)
      $0.field("affected", affected)
      $0.field("host", host)
      $0.field("tty", tty)
      $0.field("remote", remote)
    }
  }

  /// Reads a line of the journal; nil where something is missing.
  public init?(_ node: Node) {
    guard let number = node["id"]?.integer, let id = UInt64(exactly: number),
      let at = node["at"]?.string.flatMap({ Moment(text: $0) }), let actor = node["actor"]?.string,
      let act = node["act"].flatMap({ ActRequest($0) })
    else { return nil }
    self.init(
      id: id, act: act, actor: actor, at: at, affected: node["affected"]?.array?.compactMap(\.string) ?? [])
    (host, tty, remote) = (node["host"]?.string, node["tty"]?.string, node["remote"]?.string)
  }
}
