import Documents
import Testing
import TrafficSimulator

@testable import RouteConsole

@Suite struct ListTests {
  @Test func `scenarios are listed one a line with their titles`() {
    let shell = MemoryShell()
    #expect(shell.run("scenarios") == .done)
    let lines = shell.output.split(separator: "\n")
    #expect(lines.count == BuiltInScenario.all.count)
    #expect(lines.first == "steady                      An ordinary quarter of an hour")
  }

  @Test func `scenarios can be listed as JSON`() throws {
    let shell = MemoryShell()
    #expect(shell.run("scenarios", "--json") == .done)
    let names = try Document.parse(shell.output, dialect: .json).array?.compactMap { $0["name"]?.string }
    #expect(names == BuiltInScenario.all.map(\.name))
  }

  @Test func `a scenario prints as a file that is valid`() {
    let shell = MemoryShell()
    #expect(shell.run("scenarios", "tour") == .done)
    shell.files["mine.json5"] = Array(shell.output.utf8)
    #expect(shell.run("check", "mine.json5") == .done)
  }

  @Test func `an unknown scenario is told its likely name`() {
    let shell = MemoryShell()
    #expect(shell.run("scenarios", "stedy") == .usage)
    #expect(shell.errors.first?.contains("did you mean steady?") == true)
  }

  @Test func `policies can be listed as JSON`() throws {
    let shell = MemoryShell()
    #expect(shell.run("policies", "--json") == .done)
    let names = try Document.parse(shell.output, dialect: .json).array?.compactMap { $0["name"]?.string }
    #expect(names == PolicyName.allCases.map(\.rawValue))
  }

  @Test(arguments: [
    (0.0, 0, "0"), (1234567.0, 0, "1,234,567"), (-1234.5, 1, "-1,234.5"), (0.05, 2, "0.05"),
    (0.999, 2, "1.00"),
    (-0.001, 2, "0.00"),
  ])
  func `figures have a fixed number of decimals`(number: Double, decimals: Int, expected: String) {
    #expect(Figures.fixed(number, decimals) == expected)
  }

  @Test func `a figure that is not known is a dash`() {
    #expect(Figures.fixed(nil, 2) == "-")
    #expect(Figures.fixed(.nan, 2) == "-")
  }
}
