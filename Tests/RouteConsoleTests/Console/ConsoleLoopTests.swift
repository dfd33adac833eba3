import Testing
import Wire

@testable import RouteConsole

/// The loop over a screen in memory and a scripted feed.
@Suite struct ConsoleLoopTests {
  private func loop(_ feed: ScriptedFeed, size: Size = Size(columns: 80, rows: 24)) -> ConsoleLoop {
    ConsoleLoop(
      model: .blank(columns: size.columns, rows: size.rows), feed: feed, tools: ConsoleTools())
  }

  private func terminal(_ script: [[TerminalInput]] = []) -> FakeTerminal {
    FakeTerminal(size: Size(columns: 80, rows: 24), script: script)
  }

  @Test func `the first turn shows a frame though no figures have come`() {
    var screen = terminal()
    var loop = loop(ScriptedFeed())
    loop.turn(on: &screen, now: .zero)
    #expect(screen.pictures == 1)
    #expect(screen.shown?.trimmedLines[0].contains("WAITING") ?? false)
  }

  @Test func `nothing new means nothing drawn until the second is over`() {
    var screen = terminal()
    var loop = loop(ScriptedFeed())
    loop.turn(on: &screen, now: .zero)
    loop.turn(on: &screen, now: .milliseconds(300))
    loop.turn(on: &screen, now: .milliseconds(900))
    #expect(screen.pictures == 1)
    loop.turn(on: &screen, now: .milliseconds(1_000))
    #expect(screen.pictures == 2)
  }

  @Test func `figures that come fast are drawn at the pace of frames`() {
    let news = (0..<10).map { [FeedNews.snapshot(Incident.snapshot(after: Double($0)))] }
    var screen = terminal()
    var loop = loop(ScriptedFeed(news))
    for turn in 0..<10 { loop.turn(on: &screen, now: .milliseconds(turn * 5)) }
    #expect(screen.pictures == 2)
  }

  @Test func `a key is drawn at once`() {
    var screen = terminal([[], [.key(.character("?"))]])
    var loop = loop(ScriptedFeed())
    loop.turn(on: &screen, now: .zero)
    loop.turn(on: &screen, now: .milliseconds(1))
    #expect(screen.shown?.trimmedLines[0].contains("HELP") ?? false)
  }

  @Test func `what was typed ahead of a dialog does not reach it`() {
    let feed = ScriptedFeed([[.snapshot(Incident.snapshot())]])
    var screen = terminal([
      [], [.key(.character("D")), .key(.character("y")), .key(.tab), .key(.character("y"))],
    ])
    var loop = loop(feed)
    loop.turn(on: &screen, now: .zero)
    loop.turn(on: &screen, now: .milliseconds(50))
    guard case .act(let dialog) = loop.model.overlay else {
      Issue.record("the dialog is not open")
      return
    }
    #expect(dialog.reason.text.isEmpty)
    #expect(!feed.orders.contains { if case .act = $0 { true } else { false } })
  }

  @Test func `a new size is drawn whole`() {
    var screen = terminal([[], [.resized(Size(columns: 120, rows: 40))]])
    var loop = loop(ScriptedFeed())
    loop.turn(on: &screen, now: .zero)
    loop.turn(on: &screen, now: .milliseconds(60))
    #expect(screen.shown?.size == Size(columns: 120, rows: 40))
  }

  @Test func `q at home ends it, and Ctrl-C does`() {
    var screen = terminal([[.key(.character("q"))]])
    var asked = loop(ScriptedFeed())
    asked.turn(on: &screen, now: .zero)
    #expect(asked.exit == .asked)
    screen = terminal([[.endRequested(signal: 2)]])
    var interrupted = loop(ScriptedFeed())
    interrupted.turn(on: &screen, now: .zero)
    #expect(interrupted.exit == .signal(2))
  }

  @Test func `a lost terminal ends it`() {
    var screen = terminal([[.hungUp]])
    var hung = loop(ScriptedFeed())
    hung.turn(on: &screen, now: .zero)
    #expect(hung.exit == .terminalLost)
    screen = terminal()
    screen.outcomes = [.lost]
    var broken = loop(ScriptedFeed())
    broken.turn(on: &screen, now: .zero)
    #expect(broken.exit == .terminalLost)
  }

  @Test func `a picture that a slow line did not take is shown later`() {
    var screen = terminal()
    screen.outcomes = [.busy]
    var loop = loop(ScriptedFeed())
    loop.turn(on: &screen, now: .zero)
    #expect(screen.pictures == 0)
    #expect(loop.deadline(now: .zero) <= ConsoleLoop.framePace)
    loop.turn(on: &screen, now: .milliseconds(40))
    #expect(screen.pictures == 1)
  }

  @Test func `Ctrl-Z stops the process and draws everything anew`() {
    var screen = terminal([[], [.suspendRequested]])
    var loop = loop(ScriptedFeed())
    loop.turn(on: &screen, now: .zero)
    loop.turn(on: &screen, now: .milliseconds(100))
    #expect(screen.suspensions == 1)
    #expect(screen.pictures == 2)
  }

  @Test func `an act under way makes Ctrl-C ask once`() {
    var model = Model.atIncident()
    model.results.add(
      RunningAct(
        ticket: Ticket(number: 1), label: "DRAIN a", verb: .drain, endpoints: ["a"],
        sentAt: .zero))
    #expect(update(&model, .input(.endRequested(signal: 2))) == [.declineEnd])
    #expect(update(&model, .input(.endRequested(signal: 2))) == [.quit(.signal(2))])
  }
}
