internal import Documents
internal import RoutingEngine
internal import Wire

/// Ask and tell, and benchmark results.
extension ControlService {
  mutating func route<Host: EngineHost & ~Copyable>(_ request: ControlRequest, on host: inout Host)
    -> ControlReply
  {
    let shape = "give { \"feature\", \"prompt_tokens\", \"session\", \"exclude\" }"
    guard let node = try? Self.node(in: request.body) else {
      return .unreadable("the body is no question", hint: shape)
    }
    if let problem = RouteQuestion.problem(in: node) { return .unreadable(problem, hint: shape) }
    guard let question = RouteQuestion(node) else {
      return .unreadable("the body is no question", hint: shape)
    }
    do throws(AskDesk.Refused) {
      return ControlReply(body: try ask.answer(question, on: &host).json())
    } catch {
      switch error {
      case .unknownFeature: return Self.unknown("feature", question.feature)
      case .unknownEndpoint(let name): return Self.unknown("endpoint", name)
      case .notHere: return .notHere
      case .refused(let refusal): return Self.refused(refusal)
      }
    }
  }

  private static func unknown(_ what: String, _ name: String) -> ControlReply {
    ControlReply(
      404,
      ControlFailure(
        code: "unknown_\(what)", message: "there is no \(what) \(quoted(name))",
        hint: "see the snapshot for the names"
      ))
  }

  private static func refused(_ refusal: Refusal) -> ControlReply {
    let message: String
    switch refusal.cause {
    case .shed: message = "the pool of this feature has no room"
    case .noCandidate: message = "no endpoint of this feature may be asked"
    case .incapable: message = "the prompt fits no endpoint of this feature"
    case .retriesSpent: message = "the budget of this feature for retries is spent"
    case .tooManyInFlight: message = "more calls are in flight than the engine follows"
    }
    var reply = ControlReply(
      503, ControlFailure(code: refusal.cause.code, message: message, hint: "ask again after Retry-After"))
    reply.retryAfterSeconds = max(1, Int(refusal.retryAfter.seconds.rounded(.up)))
    return reply
  }

  mutating func outcomes<Host: EngineHost & ~Copyable>(
    _ request: ControlRequest, on host: inout Host
  ) -> ControlReply {
    guard let list = (try? Self.node(in: request.body))?["outcomes"]?.array else {
      return .unreadable("the body holds no list \"outcomes\"")
    }
    guard list.count <= AskDesk.batchLimit else {
      return .unreadable(
        "more than \(AskDesk.batchLimit) outcomes in one batch", hint: "send them in several requests")
    }
    for (place, node) in list.enumerated() {
      guard let problem = OutcomeReport.problem(in: node) else { continue }
      return .unreadable("outcome \(place) \(problem)", hint: "none of them was taken; see docs/api.md")
    }
    guard let counts = ask.take(list.compactMap { OutcomeReport($0) }, on: &host) else { return .notHere }
    isShareStale = true
    return ControlReply(body: counts.json())
  }

  /// Takes benchmark results in: `{ "scores": [ { "feature", "endpoint", "mean", "n" } ] }`.
  mutating func quality<Host: EngineHost & ~Copyable>(
    _ request: ControlRequest, by author: ActAuthor, on host: inout Host
  ) -> ControlReply {
    guard let list = (try? Self.node(in: request.body))?["scores"]?.array else {
      return .unreadable("the body holds no list \"scores\"")
    }
    var inputs: [Input] = []
    var words: [String] = []
    for (place, item) in list.enumerated() {
      guard let feature = index(of: item["feature"]?.string, in: host.configuration.features.map(\.id)),
        let endpoint = index(of: item["endpoint"]?.string, in: host.configuration.endpoints.map(\.id))
      else {
        return ControlReply(
          404,
          ControlFailure(
            code: "unknown_target",
            message: "score \(place) names a feature or an endpoint that does not exist",
            hint: "see the snapshot for the names"))
      }
      guard let mean = item["mean"]?.number, mean >= 0, mean <= 1 else {
        return .unreadable("score \(place) has no \"mean\" from 0 to 1")
      }
      let samples = item["n"]?.integer.map { Int(clamping: $0) } ?? 0
      inputs.append(
        .quality(FeatureIndex(feature), EndpointIndex(endpoint), QualityScore(mean: mean, samples: samples)))
      words.append(
        "\(host.configuration.features[feature].id) on \(host.configuration.endpoints[endpoint].id) "
          + "\((mean * 100).rounded() / 100) (n \(samples))")
    }
    for input in inputs where !host.report(input) { return .notHere }
    desk.takeEvents(of: &host)
    if !words.isEmpty { desk.recordQuality(Self.listed(words), by: author, on: host, journal: &journal) }
    isShareStale = true
    return ControlReply(body: Array("{\"accepted\":\(inputs.count)}\n".utf8))
  }

  /// The most scores that an audit line spells out.
  private static let listedScores = 8

  private static func listed(_ words: [String]) -> String {
    let more = words.count - listedScores
    return words.prefix(listedScores).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  private func index(of name: String?, in names: [String]) -> Int? {
    name.flatMap { names.firstIndex(of: $0) }
  }
}

extension Refusal.Cause {
  /// The word for programs.
  var code: String {
    switch self {
    case .shed: "shed"
    case .noCandidate: "no_candidate"
    case .incapable: "incapable"
    case .retriesSpent: "retries_spent"
    case .tooManyInFlight: "too_many_in_flight"
    }
  }
}
