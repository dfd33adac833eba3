import RoutingEngine
import Testing

@testable import Gateway

/// The order of a streamed answer's events, whatever the provider sends.
@Suite struct StreamBuilderTests {
  private let stop = Finish(reason: .stop, providerReason: "w")

  @Test func `waits with the reason for content that comes after it`() {
    #expect(
      built {
        $0.finish(.finished(.stop), word: "w", into: &$1)
        $0.text("a", into: &$1)
        $0.end(into: &$1)
      } == [.started(id: nil, model: nil), .text("a"), .finished(stop), .completed])
  }

  @Test func `calls an answer empty at its end, not at its reason`() {
    #expect(
      built {
        $0.finish(.finished(.stop), word: "w", into: &$1)
        $0.end(into: &$1)
      } == [.failed(EndOfAnswer.empty("w"))])
  }

  @Test func `delivers an answer that a limit left empty`() {
    #expect(
      built {
        $0.reasoning("hm", into: &$1)
        $0.finish(.finished(.length), word: "w", into: &$1)
        $0.end(into: &$1)
      } == [
        .started(id: nil, model: nil), .reasoning("hm"),
        .finished(Finish(reason: .length, providerReason: "w")),
        .completed,
      ])
  }

  @Test func `takes the first reason and forgets others`() {
    #expect(
      built {
        $0.text("a", into: &$1)
        $0.finish(.finished(.stop), word: "w", into: &$1)
        $0.finish(.finished(.length), word: "x", into: &$1)
        $0.end(into: &$1)
      } == [.started(id: nil, model: nil), .text("a"), .finished(stop), .completed])
  }

  @Test func `gives up on an answer with tool calls without end`() {
    let events = built {
      for index in 0...StreamBuilder.mostToolCalls { _ = $0.toolCall(id: "\(index)", name: "f", into: &$1) }
    }
    #expect(events.count == StreamBuilder.mostToolCalls + 2)
    guard case .failed(let failure) = events.last else {
      Issue.record("ended with \(String(describing: events.last))")
      return
    }
    #expect(failure.outcome == .serverError)
  }

  @Test(arguments: ProviderFixture.all)
  func `turns a whole answer into the events of a stream`(fixture: ProviderFixture) throws {
    for answer in fixture.answers {
      guard case .success(let whole) = answer.expected else { continue }
      let again = built { builder, events in
        for event in whole.events { replay(event, &builder, &events) }
      }
      #expect(again == whole.events)
    }
  }

  private func replay(_ event: StreamEvent, _ builder: inout StreamBuilder, _ events: inout [StreamEvent]) {
    switch event {
    case .started(let id, let model): builder.start(id: id, model: model, into: &events)
    case .text(let text): builder.text(text, into: &events)
    case .refusal(let text): builder.refusal(text, into: &events)
    case .reasoning(let text): builder.reasoning(text, into: &events)
    case .toolCall(_, let id, let name, let signature):
      _ = builder.toolCall(id: id, name: name, signature: signature, into: &events)
    case .toolArguments(let index, let piece): builder.toolArguments(index, piece, into: &events)
    case .usage(let usage): builder.usage(usage, into: &events)
    case .finished(let finish):
      builder.finish(.finished(finish.reason), word: finish.providerReason, into: &events)
    case .completed: builder.end(into: &events)
    case .failed(let failure): builder.fail(failure, into: &events)
    }
  }

  private func built(_ steps: (inout StreamBuilder, inout [StreamEvent]) -> Void) -> [StreamEvent] {
    var builder = StreamBuilder()
    var events: [StreamEvent] = []
    steps(&builder, &events)
    return events
  }
}
