import RoutingEngine
import Testing

@testable import TrafficSimulator

/// What counts as a loss when a rule is switched off.
@Suite struct AblationTests {
  private func ablation(
    with: LabMeasurement, without: LabMeasurement
  ) -> Ablation {
    var group = LabGroup(
      scenario: "made-up", replicas: 1,
      variants: [LabVariant(.routeConsole), LabVariant(.routeConsole, without: .ramp)])
    group.add(with, variant: 0)
    group.add(without, variant: 1)
    return Ablation(.ramp, in: [group])
  }

  @Test func `a scenario that fails only without the rule needs it`() {
    let result = ablation(with: LabMeasurement([:]), without: LabMeasurement([:], unmet: ["share"]))
    #expect(result.broken == [Ablation.Broken(scenario: "made-up", seeds: 1)])
  }

  @Test func `a scenario that fails anyway says nothing about the rule`() {
    let failed = LabMeasurement([:], unmet: ["share"])
    #expect(ablation(with: failed, without: failed).isIdle)
  }

  @Test func `a metric that got worse speaks for the rule`() {
    let result = ablation(
      with: LabMeasurement([.recoveryPeak: 1.0]), without: LabMeasurement([.recoveryPeak: 3.0]))
    #expect(result.worse.map(\.metric) == [.recoveryPeak])
  }

  @Test func `a metric that got better does not`() {
    let result = ablation(
      with: LabMeasurement([.errorSeconds: 3]), without: LabMeasurement([.errorSeconds: 1]))
    #expect(result.isIdle)
  }
}
