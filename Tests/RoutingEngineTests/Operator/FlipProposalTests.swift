import Testing

@testable import RoutingEngine

@Suite struct FlipProposalTests {
  /// Both endpoints known, the backup faster by a factor.
  private static func watched(backup: Nanoseconds, minutes: Int) -> Lab {
    var lab = Lab(.chain(2))
    for _ in 0..<(minutes * 60) {
      lab.call(.a, ttft: .milliseconds(400))
      lab.call(.b, ttft: backup)
      lab.wait(.seconds(1))
    }
    return lab
  }

  @Test func `a backup that was better for ten minutes is proposed once`() {
    let early = Self.watched(backup: .milliseconds(200), minutes: 9)
    #expect(early.events(.flipProposed).isEmpty)
    let late = Self.watched(backup: .milliseconds(200), minutes: 13)
    #expect(late.events(.flipProposed).map(\.detail.other) == [.b])
  }

  @Test func `a backup that is as good is not proposed`() {
    #expect(Self.watched(backup: .milliseconds(390), minutes: 13).events(.flipProposed).isEmpty)
  }
}
