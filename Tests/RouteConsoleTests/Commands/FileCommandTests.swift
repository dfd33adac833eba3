import Documents
import Testing
import Transport

@testable import RouteConsole

/// `init` and `themes`.
@Suite struct FileCommandTests {
  private static func problems(of text: String) throws -> String {
    let problems = Problems(file: "c.json5")
    _ = ConfigurationReader.read(try Document.parse(text, dialect: .json5), problems: problems)
    return problems.description
  }

  @Test func `the configuration to start from is valid as it is`() throws {
    let shell = MemoryShell()
    #expect(shell.run("init") == .done)
    #expect(try Self.problems(of: shell.output).isEmpty)
    #expect(shell.output == StarterConfiguration.text)
  }

  @Test func `it is valid with every example switched on`() throws {
    let text = StarterConfiguration.text.replacing(StarterConfiguration.switchedOff, with: "")
    #expect(text != StarterConfiguration.text)
    #expect(try Self.problems(of: text).isEmpty)
  }

  @Test func `check refuses a control API that everybody could reach, as serve does`() throws {
    let text = StarterConfiguration.text.replacing("127.0.0.1:8081", with: "0.0.0.0:8081")
    #expect(text != StarterConfiguration.text)
    let shell = MemoryShell()
    shell.files["c.json5"] = Array(text.utf8)
    #expect(shell.run("check", "c.json5") == .usage)
    #expect(shell.errors.joined().contains("will not listen on 0.0.0.0:8081 without tokens"))
  }

  @Test func `check tells of a token file that no server here could begin with`() {
    let text = StarterConfiguration.text.replacing(
      #"listen: "127.0.0.1:8081""#,
      with: #"listen: "127.0.0.1:8081", operator_token_file: "/nowhere/operators""#)
    #expect(text != StarterConfiguration.text)
    let shell = MemoryShell()
    shell.files["c.json5"] = Array(text.utf8)
    #expect(shell.run("check", "c.json5") == .done)
    #expect(shell.errors.joined().contains("c.json5: control.operator_token_file: "))
    #expect(shell.errors.joined().contains("On this machine no server would begin with it."))
  }

  @Test func `a provider with a problem is there all the same for the endpoints that name it`() throws {
    let problems = try Self.problems(
      of: #"""
        { providers: { mine: { kind: "opnai" } },
          endpoints: [{ id: "a", provider: "mine", model: "m" }, { id: "b", provider: "min", model: "m" }],
          features: [{ id: "f", primary: "a" }] }
        """#)
    #expect(problems.split(separator: "\n").count == 2)
    #expect(problems.contains(#"cannot be "opnai""#))
    #expect(problems.contains(#""provider" in endpoint "b" cannot be "min" (did you mean "mine"?"#))
  }

  @Test func `an endpoint with a problem is there all the same for a scenario's faults`() {
    let shell = MemoryShell()
    let endpoint = #"{ id: "a", provider: "q", model: "m", ttft: { p50: "1s" }, tpot: { p50: "9ms" } }"#
    shell.files["s.json5"] = Array(
      #"""
      { name: "s", duration: "1m", world: { providers: { p: {} }, endpoints: [\#(endpoint)],
          features: [{ id: "f", requests_per_second: 1, prompt_tokens: { p50: 9 }, output_tokens: { p50: 9 }, primary: "a" }] },
        faults: [{ at: "1s", target: "endpoint:a", kind: "blackhole" }, { at: "1s", target: "provider:p", kind: "blackhole" },
          { at: "1s", target: "model:m", kind: "blackhole" }] }
      """#.utf8)
    #expect(shell.run("check", "s.json5") == .usage)
    #expect(shell.errors.joined(separator: "\n").split(separator: "\n").count == 1)
    #expect(shell.errors.joined().contains(#""provider" in endpoint "a" cannot be "q""#))
  }

  private static func warnings(floor: String, scores: String) -> String {
    let shell = MemoryShell()
    let feature =
      #"{ id: "f", primary: "a", backups: ["b"], quality: { \#(floor), scores: { \#(scores) } } }"#
    shell.files["c.json5"] = Array(
      #"""
      { providers: { p: { kind: "openai", credentials: { kind: "api-key", env: "NAME" } } },
        endpoints: [{ id: "a", provider: "p", model: "m" }, { id: "b", provider: "p", model: "n" }],
        features: [\#(feature)] }
      """#.utf8)
    #expect(shell.run("check", "c.json5") == .done)
    return shell.errors.joined(separator: "\n")
  }

  @Test func `a floor that no candidate reaches is warned of, with what each reaches`() {
    #expect(
      Self.warnings(floor: "floor: 0.9", scores: "a: 0.8, b: { mean: 0.85, n: 100 }")
        == "c.json5: warning: feature f: every request would be refused, as no candidate reaches the quality floor "
        + "0.900 (a 0.800, b 0.780, the lower bound of 0.850); lower the floor, or name an endpoint that reaches it"
    )
  }

  @Test func `a primary below the floor is warned of, and one that nobody measured is not`() {
    #expect(
      Self.warnings(floor: "floor: 0.9", scores: "a: 0.8, b: 0.95").contains(
        "the primary a stands below the quality floor 0.900 with 0.800, so another candidate serves in its place"
      ))
    #expect(Self.warnings(floor: "floor: 0.9", scores: "b: 0.8").isEmpty)
    #expect(Self.warnings(floor: "floor: 0.9", scores: "a: 0.9, b: 0.8").isEmpty)
  }

  @Test func `a trace that is not there is told with the place that names it`() {
    let shell = MemoryShell()
    shell.files["s.json5"] = Array(
      #"{ name: "s", duration: "1m", world: "default",\#n  traffic: { trace: "gone.csv" } }"#.utf8)
    #expect(shell.run("check", "s.json5") == .usage)
    #expect(shell.errors.joined().contains("s.json5:2:21: the trace gone.csv: "))
  }

  @Test func `an unknown target is told every form, replicas among them`() {
    let shell = MemoryShell()
    shell.files["s.json5"] = Array(
      #"{ name: "s", duration: "1m", world: "default", faults: [{ at: "1s", target: "x", kind: "blackhole" }] }"#
        .utf8)
    #expect(shell.run("check", "s.json5") == .usage)
    #expect(shell.errors.joined().contains("or replica: with a number"))
  }

  @Test func `whole percentages of shares add up as the shares do`() {
    #expect(Figures.wholePercents([0.335, 0.335, 0.33]) == [34, 33, 33])
    #expect(Figures.wholePercents([0.906, 0.094]) == [91, 9])
    #expect(Figures.wholePercents([1]) == [100])
    #expect(Figures.wholePercents([0.25, 0.25]) == [25, 25])
    #expect(Figures.wholePercents([]) == [])
  }

  @Test func `it names every section that a configuration can have`() throws {
    let text = StarterConfiguration.text.replacing(StarterConfiguration.switchedOff, with: "")
    let document = try Document.parse(text, dialect: .json5)
    for key in [
      "providers", "endpoints", "features", "gateway", "control", "telemetry", "watch", "prices", "breaker",
      "recording",
    ] {
      #expect(document[key] != nil, "\(key) is missing")
    }
  }

  @Test func `it is written where it is wanted, and never over another file`() {
    let shell = MemoryShell()
    #expect(shell.run("init", "--output", "rc.json5") == .done)
    #expect(shell.files["rc.json5"] == Array(StarterConfiguration.text.utf8))
    #expect(shell.output.contains("route-console check rc.json5"))
    #expect(shell.run("init", "--output", "rc.json5") == .failed)
    #expect(shell.errors.last?.contains("rc.json5 is not written") == true)
  }

  @Test func `themes are listed one a line, and as JSON`() throws {
    let shell = MemoryShell()
    #expect(shell.run("themes") == .done)
    #expect(shell.output.contains("default"))
    let listed = shell.output.split(separator: "\n").count
    let again = MemoryShell()
    #expect(again.run("themes", "--json") == .done)
    let rows = try Document.parse(again.output, dialect: .json).array ?? []
    #expect(rows.count == listed)
    #expect(rows.allSatisfy { $0["problem"]?.isNull == true })
  }

  @Test func `a theme shows every role with its colours and contrast`() {
    let shell = MemoryShell()
    #expect(shell.run("themes", "default") == .done)
    for role in Role.allCases { #expect(shell.output.contains("\n\(role.name) "), "\(role.name) is missing") }
    #expect(!shell.output.contains("\u{1B}"), "no colours where nobody sees them")
    #expect(!shell.output.contains("hard to read"))
  }

  @Test func `a theme that is not there is told its likely name`() {
    let shell = MemoryShell()
    #expect(shell.run("themes", "defualt") == .usage)
    #expect(shell.errors.last == "did you mean default?")
  }

  @Test func `a broken theme is told its line`() throws {
    let folder = try FileSystem.makeTemporaryDirectory(prefix: "/tmp/route-console-test-")
    let path = folder + "/mine.theme"
    defer {
      try? FileSystem.remove(path)
      try? FileSystem.remove(folder)
    }
    try ReplacedFile.write(Array("inherit = default\ncrit = #12345\n".utf8), to: path)
    let shell = MemoryShell()
    #expect(shell.run("themes", path) == .usage)
    #expect(shell.errors.first?.contains("\(path):2: a colour is") == true, "\(shell.errors)")
  }
}
