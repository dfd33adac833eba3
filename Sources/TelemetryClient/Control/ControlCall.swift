internal import Documents
internal import Transport
public import Wire

/// A request to a control API.
public enum ControlCall: Sendable, Hashable {
  /// Everything at this moment.
  case snapshot
  /// Events since a number or an instant; the newest where neither is given.
  case events(since: String?)
  /// Audit lines since a number or an instant; the newest where neither is given.
  case audit(since: String?)
  /// Snapshots of the recent past between two instants.
  case history(from: Moment, to: Moment)
  /// What everything cost, summed up by `feature`, `endpoint`, `provider`, `hour`, `day`, with commas; since an
  /// instant, or by this process.
  case cost(by: String?, since: String? = nil)
  /// How the candidates of a feature stand.
  case explain(feature: String)
  /// What an act would do.
  case preview(ActRequest)
  /// An act, if nothing has changed since a revision.
  case act(ActRequest, revision: UInt64?)
  /// That an act was begun and not sent.
  case cancelled(ActRequest)

  var path: String {
    switch self {
    case .snapshot: "/api/v1/snapshot"
    case .events(let since): "/api/v1/events" + Self.query("since", since)
    case .audit(let since): "/api/v1/audit" + Self.query("since", since)
    case .history(let from, let to):
      "/api/v1/history?from=\(PercentEncoding.encode(from.text))&to=\(PercentEncoding.encode(to.text))"
    case .cost(let by, nil): "/api/v1/cost" + Self.query("by", by)
    case .cost(nil, let since): "/api/v1/cost" + Self.query("since", since)
    case .cost(let by?, let since?):
      "/api/v1/cost" + Self.query("by", by) + "&since=" + PercentEncoding.encode(since)
    case .explain(let feature): "/api/v1/explain" + Self.query("feature", feature)
    case .preview: "/api/v1/acts/preview"
    case .act: "/api/v1/acts"
    case .cancelled: "/api/v1/acts/cancelled"
    }
  }

  private static func query(_ name: String, _ value: String?) -> String {
    value.map { "?\(name)=\(PercentEncoding.encode($0))" } ?? ""
  }

  private var body: [UInt8]? {
    switch self {
    case .preview(let act), .act(let act, _), .cancelled(let act): act.json()
    case .snapshot, .events, .audit, .history, .cost, .explain: nil
    }
  }

  /// How long an act may take: the longest time in which a system elsewhere may have to confirm it, and half a minute.
  ///
  /// Whoever gave up earlier would not know what became of it.
  public static let longestAct = Duration.seconds(600 + 30)

  /// How long the whole may take.
  var timeouts: TransferTimeouts {
    if case .act = self { return TransferTimeouts(connect: .seconds(3), total: Self.longestAct) }
    return TransferTimeouts(connect: .seconds(3), total: .seconds(10))
  }

  func request(to server: ServerAddress, from caller: ControlCaller) -> OutgoingRequest {
    var fields = caller.fields
    let body = body
    if body != nil { fields.append(HeaderField("content-type", "application/json")) }
    if case .act(_, let revision?) = self { fields.append(HeaderField("if-match", "\"\(revision)\"")) }
    return OutgoingRequest(
      method: body == nil ? "GET" : "POST", url: server.base + path, fields: fields, body: body,
      timeouts: timeouts, tls: server.tls)
  }
}
