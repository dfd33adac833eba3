import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// What one provider sends and wants to be sent, in the shapes its SDK and documents give.
struct ProviderFixture: Sendable, CustomTestStringConvertible {
  /// The adapter's name, which is also that of the folder.
  let name: String
  /// The kind of provider and the model that lead to the adapter.
  let kind: String
  let endpoint: ProviderEndpoint
  /// `Samples.plain` on its way.
  let plain: Sent
  /// `Samples.full` on its way.
  let full: Sent
  /// `Samples.schema` on its way.
  let schema: Sent
  /// Whole answers.
  let answers: [Answer]
  /// Streamed answers.
  let streams: [Stream]
  /// Errors.
  let errors: [Failure]
  /// Where the fixture stands.
  let folder: String

  init(
    name: String, kind: String, endpoint: ProviderEndpoint, plain: Sent, full: Sent, schema: Sent,
    answers: [Answer], streams: [Stream], errors: [Failure], file: String = #filePath
  ) {
    self.name = name
    self.kind = kind
    self.endpoint = endpoint
    self.plain = plain
    self.full = full
    self.schema = schema
    self.answers = answers
    self.streams = streams
    self.errors = errors
    folder = file.split(separator: "/").dropLast().last.map(String.init) ?? ""
  }

  var testDescription: String { name }

  /// The adapter the table gives for it.
  var adapter: any ProviderAdapter {
    ProviderTable.adapter(kind: kind, model: endpoint.model) ?? OpenAIAdapter()
  }

  /// A request as it goes out.
  struct Sent: Sendable {
    let url: String
    let body: String
    var dropped: [String] = []
  }

  /// A whole answer.
  struct Answer: Sendable {
    let body: String
    /// What it is, or the class of what it means.
    let expected: Result<UnifiedAnswer, ProviderFailure>
  }

  /// A streamed answer.
  struct Stream: Sendable {
    let title: String
    let events: [UpstreamEvent]
    let expected: [StreamEvent]
    /// How many of the events suffice for an answer that is whole once the transport ends.
    var sufficient: Int?
  }

  /// An error.
  struct Failure: Sendable {
    let status: Int
    var headers: [HeaderField] = []
    let body: String
    let outcome: OutcomeClass
    var code: String?
    var retryAfter: Nanoseconds?
    var circumstance: ProviderFailure.Circumstance?
  }

  /// One of each protocol.
  static let all: [ProviderFixture] = [
    .openAI, .openAICompatible, .azure, .foundryClaude, .anthropic, .bedrock, .vertexClaude, .vertexGemini,
  ]
}
