internal import Documents
internal import Transport

/// What the query API of a Prometheus-compatible store answers: the instant vector of `/api/v1/query`.
struct PrometheusReply: Sendable, Hashable {
  /// One element of the vector.
  struct Element: Sendable, Hashable {
    var labels: [Label]
    /// The value; not a number where a quantile has nothing to stand on.
    var value: Double
  }

  /// Most elements that an answer may have.
  static let maxElements = 50_000

  var elements: [Element] = []
  /// What the store found worth saying although it answered.
  var warnings: [String] = []

  /// Reads an answer.
  ///
  /// - Throws: where it is no answer to an instant query; the store's own words are quoted.
  static func read(
    _ answer: SourceAnswer, from system: String, wall: WallTime
  ) throws(SourceProblem) -> PrometheusReply {
    let limits = Document.Limits(depth: 16, bytes: 32 << 20, nodes: 2_000_000, stringBytes: 1 << 20)
    let root: Node
    do {
      root = try Document.parse(answer.body, dialect: .json, limits: limits)
    } catch {
      guard (200..<300).contains(answer.status) else { throw answer.problem(of: system, nil, wall: wall) }
      throw SourceProblem(
        .lasting, "\(system) answered with something that is no JSON (\(error)); is it the query API?")
    }
    guard (200..<300).contains(answer.status), root["status"]?.string == "success" else {
      throw failure(root, answer, system, wall)
    }
    return try success(root, system)
  }

  private static func failure(
    _ root: Node, _ answer: SourceAnswer, _ system: String, _ wall: WallTime
  ) -> SourceProblem {
    let kind = root["errorType"]?.string
    let words = [kind, root["error"]?.string].compactMap { $0 }.joined(separator: ": ")
    var problem = answer.problem(of: system, words.isEmpty ? nil : words, wall: wall)
    if kind == "timeout" || kind == "canceled" || kind == "unavailable" || kind == "internal" {
      problem.kind = .passing
    }
    return problem
  }

  private static func success(_ root: Node, _ system: String) throws(SourceProblem) -> PrometheusReply {
    var reply = PrometheusReply()
    for key in ["warnings", "infos"] {
      reply.warnings += (root[key]?.array ?? []).compactMap { $0.string.map(SourceProblem.quoted) }
    }
    let data = root["data"]
    guard let kind = data?["resultType"]?.string else {
      throw SourceProblem(.lasting, "\(system) answered without a result; is it the query API?")
    }
    if kind == "scalar", let value = value(data?["result"]) {
      reply.elements = [Element(labels: [], value: value)]
      return reply
    }
    guard kind == "vector", let results = data?["result"]?.array else {
      throw SourceProblem(
        .lasting, "\(system) answered with a \(SourceProblem.quoted(kind)), not with a vector")
    }
    guard results.count <= maxElements else {
      throw SourceProblem(
        .lasting,
        "\(system) answered with \(results.count) series, the limit is \(maxElements); name fewer labels in \"match\""
      )
    }
    for result in results {
      guard let value = value(result["value"]) else {
        if result["histogram"] != nil {
          reply.warnings.append("native histograms are left out; ask for classic buckets")
        }
        continue
      }
      let labels = (result["metric"]?.members ?? []).compactMap { member in
        member.value.string.map { Label(member.key, $0) }
      }
      reply.elements.append(Element(labels: labels, value: value))
    }
    return reply
  }

  /// The number of a `[time, "value"]` pair; numbers are text, so that they may be infinite or none.
  private static func value(_ node: Node?) -> Double? {
    guard let pair = node?.array, pair.count == 2, let text = pair[1].string else { return nil }
    return Double(text)
  }
}
