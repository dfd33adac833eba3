internal import Transport

/// A source that answers questions: what is asked in a round, and what the answers say.
///
/// It knows one protocol and nothing of timing; ``PollStateMachine`` decides when, and what follows from a failure.
protocol PolledSource: Sendable {
  /// Time between two rounds.
  var interval: Duration { get }

  /// The questions of a new round; what the last one left is forgotten.
  mutating func beginRound(at now: SourceMoment) -> [SourceQuestion]

  /// Takes an answer in.
  ///
  /// - Returns: questions that follow from it, such as the next page.
  /// - Throws: where the answer is of no use.
  mutating func read(
    _ answer: SourceAnswer, to question: SourceQuestion, at now: SourceMoment
  ) throws(SourceProblem) -> [SourceQuestion]

  /// What the round has brought, and what of it is missing.
  ///
  /// - Throws: where nothing is left of what it used to bring.
  mutating func endRound(at now: SourceMoment) throws(SourceProblem) -> (samples: [Sample], missing: String?)
}

/// A question of a source: a request without its credential.
struct SourceQuestion: Sendable, Hashable {
  /// What its source knows it by.
  var tag: Int
  var method = "GET"
  var url: String
  var fields: [HeaderField] = []
  var body: [UInt8]?
  /// How the request is authorised.
  var authorisation = Authorisation.bearer

  enum Authorisation: Sendable, Hashable {
    /// `Authorization: Bearer`, where the source has a credential.
    case bearer
    /// Signature Version 4 of AWS.
    case aws(region: String, service: String)
  }
}

/// An answer to a question.
struct SourceAnswer: Sendable, Hashable {
  var status: Int
  var contentType: String?
  var retryAfter: String?
  var body: [UInt8]

  init(status: Int, contentType: String? = nil, retryAfter: String? = nil, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.retryAfter = retryAfter
    self.body = body
  }

  init(status: Int, _ body: String) {
    self.init(status: status, body: Array(body.utf8))
  }

  /// The problem that a status other than 2xx is.
  ///
  /// - Parameters:
  ///   - system: who answered, for the message.
  ///   - detail: what its body says.
  ///   - wall: the time now, for a pause that is asked for by date.
  /// - Returns: the problem.
  func problem(of system: String, _ detail: String?, wall: WallTime) -> SourceProblem {
    let words = detail.map { ": " + SourceProblem.quoted($0) } ?? ""
    let text = "\(system) answered with status \(status)\(words)"
    let wait = retryAfter.flatMap { seconds($0, wall) }
    switch status {
    case 401: return SourceProblem(.unauthorised, text + "; check the source's credentials")
    case 403: return SourceProblem(.lasting, text + "; the credential may not read this")
    case 404: return SourceProblem(.lasting, text + "; check the source's address")
    case 408, 429, 500...: return SourceProblem(.passing, text, retryAfterSeconds: wait)
    case 300..<400: return SourceProblem(.lasting, text + "; give the address it leads to")
    default: return SourceProblem(.lasting, text)
    }
  }

  private func seconds(_ text: String, _ wall: WallTime) -> Int64? {
    Int64(text) ?? WallTime(httpDate: text).map { max(0, $0.seconds - wall.seconds) }
  }
}
