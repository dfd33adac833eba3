internal import RoutingEngine
internal import TelemetryClient
internal import Wire

/// Turns a console's orders into calls of the control API, and what comes of them into news for the console.
struct AttachTranslator {
  /// Whom the console asks, as it is typed; for what there is to tell where nobody answers.
  private let address: String
  /// Whether it has ever answered.
  private var hasAnswered = false
  private var next = 0
  private var waiting: [Int: FeedOrder] = [:]
  private var lostSince: Duration?
  /// Answers to orders that went nowhere.
  private var refused: [FeedNews] = []
  private var past = PastQuestion()

  /// Makes a translator that has heard nothing.
  init(address: String = "the server") { self.address = address }

  /// The call that asks for what the console was not there for, and the number of its answer; nil where nothing is to
  /// be asked now.
  mutating func callForPast() -> (number: Int, call: ControlCall)? {
    guard let call = past.next() else { return nil }
    next += 1
    past.number = next
    return (next, call)
  }

  /// The call that carries an order out, and the number of its answer; nil for what no server can do.
  mutating func call(for order: FeedOrder) -> (number: Int, call: ControlCall)? {
    let call: ControlCall
    switch order {
    case .preview(_, let act): call = .preview(act)
    case .act(_, let act, let revision): call = .act(act, revision: revision)
    case .cancelled(let act): call = .cancelled(act)
    case .cost: call = .cost(by: nil)
    case .explain(let feature): call = .explain(feature: feature)
    case .reload(let ticket):
      refused.append(
        .failed(
          ticket,
          ControlFailure(
            code: "not_here", message: "the control API has no act that reloads: nothing was done",
            hint: "send the server SIGHUP, or type :reload in its own console")))
      return nil
    case .simulation, .replay: return nil
    }
    next += 1
    waiting[next] = order
    return (next, call)
  }

  /// News of the connection as news of a feed; lines of one kind that follow each other come together.
  mutating func translate(_ news: [ControlClientDriver.News], now: Duration) -> [FeedNews] {
    var result = refused
    refused = []
    for item in news {
      switch item {
      case .stream(let what): append(what, to: &result, now: now)
      case .answer(let number, let answer): result += self.answer(number, answer)
      }
    }
    return result
  }

  private mutating func append(_ news: StreamNews, to result: inout [FeedNews], now: Duration) {
    switch news {
    case .hello(let hello): result.append(.identity(name: hello.actor, canAct: hello.role == "operator"))
    case .snapshot(let snapshot):
      past.hear(of: snapshot.at)
      result.append(.snapshot(snapshot))
    case .event(let line):
      guard case .events(var lines)? = result.last else { return result.append(.events([line])) }
      result.removeLast()
      lines.append(line)
      result.append(.events(lines))
    case .audit(let line):
      guard case .audit(var lines)? = result.last else { return result.append(.audit([line])) }
      result.removeLast()
      lines.append(line)
      result.append(.audit(lines))
    case .live:
      lostSince = nil
      hasAnswered = true
      result.append(.link(.live))
    case .lost(let reason, _):
      past.lose()
      let since = lostSince ?? now
      lostSince = since
      let advice = hasAnswered ? "it is asked again" : "is it running there? it is asked again"
      result.append(.link(.lost(reason: "\(address): \(reason); \(advice)", since: since)))
    case .ended(let reason): result.append(.link(.ended(reason: reason)))
    }
  }

  private mutating func answer(_ number: Int, _ answer: Result<ControlAnswer, ControlClientError>)
    -> [FeedNews]
  {
    if number == past.number { return past.take(answer) }
    guard let order = waiting.removeValue(forKey: number) else { return [] }
    switch answer {
    case .success(let answer): return news(of: answer, for: order)
    case .failure(let error):
      guard let ticket = order.ticket else { return [] }
      return [.failed(ticket, Self.failure(error, of: order))]
    }
  }

  private func news(of answer: ControlAnswer, for order: FeedOrder) -> [FeedNews] {
    switch (answer, order.ticket) {
    case (.preview(let preview), let ticket?): [.preview(ticket, preview)]
    case (.receipt(let receipt), let ticket?): [.receipt(ticket, receipt)]
    case (.cost(let report), _): [.cost(report)]
    case (.explanation(let feature, let lines), _): [.explanation(feature: feature, lines)]
    default: []
    }
  }

  private static func failure(_ error: ControlClientError, of order: FeedOrder) -> ControlFailure {
    switch error {
    case .unreachable(let reason):
      ControlFailure(
        code: "unreachable", message: "the server does not answer: \(reason)",
        hint: order.changesServer
          ? "not known whether it was done: see the audit log"
          : "nothing was sent; the preview comes by itself when the link is back")
    case .unreadable(let reason): ControlFailure(code: "unreadable", message: reason)
    case .refused(_, let failure): failure
    }
  }
}

extension FeedOrder {
  /// Whether the server may have changed by it, though no answer came.
  fileprivate var changesServer: Bool {
    switch self {
    case .act, .reload: true
    case .preview, .cancelled, .cost, .explain, .simulation, .replay: false
    }
  }

  /// Under which an answer is awaited; nil where none is.
  fileprivate var ticket: Ticket? {
    switch self {
    case .preview(let ticket, _), .act(let ticket, _, _), .reload(let ticket): ticket
    case .cancelled, .cost, .explain, .simulation, .replay: nil
    }
  }
}
