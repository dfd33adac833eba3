#if DEBUG
  import Documents
  @testable import Gateway
  import RoutingEngine
  import Transport

  extension Trials {
    /// Callers' requests, read and written for every provider.
    static var requests: [Trial] {
      ProviderTable.entries.map { entry in
        let name = entry.adapter.name
        return Trial("request-\(name)", corpus: requestTexts, words: jsonWords + requestWords) { input, _ in
          let request: UnifiedRequest
          do { request = try RequestReader.read(input) } catch { return nil }
          do throws(ProviderFailure) {
            let sent = try entry.adapter.request(request, for: endpoint(of: name))
            return JSONText.parse(sent.body) == nil ? "the body for the provider is no JSON" : nil
          } catch {
            return error.status == 0 ? nil : "a request that was not sent has the status \(error.status)"
          }
        }
      }
    }

    private static func endpoint(of name: String) -> ProviderEndpoint {
      let model = name.hasSuffix("claude") || name == "anthropic" ? "claude-haiku-4-5" : "gpt-4o"
      var endpoint = ProviderEndpoint(model: model)
      endpoint.baseURL = "http://127.0.0.1:1"
      endpoint.project = "p"
      return endpoint
    }

    /// Whole and streamed answers of every provider.
    static var answers: [Trial] {
      var trials: [Trial] = []
      for entry in ProviderTable.entries {
        let adapter = entry.adapter
        let wire = wire(of: adapter.name)
        trials.append(
          Trial("answer-\(adapter.name)", corpus: [whole(wire)], words: jsonWords + answerWords) { input, _ in
            do throws(ProviderFailure) {
              let answer = try adapter.answer(input)
              return answer.hasContent || answer.finish.reason == .length
                ? nil : "an empty answer counts as one"
            } catch {
              return error.outcome == .ok ? "a failure that is none" : nil
            }
          })
        trials.append(
          Trial("stream-\(adapter.name)", corpus: [streamed(wire)], words: jsonWords + answerWords + sseWords)
          {
            input, dice in
            let whole = read(adapter, upstream([input], wire))
            if let problem = whole.problem { return problem }
            let cut = read(adapter, upstream(dice.cut(input), wire))
            return whole.events == cut.events ? nil : "cut: \(cut.events) whole: \(whole.events)"
          })
      }
      trials.append(
        Trial(
          "passthrough", corpus: [streamed(.openAI)], words: jsonWords + answerWords + sseWords,
          verdict: passthrough))
      trials.append(
        Trial("passthrough-answer", corpus: [whole(.openAI)], words: jsonWords + answerWords) { input, _ in
          do throws(ProviderFailure) { _ = try PassthroughAnswer(input, rules: OpenAIErrors.rules) } catch {
            return error.outcome == .ok ? "a failure that is none" : nil
          }
          return nil
        })
      return trials
    }

    private static let answerWords = [
      "\"finish_reason\":\"stop\"", "\"choices\":[", "\"delta\":{", "\"usage\":{",
      "\"error\":{\"message\":\"x\"}",
      "\"type\":\"message_stop\"", "\"stop_reason\":\"end_turn\"", "\"candidates\":[",
      "\"finishReason\":\"STOP\"",
      "\"stopReason\":\"end_turn\"", "\"tool_calls\":[", "\"index\":9", "\"index\":-1",
      "\"contentBlockIndex\":7",
      "\"promptFeedback\":{\"blockReason\":\"SAFETY\"}", "\"prompt_tokens\":4294967296", "\"text\":\"\"",
    ]

    static func wire(of name: String) -> StubProtocol {
      switch name {
      case "anthropic", "vertex-claude", "foundry-claude": .anthropic
      case "bedrock": .bedrock
      case "azure-openai": .azure
      default: name.hasPrefix("vertex") ? .vertex : .openAI
      }
    }

    private static let envelope = AnswerEnvelope(id: "id-1", model: "m", created: 5)
    private static let usage = TokenUsage(input: 7, cachedInput: 3, output: 9)

    private static func whole(_ wire: StubProtocol) -> [UInt8] {
      let answer = UnifiedAnswer(
        id: "id-1", model: "m", text: "Hi \"there\"", reasoning: "hm",
        toolCalls: [ToolCall(id: "c1", name: "f", arguments: #"{"x":1}"#)],
        finish: Finish(reason: .toolCalls, providerReason: ""), usage: usage)
      return wire.encoder(envelope, usage: usage).answer(answer)
    }

    private static func streamed(_ wire: StubProtocol) -> [UInt8] {
      var encoder = wire.encoder(envelope, usage: usage)
      var bytes: [UInt8] = []
      let events: [StreamEvent] = [
        .started(id: "id-1", model: "m"), .reasoning("hm"), .text("Hel"), .text("lo"),
        .toolCall(index: 0, id: "c1", name: "f", signature: nil), .toolArguments(index: 0, #"{"x":1}"#),
        .finished(Finish(reason: .toolCalls, providerReason: "")), .completed,
      ]
      for event in events { encoder.append(event, to: &bytes) }
      // The payloads of a binary stream without their frames: the framing has a trial of its own.
      guard wire == .bedrock else { return bytes }
      return messages(in: bytes).flatMap { Array("data: ".utf8) + payload(of: $0) + Array("\n\n".utf8) }
    }

    private static func messages(in bytes: [UInt8]) -> [EventStreamMessage] {
      var decoder = EventStreamDecoder()
      var offset = 0
      var messages: [EventStreamMessage] = []
      while case .message(let message) = decoder.next(bytes.span, from: &offset) { messages.append(message) }
      return messages
    }

    private static func payload(of message: EventStreamMessage) -> [UInt8] {
      Array((message.text(of: ":event-type") ?? "").utf8) + [UInt8(ascii: " ")] + message.payload
    }

    private static func upstream(_ pieces: [[UInt8]], _ wire: StubProtocol) -> [UpstreamEvent] {
      var parser = SSEParser()
      var events: [UpstreamEvent] = []
      for piece in pieces {
        var offset = 0
        while offset < piece.count {
          guard case .event = parser.next(piece.span, from: &offset) else { continue }
          events.append(wire == .bedrock ? message(parser.data) : .data(parser.data))
        }
      }
      return events
    }

    /// A message of a binary stream from `TYPE PAYLOAD`.
    private static func message(_ data: [UInt8]) -> UpstreamEvent {
      let type = data.prefix { $0 != UInt8(ascii: " ") }
      let kind: UpstreamEvent.MessageKind = type.count.isMultiple(of: 7) ? .exception : .event
      return .message(
        kind: kind, type: String(decoding: type, as: UTF8.self),
        payload: Array(data.dropFirst(type.count + 1)))
    }

    /// What a stream means; every promise of `StreamEvent` that is broken is a problem.
    private static func read(
      _ adapter: any ProviderAdapter, _ upstream: [UpstreamEvent]
    ) -> (events: [StreamEvent], problem: String?) {
      var stream = adapter.stream()
      var events: [StreamEvent] = []
      for event in upstream { stream.read(event, into: &events) }
      stream.end(into: &events)
      let ends = events.count { $0.isLast }
      if ends != 1 || events.last?.isLast != true { return (events, "\(ends) ends: \(events)") }
      if events.contains(.completed),
        !events.contains(where: { if case .finished = $0 { true } else { false } })
      {
        return (events, "completed without a finish reason: \(events)")
      }
      return (events, nil)
    }

    private static func passthrough(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      var watch = PassthroughStream(rules: OpenAIErrors.rules, answerCount: 1, wantsUsage: true)
      var isOver = false
      for event in upstream([input], .openAI) {
        guard case .data(let data) = event else { continue }
        let verdict = watch.read(data)
        if isOver, verdict != .withhold { return "something after the end: \(verdict)" }
        switch verdict {
        case .forward:
          // What goes on to the caller is at least an object.
          var chunk = ChunkScan()
          if !chunk.read(data) { return "what is no JSON goes on to the caller" }
        case .withhold: break
        case .complete, .fail: isOver = true
        }
      }
      if !isOver, case .forward = watch.end() { return "the end of a stream is forwarded" }
      return nil
    }

    /// Errors of every provider, with their hints.
    static var errors: [Trial] {
      ProviderTable.entries.map { entry in
        let adapter = entry.adapter
        let wire = wire(of: adapter.name)
        let classes: [OutcomeClass] = [
          .serverError, .overloaded, .rateLimited, .quotaExhausted, .auth, .contextLength, .contentFiltered,
        ]
        let corpus = classes.map { StubError($0, retryAfter: "7").response(as: wire).body }
        return Trial("error-\(adapter.name)", corpus: corpus, words: jsonWords + errorWords) { input, dice in
          let status = dice.pick([400, 401, 402, 403, 404, 408, 413, 429, 498, 499, 500, 503, 529, 599])
          let hint = String(
            decoding: dice.mutate(Array("7.5".utf8), with: input, words: errorWords), as: UTF8.self)
          let names = [
            "retry-after", "retry-after-ms", "x-amzn-errortype", "x-ratelimit-reset-tokens", "date",
          ]
          let headers = [
            HeaderField(dice.pick(names), hint), HeaderField("x-ratelimit-remaining-tokens", "0"),
          ]
          let failure = adapter.failure(
            FailedResponse(
              status: status, headers: headers, body: input, receivedAt: WallTime(seconds: 1_800_000_000)))
          if failure.outcome == .ok { return "an error that is none" }
          if failure.message.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            return "a control character in the message"
          }
          if let wait = failure.retryAfter, wait < .zero || wait > RetryHint.longest {
            return "a hint of \(wait)"
          }
          return nil
        }
      }
    }

    private static let errorWords = [
      "Please try again in 1m2.5s", "Please retry after 27 seconds", "\"retryDelay\":\"3.7s\"", "9e99", "-1",
      "nan",
      "Sun, 06 Nov 2094 08:49:37 GMT", "\"code\":", "\"details\":[", "[{\"error\":", "inf",
      "99999999999999999999",
    ]

    /// What a stand-in makes of a request: it speaks, within bounds, whatever it is asked.
    static var standIns: [Trial] {
      StubProtocol.allCases.map { wire in
        Trial("stub-\(wire.rawValue)", corpus: asked(wire), words: jsonWords + requestWords) { input, dice in
          let request = StubRequest(JSONText.parse(input), wire: wire)
          guard request.problem == nil else { return nil }
          let speech = StubSpeech(request, tokens: 1 + dice.below(64), number: 1)
          let answer = speech.answer(envelope, usage: usage)
          let isBounded = speech.events.count <= 64 * 1_024
          return isBounded && wire.encoder(envelope, usage: usage).answer(answer).count > 2
            ? nil : "\(speech.events.count) tokens"
        }
      }
    }

    /// Requests as the adapters write them, with tools and with a schema.
    private static func asked(_ wire: StubProtocol) -> [[UInt8]] {
      ProviderTable.entries.filter { self.wire(of: $0.adapter.name) == wire }.flatMap { entry in
        requestTexts.compactMap { text in
          do {
            let request = try RequestReader.read(text)
            return try entry.adapter.request(request, for: endpoint(of: entry.adapter.name)).body
          } catch {
            return nil
          }
        }
      }
    }
  }
#endif
