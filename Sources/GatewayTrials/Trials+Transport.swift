#if DEBUG
  @testable import Transport

  extension Trials {
    /// The codecs of the transport: each reads alike however its input is cut.
    static var transport: [Trial] {
      [
        Trial("http-request", corpus: httpRequests, words: httpWords, isJSON: false, verdict: httpRequest),
        Trial("response-head", corpus: responseHeads, words: httpWords, isJSON: false, verdict: responseHead),
        Trial(
          "plain-response", corpus: plainResponses, words: httpWords, isJSON: false, verdict: plainResponse),
        Trial("sse", corpus: sse, words: sseWords, isJSON: false, verdict: serverSentEvents),
        Trial("event-stream", corpus: frames, isJSON: false, repair: checksums, verdict: eventStream),
        Trial("xml", corpus: [xml], words: xmlWords, isJSON: false, verdict: element),
        Trial("token-reply", corpus: tokenReplies, words: jsonWords, verdict: tokenReply),
      ]
    }

    private static let httpRequests = [
      "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
      "POST / HTTP/1.1\r\nHost: [::1]:80\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhello\r\n0\r\nA: b\r\n\r\n",
      "GET http://a/b?c HTTP/1.1\r\nHost: a\r\nConnection: close, x\r\n\r\n",
      "GET / HTTP/1.0\r\n\r\nGET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n",
    ].map { Array($0.utf8) }

    private static let httpWords = [
      "Content-Length: ", "Transfer-Encoding: chunked", "Host: b", "HTTP/1.1", "\r\n ", "\r\n\r\n",
      "0\r\n\r\n",
      "Connection: keep-alive", "Expect: 100-continue", "chunked, gzip", "FFFFFFFFFFFFFFFF\r\n", ":", ";",
      ",",
    ]

    /// What a decoder made of a connection's bytes.
    private static func decode(_ pieces: [[UInt8]]) -> [String] {
      var limits = HTTPLimits()
      limits.headBytes = 1_024
      limits.bodyBytes = 4_096
      var decoder = RequestDecoder(limits: limits)
      var log: [String] = []
      var body: [UInt8] = []
      for piece in pieces {
        var offset = 0
        reading: while true {
          let before = offset
          switch decoder.next(piece.span, from: &offset) {
          case .needMore:
            if offset != piece.count { return log + ["stopped at \(offset) of \(piece.count)"] }
            break reading
          case .head:
            log.append(decoder.head.text(0..<decoder.head.bytes.count))
          case .body(let range):
            if range.lowerBound < before || range.upperBound > offset { return log + ["body out of bounds"] }
            body += piece[range]
          case .end:
            log.append(String(decoding: body, as: UTF8.self))
            body = []
            decoder.beginNextRequest()
          case .refused(let refusal):
            return log + ["\(refusal)"]
          }
        }
      }
      return log + [String(decoding: body, as: UTF8.self)]
    }

    private static func httpRequest(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      let whole = decode([input])
      let cut = decode(dice.cut(input))
      return whole == cut ? nil : "cut: \(cut) whole: \(whole)"
    }

    private static let responseHeads = [
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/2 429 \r\nretry-after: 3\r\nx: a\r\n\r\n",
    ].map { Array($0.utf8) }

    private static func responseHead(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      var head = ResponseHead()
      for line in input.split(separator: 0x0A, omittingEmptySubsequences: false) {
        let ended = Array(line) + [0x0A]
        _ = head.take(ended.span, limitBytes: 1_024)
        if head.bytes.count > 1_024 { return "the head grew to \(head.bytes.count) bytes" }
      }
      for field in head.fields where field.value.upperBound > head.bytes.count {
        return "a field lies outside of the head"
      }
      _ = head.text(of: "content-type")
      return nil
    }

    private static let plainResponses = [
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhello\r\n0\r\nA: b\r\n\r\n",
      "HTTP/1.0 503 No\r\n\r\nuntil the end", "HTTP/1.1 204 No Content\r\n\r\n",
    ].map { Array($0.utf8) }

    /// What a decoder made of a connection's bytes.
    private static func decodePlain(_ pieces: [[UInt8]]) -> [String] {
      var decoder = ResponseDecoder(headLimitBytes: 1_024)
      var log: [String] = []
      var body: [UInt8] = []
      reading: for piece in pieces {
        var offset = 0
        while true {
          let before = offset
          switch decoder.next(piece.span, from: &offset) {
          case .needMore:
            if offset != piece.count { return log + ["stopped at \(offset) of \(piece.count)"] }
            continue reading
          case .head: log.append("\(decoder.head.status) \(decoder.head.fields.count)")
          case .body(let range):
            if range.lowerBound < before || range.upperBound > offset { return log + ["body out of bounds"] }
            body += piece[range]
          case .end: return log + [String(decoding: body, as: UTF8.self), "end \(decoder.keepsConnection)"]
          case .refused: return log + ["refused"]
          }
        }
      }
      return log + [String(decoding: body, as: UTF8.self), "open \(decoder.mayEndHere)"]
    }

    private static func plainResponse(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      let whole = decodePlain([input])
      let cut = decodePlain(dice.cut(input))
      // A body that is refused later was delivered in part; how much of it depends on the cut.
      if whole.last == "refused" || cut.last == "refused" {
        return whole.last == cut.last ? nil : "\(cut) \(whole)"
      }
      return whole == cut ? nil : "cut: \(cut) whole: \(whole)"
    }

    // MARK: Streams

    static let sse = [
      "data: {\"a\":1}\n\ndata: [DONE]\n\n",
      ": comment\r\nevent: ping\r\ndata: x\r\ndata: y\r\n\r\nid: 3\rretry: 10\rdata\r\r",
      "\u{FEFF}data:é\n\n",
    ].map { Array($0.utf8) }

    static let sseWords = ["data: ", "event: ", "id: ", "retry: ", "\n\n", "\r\n\r\n", "\r", ":", "[DONE]"]

    private static func events(_ pieces: [[UInt8]]) -> [String] {
      var parser = SSEParser(maximumEventBytes: 512)
      var log: [String] = []
      for piece in pieces {
        var offset = 0
        reading: while true {
          switch parser.next(piece.span, from: &offset) {
          case .needMore:
            if offset != piece.count { return log + ["stopped at \(offset) of \(piece.count)"] }
            break reading
          case .event: log.append("\(parser.event) \(parser.data)")
          case .comment: log.append("comment")
          case .refused(let refusal): return log + ["\(refusal)"]
          }
          if parser.data.count > 512 { return log + ["an event of \(parser.data.count) bytes"] }
        }
      }
      return log + ["\(parser.isInsideEvent)"]
    }

    private static func serverSentEvents(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      let whole = events([input])
      let cut = events(dice.cut(input))
      return whole == cut ? nil : "cut: \(cut) whole: \(whole)"
    }

    private static let frames: [[UInt8]] = {
      let event = EventStreamMessage(
        headers: [
          .init(name: ":event-type", value: .string("contentBlockDelta")),
          .init(name: ":message-type", value: .string("event")),
        ], payload: Array(#"{"contentBlockIndex":0,"delta":{"text":"Hi"}}"#.utf8))
      let other = EventStreamMessage(headers: [
        .init(name: "b", value: .bool(true)), .init(name: "i", value: .int64(-1)),
        .init(name: "d", value: .bytes([1, 2])), .init(name: "t", value: .timestamp(milliseconds: 3)),
        .init(name: "u", value: .uuid(Array(0..<16))),
      ])
      return [event.encoded() + other.encoded(), EventStreamMessage().encoded()]
    }()

    /// Mends the checksums and the length of the first frame.
    private static func checksums(_ input: [UInt8]) -> [UInt8] {
      guard input.count >= 16 else { return input }
      var frame = input
      put(UInt32(frame.count), at: 0, in: &frame)
      put(CRC32.checksum(frame.span.extracting(0..<8)), at: 8, in: &frame)
      let end = frame.count - 4
      put(CRC32.checksum(frame.span.extracting(0..<end)), at: end, in: &frame)
      return frame
    }

    private static func put(_ value: UInt32, at place: Int, in bytes: inout [UInt8]) {
      for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index)) }
    }

    private static func messages(_ pieces: [[UInt8]]) -> (log: [String], messages: [EventStreamMessage]) {
      var decoder = EventStreamDecoder(maximumPayloadBytes: 32 * 1024)
      var log: [String] = []
      var messages: [EventStreamMessage] = []
      for piece in pieces {
        var offset = 0
        reading: while true {
          switch decoder.next(piece.span, from: &offset) {
          case .needMore:
            if offset != piece.count { return (log + ["stopped early"], messages) }
            break reading
          case .message(let message):
            messages.append(message)
            log.append("\(message)")
          case .refused(let refusal): return (log + ["\(refusal)"], messages)
          }
        }
      }
      return (log + ["\(decoder.isInsideMessage)"], messages)
    }

    private static func eventStream(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      let whole = messages([input])
      let cut = messages(dice.cut(input))
      if whole.log != cut.log { return "cut: \(cut.log) whole: \(whole.log)" }
      for message in whole.messages where messages([message.encoded()]).messages != [message] {
        return "a message that was read is not the one that is written: \(message)"
      }
      return nil
    }

    // MARK: Token services

    private static let xml = Array(
      """
      <A xmlns="x"><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>a&amp;b</SecretAccessKey>
      <SessionToken>c</SessionToken><Expiration>2026-11-22T09:32:23Z</Expiration></Credentials></A>
      """.utf8)
    private static let xmlWords = [
      "<AccessKeyId>", "</AccessKeyId>", "&amp;", "&#43;", "&", "<", ">", "2026-",
    ]

    private static func element(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      let text = String(decoding: input, as: UTF8.self)
      if let found = XMLText.element("AccessKeyId", in: text), found.contains("<") {
        return "an element with another inside: \(found)"
      }
      _ = XMLText.element("Expiration", in: text).flatMap(WallTime.init(iso:))
      _ = WallTime(iso: text)
      _ = WallTime(httpDate: text)
      return nil
    }

    private static let tokenReplies = [
      #"{"access_token":"ya29.x","expires_in":"3600","token_type":"Bearer"}"#,
      #"{"AccessKeyId":"A","SecretAccessKey":"B","Token":"C","Expiration":"2026-11-22T09:32:23Z"}"#,
    ].map { Array($0.utf8) }

    private static func tokenReply(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      let answer = CredentialAnswer(status: 200, body: input, metadataFlavor: nil)
      let now = WallTime(seconds: 1_800_000_000)
      for step in [
        TokenReply.bearer(answer, from: "a service", at: now), TokenReply.awsKey(answer, from: "a service"),
      ] {
        if case .failed(let failure) = step, "\(failure)".contains("ya29") { return "a secret in \(failure)" }
      }
      return nil
    }
  }
#endif
