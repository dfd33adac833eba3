public import Documents
public import Wire

/// An act as the other side is told of it, with the shares that follow from it.
public struct OutgoingAct: Sendable, Hashable {
  /// The number of its receipt; the other side may see it more than once.
  public var id: UInt64
  /// Names the run of this process, so that numbers of another run are told apart.
  public var run: String
  /// What is wanted.
  public var act: ActRequest
  /// Who wants it.
  public var actor: String
  /// When.
  public var at: Moment
  /// The revision of the routing table that follows; it grows.
  public var revision: UInt64
  /// The shares of every feature, as they are to be.
  public var features: [FeatureShares]

  /// The shares of one feature.
  public struct FeatureShares: Sendable, Hashable {
    /// Its id.
    public var id: String
    /// Where its requests are to go; the shares add up to 1.
    public var serving: [ServedShare]

    /// Describes a feature's shares.
    public init(id: String, serving: [ServedShare]) {
      self.id = id
      self.serving = serving
    }
  }

  /// Describes an act for the other side.
  public init(
    id: UInt64, run: String, act: ActRequest, actor: String, at: Moment, revision: UInt64,
    features: [FeatureShares]
  ) {
    self.id = id
    self.run = run
    self.act = act
    self.actor = actor
    self.at = at
    self.revision = revision
    self.features = features
  }
}

extension OutgoingAct {
  /// How the receipt of the act names this document.
  public var sent: SentDocument { SentDocument(id: "\(run)-\(id)", revision: revision) }
}

extension OutgoingAct: JSONWritable {
  /// Writes the document that webhook, command and file get.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("schema_version", 1)
      $0.field("id", sent.id)
      $0.field("receipt", id)
      $0.field("at", at)
      $0.field("revision", revision)
      $0.field("actor", actor)
      $0.field("act", act)
      $0.array("features") { writer in
        for feature in features {
          writer.object {
            $0.field("id", feature.id)
            $0.field("serving", feature.serving)
          }
        }
      }
    }
  }

  /// The document as bytes.
  var bytes: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return Array(writer.text.utf8)
  }
}

/// What the other side made of an act.
public enum ActConfirmation: Sendable, Hashable {
  /// It says that the act is in force; with a remark where there is one.
  case applied(String?)
  /// It says that the act is not in force, or says nothing: why.
  case failed(String)
}
