import RoutingEngine
import Testing

@testable import RouteConsole
@testable import TrafficSimulator

/// The `lab` command: its lists, and what it prints of made-up runs.
@Suite struct LabTests {
  private func report(_ values: [(LabVariant, Double)]) -> LabReport {
    var group = LabGroup(scenario: "made-up", replicas: 4, variants: values.map(\.0))
    for (place, value) in values.enumerated() {
      group.add(LabMeasurement([.errorSeconds: value.1]), variant: place)
    }
    return LabReport(groups: [group], rules: [], seeds: 1, skipped: [])
  }

  @Test func `a name that does not exist is an error with a suggestion`() {
    let shell = MemoryShell()
    #expect(shell.run("lab", "--scenarios", "steady,recovery-hurd") == .usage)
    #expect(shell.errors.joined().contains("did you mean recovery-herd?"))
  }

  @Test func `a list of replicas takes only numbers`() {
    let shell = MemoryShell()
    #expect(shell.run("lab", "--replicas", "1,four") == .usage)
  }

  @Test func `a year stands alone`() {
    let shell = MemoryShell()
    #expect(shell.run("lab", "--scenarios", "year,steady") == .usage)
    #expect(shell.run("lab", "--scenarios", "year", "--without", "ramp") == .usage)
  }

  @Test func `words given twice are played once`() {
    #expect(LabCommand.list("a,b,a") == ["a", "b"])
  }

  @Test func `a scenario that names a replica needs as many`() throws {
    let scenario = try ScenarioSource(shell: MemoryShell()).file(named: "lonely-replica").scenario
    #expect(scenario.leastReplicas == 2)
  }

  @Test func `the winner is marked`() {
    let text = report([(LabVariant(.routeConsole), 0.5), (LabVariant(.failover), 2)]).text
    #expect(text.contains("0.50*"))
    #expect(!text.contains("2.00*"))
  }

  @Test func `it says where ours is not the best`() {
    let text = report([(LabVariant(.routeConsole), 2), (LabVariant(.failover), 0.5)]).text
    #expect(text.contains("Where route-console is not the best"))
    #expect(text.contains("failover 0.50"))
  }

  @Test func `it says what the figures depend on`() {
    #expect(report([(LabVariant(.routeConsole), 1)]).text.contains(LabReport.caveat))
  }
}
