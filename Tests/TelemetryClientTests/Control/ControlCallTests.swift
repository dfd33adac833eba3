import RoutingEngine
import Testing
import Transport
import Wire

@testable import TelemetryClient

@Suite struct ControlCallTests {
  private static let act = ActRequest(.drain(.endpoint("a")), reason: "works")

  @Test func `an act is waited for as long as a system elsewhere may take to confirm it`() {
    #expect(ControlCall.act(Self.act, revision: nil).timeouts.total == ControlCall.longestAct)
    #expect(ControlCall.longestAct > .seconds(600))
  }

  @Test func `what only asks is given up soon`() {
    #expect(ControlCall.preview(Self.act).timeouts.total == .seconds(10))
    #expect(ControlCall.snapshot.timeouts.total == .seconds(10))
  }
}
