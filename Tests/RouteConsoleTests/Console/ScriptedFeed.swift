import Wire

@testable import RouteConsole

/// A feed that says what it was told to say, a batch a turn, and remembers its orders.
final class ScriptedFeed: Feed {
  var script: [[FeedNews]]
  private(set) var orders: [FeedOrder] = []
  var answers: (FeedOrder) -> [FeedNews]
  private var answered: [FeedNews] = []

  init(_ script: [[FeedNews]] = [], answers: @escaping (FeedOrder) -> [FeedNews] = { _ in [] }) {
    self.script = script
    self.answers = answers
  }

  var wakeDescriptor: Int32? { nil }
  var deadline: Duration? { nil }

  func take(now: Duration) -> [FeedNews] {
    let news = answered + (script.isEmpty ? [] : script.removeFirst())
    answered = []
    return news
  }

  func send(_ order: FeedOrder) {
    orders.append(order)
    answered += answers(order)
  }
}
