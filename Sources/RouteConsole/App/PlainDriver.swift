internal import RoutingEngine

/// Turns the console in lines: from the feed and standard input to standard output.
struct PlainDriver {
  let shell: any Shell
  let feed: any Feed
  /// Whether what is written must fit seven bits.
  var isSevenBit = false
  /// The longest it sleeps, so that a signal does not wait.
  static let longestSleep = Nanoseconds.milliseconds(200)

  /// Runs until it is left, a signal comes, or nobody reads any more.
  func run(_ start: PlainStateMachine) throws(CommandError) {
    var machine = start
    var hasInput = true
    while true {
      let now = Duration.nanoseconds(shell.now().nanoseconds)
      for news in feed.take(now: now) {
        if try perform(machine.take(news, now: now)) { return }
      }
      // A world that runs fast has to be turned as often as it asks to be.
      let due = feed.deadline.map {
        shell.now() + Nanoseconds(Int64((($0 - now) / .nanoseconds(1)).rounded()))
      }
      let until = min(shell.now() + Self.longestSleep, due ?? shell.now() + Self.longestSleep)
      if hasInput, let lines = shell.readLines(until: until) {
        for line in lines {
          if try perform(machine.take(line: line)) { return }
        }
      } else {
        hasInput = false
        shell.wait(until: until)
      }
      if shell.isAskedToEnd { return }
    }
  }

  /// Does what is wanted; whether to end.
  private func perform(_ actions: [PlainStateMachine.Action]) throws(CommandError) -> Bool {
    for action in actions {
      switch action {
      case .say(let said):
        let text = isSevenBit ? SnapshotText.sevenBit(said) : said
        try shell.write(text.hasSuffix("\n") ? text : text + "\n")
      case .order(let order): feed.send(order)
      case .quit: return true
      }
    }
    return false
  }
}
