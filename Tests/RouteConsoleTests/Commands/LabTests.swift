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

  @Test func `a list of scenarios has no empty place`() {
    let shell = MemoryShell()
    #expect(shell.run("lab", "--scenarios", "steady,,tour") == .usage)
    #expect(shell.errors.joined().contains("of built-in scenarios and files, or all or year"))
  }

  private static let short = #"{ name: "mine", duration: "10s", world: "default" }"#

  @Test func `a scenario file is compared as one that is built in`() {
    let shell = MemoryShell()
    shell.files["mine.json5"] = Array(Self.short.utf8)
    let line = ["--scenarios", "mine.json5", "--policies", "route-console,static", "--seeds", "2"]
    #expect(Program(shell: shell).run(["lab"] + line) == .done)
    #expect(shell.output.contains("mine, 4 replicas\n"))
    #expect(
      shell.progress.texts == [
        "0 of 4 runs", "1 of 4 runs, 25 %", "2 of 4 runs, 50 %", "3 of 4 runs, 75 %", "4 of 4 runs, 100 %",
        "",
      ])
  }

  @Test func `a problem of a scenario file has its place`() {
    let shell = MemoryShell()
    shell.files["mine.json5"] = Array(#"{ name: "mine", duration: "10s", world: "defalt" }"#.utf8)
    #expect(shell.run("lab", "--scenarios", "mine.json5") == .usage)
    #expect(shell.errors.joined().contains("mine.json5:1:41: "))
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

  @Test func `beside a best with many attempts it names the best with few, or that there is none`() {
    func text(lean: Double) -> String {
      var group = LabGroup(
        scenario: "made-up", replicas: 4,
        variants: [LabVariant(.routeConsole), LabVariant(.failover), LabVariant(.ejection)])
      for (place, values) in [(2.0, 1.01), (lean, 1.05), (0.5, 1.4)].enumerated() {
        group.add(
          LabMeasurement([.errorSeconds: values.0, .attemptsPerRequest: values.1]), variant: place)
      }
      return LabReport(groups: [group], rules: [], seeds: 1, skipped: []).text
    }
    #expect(
      text(lean: 1).contains("ejection 0.50, at 1.40 attempts a request; with at most 1.1, failover 1.00"))
    #expect(
      text(lean: 3).contains("ejection 0.50, at 1.40 attempts a request; nobody with at most 1.1 is better"))
  }

  @Test func `it says what the figures depend on`() {
    #expect(report([(LabVariant(.routeConsole), 1)]).text.contains(LabReport.caveat))
  }
}
