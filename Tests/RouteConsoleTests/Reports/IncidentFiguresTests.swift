import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Lengths of time, error seconds and shares that a report works out.
@Suite struct IncidentFiguresTests {
  private static let start = Moment(milliseconds: 1_795_262_400_000)

  private static func at(_ second: Double) -> Moment {
    start.advanced(byMilliseconds: Int64(second * 1_000))
  }

  // MARK: Error seconds

  /// What a feature with so many calls a second shows, of which all fail between two seconds and none are made after
  /// `end`.
  private static func errors(
    failing: Range<Int>, calls: Range<Int>, until end: Int, step: Int = 1
  ) -> Double {
    var errors = ErrorSeconds()
    for second in stride(from: 0, through: end, by: step) {
      let window = (second - 60)..<second
      let (called, failed) = (window.clamped(to: calls).count, window.clamped(to: failing).count)
      let recent = ((second - 10)..<second).clamped(to: calls).count
      errors.add(
        rate: called > 0 ? Double(failed) / Double(called) : nil, perSecond: Double(recent) * 33 / 10,
        at: at(Double(second)), seconds: second == 0 ? 0 : Double(step), uptime: Double(second) + 1_000)
    }
    return errors.total
  }

  @Test func `thirty seconds of calls that fail are thirty error seconds, whatever is shown afterwards`() {
    let burst = Self.errors(failing: 100..<130, calls: 100..<130, until: 300)
    #expect(abs(burst - 30) < 1.5)
  }

  @Test func `an outage among calls that go on counts once`() {
    #expect(abs(Self.errors(failing: 100..<280, calls: -100..<600, until: 500) - 180) < 3)
  }

  @Test
  func `one call in five that fails for five minutes is a minute, though the calls a second vary by a tenth`()
  {
    var errors = ErrorSeconds()
    for second in 0...500 {
      let failing = ((second - 60)..<second).clamped(to: 100..<400).count
      let perSecond = 40 + Double(second * 7 % 9 - 4)
      errors.add(
        rate: 0.2 * Double(failing) / 60, perSecond: perSecond, at: Self.at(Double(second)),
        seconds: second == 0 ? 0 : 1, uptime: Double(second) + 1_000)
    }
    #expect(abs(errors.total - 60) < 3, "\(errors.total)")
  }

  @Test func `few calls count as well as many`() {
    var errors = ErrorSeconds()
    for second in 0...300 {
      errors.add(
        rate: second < 60 ? 0 : min(1, Double(second - 60) / 60), perSecond: 0.2, at: Self.at(Double(second)),
        seconds: second == 0 ? 0 : 1, uptime: Double(second) + 1_000)
    }
    #expect(abs(errors.total - 240) < 5, "\(errors.total)")
  }

  @Test func `what failed in the last minute counts in full though the span ends`() {
    #expect(abs(Self.errors(failing: 100..<150, calls: -100..<600, until: 120) - 20) < 1.5)
  }

  @Test func `snapshots ten seconds apart say about the same`() {
    #expect(abs(Self.errors(failing: 100..<130, calls: 100..<130, until: 300, step: 10) - 30) < 6)
  }

  @Test func `another process begins anew and keeps what was counted`() {
    var errors = ErrorSeconds()
    for second in 0...10 {
      errors.add(
        rate: 1, perSecond: nil, at: Self.at(Double(second)), seconds: second == 0 ? 0 : 1, uptime: 0)
    }
    let before = errors.total
    errors.begin()
    errors.add(rate: 0, perSecond: nil, at: Self.at(20), seconds: 0, uptime: 1)
    #expect(errors.total == before)
  }

  // MARK: Lengths of time

  private static func track(_ states: [(second: Double, state: String)]) -> StateTrack {
    var track = StateTrack()
    for (place, seen) in states.enumerated() {
      track.add(
        seen.state, since: nil, at: at(seen.second), seconds: place == 0 ? 0 : 10, isContiguous: place > 0)
    }
    return track
  }

  @Test func `events say to the second how long it was, between snapshots ten seconds apart`() {
    let track = Self.track([(0, "closed"), (10, "open"), (20, "open"), (30, "closed")])
    let changes = [
      StateTrack.Change(at: Self.at(3), to: "open"), StateTrack.Change(at: Self.at(27.5), to: "closed"),
    ]
    #expect(track.seconds(in: "open", changes) == 24.5)
  }

  @Test func `what begins and ends between two snapshots counts`() {
    let track = Self.track([(0, "closed"), (10, "closed"), (20, "closed")])
    let changes = [
      StateTrack.Change(at: Self.at(12), to: "open"), StateTrack.Change(at: Self.at(18), to: "closed"),
    ]
    #expect(track.seconds(in: "open", changes) == 6)
  }

  @Test func `events of some of several engines do not speak for the whole`() {
    let track = Self.track([(0, "closed"), (10, "closed"), (20, "closed")])
    #expect(track.seconds(in: "open", nil) == 0)
  }

  @Test func `a snapshot that says since when it is so splits the time before it`() {
    var track = Self.track([(0, "closed")])
    track.add("open", since: Self.at(4), at: Self.at(10), seconds: 10, isContiguous: true)
    #expect(track.seconds(in: "open", nil) == 6)
    #expect(track.seconds(in: "closed", nil) == 4)
  }

  // MARK: Shares

  private static func serving(_ first: Double, _ second: Double) -> [ServedShare] {
    [ServedShare(endpoint: "a", share: first), ServedShare(endpoint: "b", share: second)]
  }

  @Test func `who serves most from some time on is a move, and a part that goes past it is none`() {
    var moves = ShareMoves()
    for second in 0...100 {
      let serving =
        second < 20 ? Self.serving(0.9, 0.1) : second < 60 ? Self.serving(0.6, 0.4) : Self.serving(0.2, 0.8)
      moves.add(serving, at: Self.at(Double(second))) { _ in true }
    }
    #expect(moves.moves == [.init(at: Self.at(60), from: "a", to: "b", share: 0.8)])
    #expect(moves.spills.isEmpty)
  }

  @Test func `a part that goes past an endpoint for a while is told with how much stayed`() {
    var moves = ShareMoves()
    for second in 0...100 {
      let serving = (20..<60).contains(second) ? Self.serving(0.56, 0.44) : Self.serving(0.96, 0.04)
      moves.add(serving, at: Self.at(Double(second))) { _ in true }
    }
    #expect(moves.moves.isEmpty)
    #expect(
      moves.spills == [
        .init(at: Self.at(20), until: Self.at(60), home: "a", usual: 0.96, lowest: 0.56, taker: "b")
      ])
  }

  @Test func `a part that goes past an endpoint that is not well is that endpoint's own story`() {
    var moves = ShareMoves()
    for second in 0...100 {
      let serving = (20..<60).contains(second) ? Self.serving(0.56, 0.44) : Self.serving(0.96, 0.04)
      moves.add(serving, at: Self.at(Double(second))) { _ in !(20..<60).contains(second) }
    }
    #expect(moves.spills.isEmpty)
  }
}
