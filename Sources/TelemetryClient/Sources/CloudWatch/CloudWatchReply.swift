internal import Documents
internal import Transport

/// The answer to `GetMetricData` in JSON 1.0.
struct CloudWatchReply: Sendable, Hashable {
  struct Result: Sendable, Hashable {
    var id: String
    /// Seconds since 1970, the start of each period, and its value.
    var points: [(start: Int64, value: Double)]
    var status: String

    static func == (a: Result, b: Result) -> Bool {
      a.id == b.id && a.status == b.status && a.points.map(\.start) == b.points.map(\.start)
        && a.points.map(\.value) == b.points.map(\.value)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(id) }
  }

  var results: [Result] = []
  var nextToken: String?
  var messages: [String] = []

  static func read(
    _ answer: SourceAnswer, from system: String, wall: WallTime
  ) throws(SourceProblem) -> CloudWatchReply {
    let root: Node?
    do { root = try Document.parse(answer.body, dialect: .json) } catch { root = nil }
    guard (200..<300).contains(answer.status) else { throw failure(root, answer, system, wall) }
    guard let root, let list = root["MetricDataResults"]?.array else {
      throw SourceProblem(.lasting, "\(system) answered without MetricDataResults; is it CloudWatch?")
    }
    var reply = CloudWatchReply()
    reply.nextToken = root["NextToken"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    reply.messages = (root["Messages"]?.array ?? []).compactMap {
      $0["Value"]?.string.map(SourceProblem.quoted)
    }
    for item in list {
      guard let id = item["Id"]?.string else { continue }
      let times = item["Timestamps"]?.array ?? []
      let values = item["Values"]?.array ?? []
      var points: [(start: Int64, value: Double)] = []
      for (time, value) in zip(times, values) {
        // Written as a float, some with an exponent.
        guard let start = time.number, abs(start) < 1e12, let value = value.number else { continue }
        points.append((Int64(start), value))
      }
      reply.results.append(Result(id: id, points: points, status: item["StatusCode"]?.string ?? "Complete"))
    }
    return reply
  }

  private static func failure(
    _ root: Node?, _ answer: SourceAnswer, _ system: String, _ wall: WallTime
  ) -> SourceProblem {
    let type = root?["__type"]?.string ?? ""
    let code = String(type.split(separator: "#").last ?? "")
    let message = root?["message"]?.string ?? root?["Message"]?.string
    let words = [code.isEmpty ? nil : code, message].compactMap { $0 }.joined(separator: ": ")
    var problem = answer.problem(of: system, words.isEmpty ? nil : words, wall: wall)
    switch code {
    case "Throttling", "ThrottlingException", "InternalServiceError", "InternalServiceFault":
      problem.kind = .passing
    case "ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId",
      "InvalidSignatureException":
      problem.kind = .unauthorised
    default: break
    }
    return problem
  }
}
