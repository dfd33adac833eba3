extension UnifiedAnswer {
  /// The answer as a stream would have brought it, for a provider that answers whole though asked for pieces.
  var events: [StreamEvent] {
    var events: [StreamEvent] = [.started(id: id, model: model)]
    if !reasoning.isEmpty { events.append(.reasoning(reasoning)) }
    if !text.isEmpty { events.append(.text(text)) }
    if !refusal.isEmpty { events.append(.refusal(refusal)) }
    for (index, call) in toolCalls.enumerated() {
      events.append(.toolCall(index: index, id: call.id, name: call.name, signature: call.signature))
      events.append(.toolArguments(index: index, call.arguments))
    }
    if let usage { events.append(.usage(usage)) }
    return events + [.finished(finish), .completed]
  }
}
