import Documents
import RoutingEngine
import Testing
import Transport
import Wire

@testable import Gateway
@testable import GatewayTrials

/// The control API over a tiny engine, without sockets.
struct ServiceBench {
  var service: ControlService
  var host = TinyHost()
  private var instant = Instant(nanoseconds: 0)

  static let operatorToken = "operator-token"
  static let viewerToken = "viewer-token"

  init(
    environment: String? = nil, tokens: Bool = false, journal: any ActJournal = NoJournal(),
    earlier: EarlierSession = EarlierSession()
  ) throws {
    var access = ControlAccess.thisMachine
    if tokens {
      access = ControlAccess(
        viewers: try TokenTable(Array("victor \(Self.viewerToken)".utf8), shownAs: "viewers"),
        operators: try TokenTable(Array("mira \(Self.operatorToken)".utf8), shownAs: "operators"))
    }
    let setup = ControlSetup(
      mode: "serve", environment: environment, engine: "r-3", run: "run", version: "1.0", access: access)
    service = ControlService(
      setup, configuration: host.configuration, started: host.now, earlier: earlier, journal: journal,
      loginName: { $0 == 1_000 ? "jon" : nil })
  }

  /// A request from this machine.
  static func request(
    _ method: RequestHead.Method, _ target: String, _ body: String = "", token: String? = nil,
    peer: ConnectionPeer = .address("127.0.0.1")
  ) -> ControlRequest {
    let halves = target.split(separator: "?", maxSplits: 1).map(String.init)
    var request = ControlRequest(method, halves[0], peer: peer)
    if halves.count > 1 {
      request.query = halves[1].split(separator: "&").map { part in
        let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
        return ControlRequest.Pair(name: pair[0], value: pair.count > 1 ? pair[1] : "")
      }
    }
    request.body = Array(body.utf8)
    request.fields.authorization = token.map { Array("Bearer \($0)".utf8) }
    return request
  }

  /// The reply to a request; the wish for a stream is a failure here.
  mutating func reply(_ request: ControlRequest) -> ControlReply {
    guard case .reply(let reply) = service.answer(request, on: &host, at: instant) else {
      Issue.record("\(request.path) is answered by a stream")
      return .notFound
    }
    return reply
  }

  mutating func get(_ target: String, token: String? = nil) -> ControlReply {
    reply(Self.request(.get, target, token: token))
  }

  mutating func post(_ target: String, _ body: String, token: String? = nil, ifMatch: String? = nil)
    -> ControlReply
  {
    var request = Self.request(.post, target, body, token: token)
    request.fields.ifMatch = ifMatch
    return reply(request)
  }

  /// Moves the loop's clock, so that nothing is shared with what was asked before.
  mutating func wait(_ duration: Duration) { instant = instant.advanced(by: duration) }
}

extension ControlReply {
  /// The body as a document.
  func node() throws -> Node { try Document.parse(body, dialect: .json) }

  /// The code of a failure.
  func code() throws -> String? { try node()["error"]?["code"]?.string }

  var text: String { String(decoding: body, as: UTF8.self) }
}
