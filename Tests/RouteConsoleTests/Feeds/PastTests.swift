import RoutingEngine
import TelemetryClient
import Testing
import Transport
import Wire

@testable import RouteConsole

/// A console that comes late knows what was before it came.
@Suite struct PastTests {
  private static func snapshot(_ second: Int) -> SystemSnapshot { Incident.snapshot(after: Double(second)) }

  /// What an attached console is told when it comes at 03:12:41, with what the server kept in steps of ten seconds.
  private static func news(_ kept: [SystemSnapshot]) -> [FeedNews] {
    var translator = AttachTranslator()
    var news = translator.translate([.stream(.snapshot(snapshot(0)))], now: .zero)
    while let (number, call) = translator.callForPast() {
      guard case .history(let from, let to) = call else { continue }
      let answer = kept.filter { $0.at >= from && $0.at <= to }
      news += translator.translate([.answer(number, .success(.history(answer)))], now: .zero)
    }
    return news
  }

  private static func model(_ kept: [SystemSnapshot]) -> Model {
    var model = Model.blank(columns: 120, rows: 40)
    _ = update(&model, .clock(.seconds(10)))
    for news in news(kept) { _ = update(&model, .news(news)) }
    return model
  }

  @Test func `a console that attaches goes back to before it was there`() throws {
    var model = Self.model((-60..<0).map { Self.snapshot($0 * 10) })
    let effects = try model.goTo("03:10:41")
    #expect(effects == [])
    #expect(model.shown?.at == Self.snapshot(-120).at)
    #expect(model.notice == nil)
    model.press(.character("z"))
    #expect(model.shown?.at == Self.snapshot(0).at)
    let trend = Trend(model, steps: 20, seconds: 30).of(.total, .ttftP90)
    #expect(trend.count { $0 != nil } >= 19)
  }

  @Test func `the past is asked for in pieces, the newest first, and no further than half an hour`() {
    var translator = AttachTranslator()
    _ = translator.translate([.stream(.snapshot(Self.snapshot(0)))], now: .zero)
    var asked: [Moment] = []
    while let (number, call) = translator.callForPast() {
      let second = translator.callForPast()
      #expect(second == nil)
      guard case .history(let from, let to) = call else { continue }
      #expect(from < to)
      asked.append(from)
      _ = translator.translate([.answer(number, .success(.history([Self.snapshot(-1)])))], now: .zero)
      _ = translator.translate([.stream(.snapshot(Self.snapshot(1)))], now: .zero)
    }
    #expect(asked == [-600, -1_200, -1_800].map { Self.snapshot($0).at })
  }

  @Test func `a server that keeps nothing, or cannot answer, is asked once and disturbs nobody`() {
    let answers: [Result<ControlAnswer, ControlClientError>] = [
      .success(.history([])), .failure(.unreachable("gone")),
    ]
    for answer in answers {
      var translator = AttachTranslator()
      _ = translator.translate([.stream(.snapshot(Self.snapshot(0)))], now: .zero)
      let number = translator.callForPast()?.number ?? 0
      let (news, next) = (
        translator.translate([.answer(number, answer)], now: .zero), translator.callForPast()
      )
      #expect(news == [] && next == nil)
    }
  }

  @Test func `what comes in from before changes no number, so that a frozen screen stays where it is`() {
    var history = History()
    for second in 0..<5 { history.append(Self.snapshot(second)) }
    let moments = (0..<5).map { history.moment(of: $0) }
    history.fill((-30..<3).map { Self.snapshot($0) })
    #expect(history.first == -30 && history.count == 35 && history.next == 5)
    #expect((0..<5).map { history.moment(of: $0) } == moments)
    #expect(history.moment(of: -30) == Self.snapshot(-30).at)
    #expect(history.number(stepping: -100, from: 0) == -30)
    history.append(Self.snapshot(5))
    #expect(history.moment(of: 5) == Self.snapshot(5).at)
  }

  private static func seconds(_ range: Range<Int>) -> [SystemSnapshot] { range.map { snapshot($0) } }

  @Test func `what a console missed while the link was lost is asked for when it is back`() {
    var translator = AttachTranslator()
    func hear(_ news: StreamNews...) { _ = translator.translate(news.map { .stream($0) }, now: .zero) }
    func ask() -> (number: Int, from: Moment, to: Moment)? {
      guard let (number, call) = translator.callForPast(), case .history(let from, let to) = call else {
        return nil
      }
      return (number, from, to)
    }
    func answer(_ number: Int, _ answer: Result<ControlAnswer, ControlClientError>) {
      _ = translator.translate([.answer(number, answer)], now: .zero)
    }
    hear(.snapshot(Self.snapshot(0)))
    answer(ask()?.number ?? 0, .success(.history([])))
    hear(.snapshot(Self.snapshot(1)), .snapshot(Self.snapshot(30)))
    #expect(ask() == nil, "a slow second is no loss")
    hear(.lost(reason: "reset", since: Instant(nanoseconds: 0)), .live, .snapshot(Self.snapshot(90)))
    let first = ask()
    #expect(first?.from == Self.snapshot(30).at.advanced(byMilliseconds: 1))
    #expect(first?.to == Self.snapshot(90).at.advanced(byMilliseconds: -1))
    // Lost again before the answer: asked once more when somebody is there.
    answer(first?.number ?? 0, .failure(.unreachable("reset")))
    #expect(ask() == nil)
    hear(.lost(reason: "reset", since: Instant(nanoseconds: 0)), .live, .snapshot(Self.snapshot(100)))
    let second = ask()
    #expect(second?.from == Self.snapshot(90).at.advanced(byMilliseconds: 1))
    answer(second?.number ?? 0, .success(.history(Self.seconds(91..<100))))
    let third = ask()
    #expect(third?.from == first?.from)
    answer(third?.number ?? 0, .success(.history(Self.seconds(31..<90))))
    #expect(ask() == nil)
  }

  @Test func `a gap is filled in its place, and what was known there stays`() {
    var history = History()
    for snapshot in Self.seconds(0..<5) + Self.seconds(20..<25) { history.append(snapshot) }
    history.fill(Self.seconds(3..<30))
    #expect(history.count == 25 && history.next == 10)
    #expect(
      (history.first..<history.next).map { history.moment(of: $0) } == (0..<25).map { Self.snapshot($0).at })
    #expect(history.number(at: Self.snapshot(22).at) == 7)
  }

  @Test func `a frozen screen before the gap stays where it is`() {
    var model = Model.blank(columns: 120, rows: 40)
    _ = update(&model, .clock(.seconds(10)))
    for snapshot in Self.seconds(0..<5) { _ = update(&model, .news(.snapshot(snapshot))) }
    model.press(.character("z"))
    for snapshot in Self.seconds(20..<25) { _ = update(&model, .news(.snapshot(snapshot))) }
    _ = update(&model, .news(.past(Self.seconds(5..<20))))
    #expect(model.shown?.at == Self.snapshot(4).at)
    #expect(model.history.moment(of: model.shownNumber) == Self.snapshot(4).at)
    #expect(model.history.moment(of: model.shownNumber + 1) == Self.snapshot(5).at)
  }

  // MARK: The report

  private static func report(_ model: Model, _ shell: MemoryShell = MemoryShell()) -> String {
    let files = ConsoleFiles(shell: shell, folder: nil, knowledge: .builtIn)
    let request = SaveRequest(
      kind: .report, snapshot: model.shown ?? snapshot(0), events: model.shownEvents, audit: [], screen: [],
      history: model.history)
    _ = files.save(request)
    return shell.files.values.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  private static func opened(_ second: Int, by trigger: Trigger, id: UInt64) -> EventLine {
    var line = EventLine(
      id: id, at: snapshot(second).at, kind: EventKind.opened.rawValue, severity: .crit, text: "opened")
    (line.endpoint, line.provider, line.trigger) = ("use1/sonnet", "bedrock", trigger.name)
    return line
  }

  @Test func `a report from a late console tells the true time of an opening that the server remembers`() {
    var model = Self.model([])
    let events = [Self.opened(-90, by: .errorRateFast, id: 1), Self.opened(3, by: .probe, id: 2)]
    _ = update(&model, .news(.events(events)))
    for second in 1...20 { _ = update(&model, .news(.snapshot(Self.snapshot(second)))) }
    #expect(Self.report(model).contains("It opened use1/sonnet at 03:11:11"))
  }

  @Test func `a report invents no opening of what was out before anybody looked`() {
    var model = Self.model([])
    _ = update(&model, .news(.events([Self.opened(3, by: .probe, id: 2)])))
    for second in 1...20 { _ = update(&model, .news(.snapshot(Self.snapshot(second)))) }
    let text = Self.report(model)
    #expect(!text.contains("It opened"))
    #expect(text.contains("use1/sonnet was open already when this record begins."))
  }

  // MARK: Where files go

  @Test func `a file that was written is named with its folder`() {
    let shell = MemoryShell()
    let files = ConsoleFiles(shell: shell, folder: nil, knowledge: .builtIn)
    let request = SaveRequest(
      kind: .snapshot, snapshot: Self.snapshot(0), events: [], audit: [], screen: [], history: History())
    guard case .success(let words) = files.save(request) else {
      Issue.record("nothing was written")
      return
    }
    #expect(
      words
        == "/tmp/mine/route-console-snapshot-20261122T031241.txt and route-console-snapshot-20261122T031241.json"
    )
    #expect(shell.files.keys.allSatisfy { $0.hasPrefix("/tmp/mine/") })
  }

  @Test func `a folder that cannot be written is named, with a way on`() {
    let shell = MemoryShell()
    shell.isReadOnly = true
    let files = ConsoleFiles(shell: shell, folder: "notes", knowledge: .builtIn)
    let request = SaveRequest(
      kind: .report, snapshot: Self.snapshot(0), events: [], audit: [], screen: [], history: History())
    guard case .failure(let failure) = files.save(request) else {
      Issue.record("it was written")
      return
    }
    #expect(
      failure.text
        == "nothing was written into /tmp/mine/notes: Permission denied; make it writable, or begin with --state-dir DIR"
    )
  }

  @Test func `a server that does not answer is named, and a new one is doubted`() {
    var translator = AttachTranslator(address: "http://127.0.0.1:9")
    func reasons(_ news: StreamNews...) -> [String] {
      translator.translate(news.map { .stream($0) }, now: .zero).compactMap { news in
        if case .link(.lost(let reason, _)) = news { reason } else { nil }
      }
    }
    let lost = StreamNews.lost(reason: "Connection refused", since: Instant(nanoseconds: 0))
    let told = reasons(lost, .live, lost)
    #expect(
      told == [
        "http://127.0.0.1:9: Connection refused; is it running there? it is asked again",
        "http://127.0.0.1:9: Connection refused; it is asked again",
      ])
  }
}
