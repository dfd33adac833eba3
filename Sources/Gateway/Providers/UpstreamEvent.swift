import Transport

/// One event of a streamed answer as the transport frames it.
enum UpstreamEvent: Sendable, Hashable {
  /// The data of a server-sent event; its name says nothing that the data do not.
  case data([UInt8])
  /// A message of an `application/vnd.amazon.eventstream`.
  case message(kind: MessageKind, type: String, payload: [UInt8])

  /// The header `:message-type`.
  enum MessageKind: String, Sendable, Hashable {
    /// An event, whose type is `:event-type`.
    case event
    /// A modelled error, whose type is `:exception-type`.
    case exception
    /// Any other error, whose type is `:error-code` and whose payload is `:error-message`.
    case error
  }
}

extension UpstreamEvent {
  /// The event in a message of an event stream; one without a type is an event that no adapter knows.
  init(_ message: EventStreamMessage) {
    let kind = message.text(of: ":message-type").flatMap { MessageKind(rawValue: $0) } ?? .event
    switch kind {
    case .event:
      self = .message(kind: kind, type: message.text(of: ":event-type") ?? "", payload: message.payload)
    case .exception:
      self = .message(kind: kind, type: message.text(of: ":exception-type") ?? "", payload: message.payload)
    case .error:
      let text = message.text(of: ":error-message") ?? ""
      self = .message(kind: kind, type: message.text(of: ":error-code") ?? "", payload: Array(text.utf8))
    }
  }
}
