import Testing
import Transport

@testable import Gateway

/// Streams as bytes on the wire, in whatever pieces they come.
@Suite struct ProviderTransportTests {
  @Test(arguments: ProviderFixture.all)
  func `reads a stream byte by byte`(fixture: ProviderFixture) {
    for stream in fixture.streams {
      let wire = stream.events.flatMap(bytes)
      #expect(
        read(fixture.adapter, decode(wire.map { [$0] }, like: stream)) == stream.expected, "\(stream.title)")
    }
  }

  /// An event as its transport writes it.
  private func bytes(_ event: UpstreamEvent) -> [UInt8] {
    switch event {
    case .data(let data): return Array("data: ".utf8) + data + Array("\r\n\r\n".utf8)
    case .message(let kind, let type, let payload):
      let typeHeader =
        switch kind {
        case .event: ":event-type"
        case .exception: ":exception-type"
        case .error: ":error-code"
        }
      var headers = [
        EventStreamMessage.Header(name: typeHeader, value: .string(type)),
        EventStreamMessage.Header(name: ":message-type", value: .string(kind.rawValue)),
      ]
      guard kind == .error else { return EventStreamMessage(headers: headers, payload: payload).encoded() }
      let text = String(decoding: payload, as: UTF8.self)
      headers.append(EventStreamMessage.Header(name: ":error-message", value: .string(text)))
      return EventStreamMessage(headers: headers).encoded()
    }
  }

  private func decode(_ pieces: [[UInt8]], like stream: ProviderFixture.Stream) -> [UpstreamEvent] {
    guard case .data = stream.events.first else { return decodeMessages(pieces) }
    var parser = SSEParser()
    var events: [UpstreamEvent] = []
    for piece in pieces {
      var offset = 0
      while offset < piece.count {
        if case .event = parser.next(piece.span, from: &offset) { events.append(.data(parser.data)) }
      }
    }
    if case .event = parser.finish() { events.append(.data(parser.data)) }
    return events
  }

  private func decodeMessages(_ pieces: [[UInt8]]) -> [UpstreamEvent] {
    var decoder = EventStreamDecoder()
    var events: [UpstreamEvent] = []
    for piece in pieces {
      var offset = 0
      while offset < piece.count {
        if case .message(let message) = decoder.next(piece.span, from: &offset) {
          events.append(UpstreamEvent(message))
        }
      }
    }
    return events
  }
}
