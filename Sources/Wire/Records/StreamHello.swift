public import Documents

/// The first message of a stream: whose it is, and who reads it.
public struct StreamHello: Sendable, Hashable {
  /// The name of the process that answers.
  public var engine: String
  /// Names this run of the process; numbers of lines count within it.
  public var run: String
  /// The name that acts of this reader are recorded under.
  public var actor: String
  /// What the reader may do: `viewer` or `operator`.
  public var role: String
  /// Whether the stream goes on where the reader left off; else everything begins anew.
  public var isResumed: Bool

  /// Describes a stream.
  public init(engine: String, run: String, actor: String, role: String, isResumed: Bool) {
    self.engine = engine
    self.run = run
    self.actor = actor
    self.role = role
    self.isResumed = isResumed
  }
}

extension StreamHello: JSONWritable, WireReadable {
  /// Writes the message.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("schema_version", SystemSnapshot.schemaVersion)
      $0.field("engine", engine)
      $0.field("run", run)
      $0.field("actor", actor)
      $0.field("role", role)
      $0.field("resumed", isResumed)
    }
  }

  /// Reads the message; nil without a run.
  public init?(_ node: Node) {
    guard let run = node.text("run") else { return nil }
    self.init(
      engine: node.text("engine") ?? "", run: run, actor: node.text("actor") ?? "",
      role: node.text("role") ?? "viewer", isResumed: node.flag("resumed"))
  }
}
