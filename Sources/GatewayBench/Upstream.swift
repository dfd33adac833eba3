internal import Transport

/// Answers with bytes that were written beforehand: whole, or as a stream at a pace.
///
/// The first event of a stream tells in `created` how many nanoseconds it was held here, so that a load can leave out
/// what was not on the way.
///
/// All answers wait equally long, so that their turns come in the order in which they were asked for; that makes a
/// queue of the schedule.
struct Upstream: LoopHandler {
  private struct Turn {
    var askedAt: Instant
    var at: Instant
    var id: ConnectionID
    var token: Int
  }

  private let ttft: Duration
  private let pace: Duration
  private let chunks: [[UInt8]]
  /// The first chunk up to the nanoseconds, and what follows them.
  private let opening: (before: [UInt8], after: [UInt8])
  private let burst: [UInt8]
  private let whole: [UInt8]
  private let plainFields: HeaderBlock
  private let streamFields: HeaderBlock
  private var streaming: [ConnectionID: Bool] = [:]
  private var first = Queue()
  private var later = Queue()

  /// Turns in their order; a list with a head, tidied up now and then.
  private struct Queue {
    var turns: [Turn] = []
    var head = 0

    var next: Turn? { head < turns.count ? turns[head] : nil }

    mutating func removeFirst() {
      head += 1
      if head > 4_096, head * 2 > turns.count {
        turns.removeFirst(head)
        head = 0
      }
    }
  }

  init(ttft: Duration, pace: Duration, tokens: Int) {
    self.ttft = ttft
    self.pace = pace
    let head =
      #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":["#
    func chunk(_ choice: String) -> String { head + choice + "]}\n\n" }
    var texts = (0..<tokens).map {
      chunk(#"{"index":0,"delta":{"content":"w\#($0) "},"finish_reason":null}"#)
    }
    texts[0] =
      chunk(#"{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}"#) + texts[0]
    let finish = chunk(#"{"index":0,"delta":{},"finish_reason":"stop"}"#)
    let usage = #"{"prompt_tokens":20,"completion_tokens":\#(tokens),"total_tokens":\#(tokens + 20)}"#
    texts[tokens - 1] += finish + head + #"],"usage":\#(usage)}"# + "\n\ndata: [DONE]\n\n"
    chunks = texts.map { Array($0.utf8) }
    burst = chunks.flatMap { $0 }
    let mark = #""created":"#
    let halves = texts[0].split(separator: mark + "1", maxSplits: 1)
    opening = (Array((halves[0] + mark).utf8), Array(halves[1].utf8))
    let text = (0..<tokens).map { "w\($0) " }.joined()
    whole = Array(
      (#"{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"#
        + #""message":{"role":"assistant","content":"\#(text)"},"finish_reason":"stop"}],"usage":\#(usage)}"#)
        .utf8)
    var plain = HeaderBlock()
    plain.add("content-type", "application/json")
    plainFields = plain
    var stream = HeaderBlock()
    stream.add("content-type", "text/event-stream")
    streamFields = stream
  }

  mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
    streaming[id] = false
  }

  /// Looks for `"stream":true` as clients and gateways write it.
  mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
    let wanted = Self.wanted
    guard bytes.count >= wanted.count else { return }
    for start in 0...bytes.count - wanted.count where bytes[start] == wanted[0] {
      var length = 1
      while length < wanted.count, bytes[start + length] == wanted[length] { length += 1 }
      if length == wanted.count {
        streaming[id] = true
        return
      }
    }
  }

  private static let wanted = Array(#""stream":true"#.utf8)

  mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {
    let isStreaming = streaming.removeValue(forKey: id) ?? false
    guard isStreaming else {
      loop.beginResponse(id, status: 200, fields: plainFields, body: .length(whole.count))
      loop.writeBody(whole.span, to: id)
      loop.endResponse(id)
      return
    }
    if ttft == .zero, pace == .zero {
      loop.beginResponse(id, status: 200, fields: streamFields, body: .stream)
      loop.writeBody(burst.span, to: id)
      loop.endResponse(id)
    } else {
      first.turns.append(Turn(askedAt: loop.now, at: loop.now.advanced(by: ttft), id: id, token: 0))
    }
  }

  /// How long the loop may wait for the next token.
  func wait(at now: Instant) -> Duration {
    let next = [first.next?.at, later.next?.at].compactMap { $0 }.min()
    guard let next else { return .milliseconds(500) }
    return max(.zero, next - now)
  }

  /// Sends the tokens that are due.
  mutating func play(on loop: inout EventLoop) {
    while let turn = first.next, turn.at <= loop.now {
      first.removeFirst()
      loop.beginResponse(turn.id, status: 200, fields: streamFields, body: .stream)
      send(turn, on: &loop)
    }
    while let turn = later.next, turn.at <= loop.now {
      later.removeFirst()
      send(turn, on: &loop)
    }
  }

  private mutating func send(_ turn: Turn, on loop: inout EventLoop) {
    var chunk = chunks[turn.token]
    if turn.token == 0 {
      let held = clockNanoseconds() - turn.askedAt.nanoseconds
      chunk = opening.before + Array(String(held).utf8) + opening.after
    }
    loop.writeBody(chunk.span, to: turn.id)
    if turn.token + 1 == chunks.count {
      loop.endResponse(turn.id)
    } else {
      var next = turn
      next.at = turn.at.advanced(by: pace)
      next.token += 1
      later.turns.append(next)
    }
  }

  mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {
    streaming.removeValue(forKey: id)
  }

  mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {}
  mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {}
  mutating func responseEnded(_ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop) {}
}
