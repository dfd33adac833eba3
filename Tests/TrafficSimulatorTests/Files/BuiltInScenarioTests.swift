import Documents
import RoutingEngine
import FoundationEssentials
import Testing

@testable import TrafficSimulator

@Suite struct BuiltInScenarioTests {
  @Test(arguments: BuiltInScenario.all.map(\.name))
  func `a built-in scenario is valid under its own name`(name: String) throws {
    let builtIn = try #require(BuiltInScenario.named(name))
    let problems = Problems(file: name)
    let file = ScenarioReader.read(Array(builtIn.text.utf8), problems: problems)
    #expect(problems.isEmpty, "\(problems)")
    #expect(try #require(file).scenario.name == name)
  }

  @Test(arguments: BuiltInScenario.all.map(\.name))
  func `a built-in scenario expects something`(name: String) throws {
    let builtIn = try #require(BuiltInScenario.named(name))
    let file = ScenarioReader.read(Array(builtIn.text.utf8), problems: Problems(file: name))
    #expect(try #require(file).scenario.expectations.isEmpty == false)
  }

  @Test func `every file of the folder is in the table`() throws {
    let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    let folder = here.joined(separator: "/") + "/Sources/TrafficSimulator/Scenarios"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".swift") && $0 != "BuiltInScenario.swift" }
    let expected = BuiltInScenario.all.map { scenario in
      scenario.name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        + ".swift"
    }
    #expect(files.sorted() == expected.sorted())
  }

  @Test func `names are unique`() {
    #expect(Set(BuiltInScenario.all.map(\.name)).count == BuiltInScenario.all.count)
  }

  @Test func `in the tour a provider goes dark after 20 seconds on the wall`() throws {
    let tour = try #require(BuiltInScenario.named("tour"))
    let file = try #require(ScenarioReader.read(Array(tour.text.utf8), problems: Problems(file: "tour")))
    let first = try #require(file.scenario.faults.first)
    #expect((first.start - file.scenario.leadIn).seconds / file.scenario.speed == 20)
    #expect(first.target == .provider("bedrock"))
  }
}
