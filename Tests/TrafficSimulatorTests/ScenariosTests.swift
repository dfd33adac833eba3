import Documents
import RoutingEngine
import Testing

@testable import TrafficSimulator

/// What every built-in scenario owes its reader.
@Suite struct ScenariosTests {
  private func scenario(_ name: String) throws -> Scenario {
    let text = try #require(BuiltInScenario.named(name)).text
    let problems = Problems(file: name)
    return try #require(ScenarioReader.read(Array(text.utf8), problems: problems)).scenario
  }

  @Test func `there are at least twenty-eight`() {
    #expect(BuiltInScenario.all.count >= 28)
  }

  @Test(arguments: BuiltInScenario.all.map(\.name))
  func `it says in a comment what it is about`(name: String) throws {
    let text = try #require(BuiltInScenario.named(name)).text
    #expect(text.hasPrefix("//"))
  }

  @Test(arguments: BuiltInScenario.all.map(\.name))
  func `it expects something of what users see`(name: String) throws {
    let seen: [Metric] = [
      .userVisibleErrorSeconds, .sloViolationSeconds, .failedShed, .attemptsPerRequest,
    ]
    #expect(try scenario(name).expectations.contains { seen.contains($0.metric) })
  }

  @Test func `every fault kind but the operators' own is in some scenario or in the fuzzer`() throws {
    var kinds: Set<String> = []
    for name in BuiltInScenario.all.map(\.name) {
      for fault in try scenario(name).faults { kinds.insert(fault.kind.name) }
    }
    #expect(kinds.count >= 24, "\(FaultKind.names.filter { !kinds.contains($0) }) are in none")
  }
}
