import RoutingEngine
import Testing

@testable import RouteConsole

/// Files that are wrong, each in one way, and what both `check` and `simulate` say of them.
@Suite struct BadInputTests {
  /// A wrong file, by its bytes, with the message it deserves.
  struct BadFile: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let message: String

    init(_ name: String, _ text: String, _ message: String) {
      self.init(name, bytes: Array(text.utf8), message)
    }

    init(_ name: String, bytes: [UInt8], _ message: String) {
      self.name = name
      self.bytes = bytes
      self.message = message
    }

    var testDescription: String { name }
  }

  /// A small valid scenario with something put in at the top, in the endpoint, in the feature, or as faults.
  private static func scenario(
    _ top: String = "", endpoint: String = "", feature: String = "backups: [\"a/m\"],", faults: String = ""
  ) -> String {
    """
    { name: "bad", duration: "10m",
      \(top)
      world: {
        providers: { p: { cloud: "c" } },
        endpoints: [
          { id: "a/m", provider: "p", model: "m", capacity: { requests_per_second: 10 } },
          { id: "b/m", provider: "p", model: "m", \(endpoint) capacity: { requests_per_second: 10 } },
        ],
        features: [ { id: "f", requests_per_second: 5, \(feature) primary: "b/m" } ],
      },
      faults: [ \(faults) ],
    }
    """
  }

  static let files = [
    BadFile("syntax error", "{ name: \"x\",\n  duration \"1m\" }", "bad.json5:2:12: "),
    BadFile(
      "unknown key", scenario("warm_up: \"1m\","),
      "bad.json5:2:3: unknown key \"warm_up\" in the scenario (did you mean \"warmup\"?)"),
    BadFile(
      "unknown endpoint in a feature", scenario(feature: "backups: [\"a/n\"],"),
      "names the endpoint \"a/n\", which does not exist (did you mean \"a/m\"?)"),
    BadFile(
      "negative number", scenario(endpoint: "error_rate: -0.1,"),
      "\"error_rate\" in endpoint \"b/m\" must be between 0 and 1, is -0.1"),
    BadFile("NaN", scenario(endpoint: "error_rate: NaN,"), "is NaN"),
    BadFile(
      "duplicate id", scenario().replacing("\"b/m\", provider", with: "\"a/m\", provider"),
      "endpoint \"a/m\" has the id of endpoint 1 (every endpoint needs an id of its own)"),
    BadFile(
      "backup equal to its primary", scenario(feature: "backups: [\"b/m\"],"),
      "the backup \"b/m\" of feature \"f\" is its primary"),
    BadFile(
      "threshold of 0", scenario("breaker: { error_rate_limit: 0 },"),
      "\"error_rate_limit\" in \"breaker\" in the scenario must be more than 0"),
    BadFile(
      "threshold of 0 failures", scenario("breaker: { consecutive_failures: 0 },"),
      "must be between 1 and 10000"),
    BadFile(
      "unknown fault", scenario(faults: "{ at: \"1m\", target: \"all\", kind: \"eror\" }"),
      "cannot be \"eror\" (did you mean \"error\"?"),
    BadFile(
      "unknown target", scenario(faults: "{ at: \"1m\", target: \"provider:q\", kind: \"blackhole\" }"),
      "names the provider \"q\", which the world does not have"),
    BadFile(
      "target without a prefix", scenario(faults: "{ at: \"1m\", target: \"b/m\", kind: \"blackhole\" }"),
      "did you mean \"endpoint:b/m\"?"),
    BadFile(
      "fault after the end", scenario(faults: "{ at: \"20m\", target: \"all\", kind: \"blackhole\" }"),
      "begins when the run is over"),
    BadFile(
      "absurd duration", scenario().replacing("\"10m\"", with: "\"900000h\""),
      "must be between 1s and 7d"),
    BadFile(
      "duration without a unit", scenario().replacing("\"10m\"", with: "\"10\""), "has no unit"),
    BadFile(
      "100,000 opening brackets", String(repeating: "[", count: 100_000), "bad.json5:1:"),
    BadFile("empty file", "", "bad.json5:1:1: "),
    BadFile("binary file", bytes: [0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 3], "bad.json5:1:"),
    BadFile("UTF-16", bytes: [0xFF, 0xFE, 0x7B, 0x00], "save it as UTF-8"),
    BadFile(
      "no endpoint at all",
      "{ name: \"x\", duration: \"1m\", world: { providers: {}, endpoints: [], features: [] } }",
      "there must be 1 to 5000"),
  ]

  @Test(arguments: files, ["check", "simulate"])
  func `a bad file is refused with its place and what to do`(file: BadFile, command: String) {
    let shell = MemoryShell()
    shell.files["bad.json5"] = file.bytes
    let status =
      command == "check"
      ? shell.run("check", "bad.json5") : shell.run("simulate", "--scenario", "bad.json5")
    #expect(status == .usage)
    #expect(shell.output.isEmpty)
    let said = shell.errors.joined(separator: "\n")
    #expect(said.hasPrefix("bad.json5:"))
    #expect(said.contains(file.message), "it said: \(said.prefix(600))")
  }

  @Test(arguments: ["check", "simulate"])
  func `a missing file and a directory are refused`(command: String) {
    let shell = MemoryShell()
    shell.directories = ["folder/"]
    for (path, message) in [("no/file.json5", "there is no such file"), ("folder/", "this is a directory")] {
      let status =
        command == "check" ? shell.run("check", path) : shell.run("simulate", "--scenario", path)
      #expect(status == .usage)
      #expect(shell.errors.last?.hasPrefix("\(path): \(message)") == true, "\(shell.errors)")
    }
  }

  @Test func `a rule of the engine is switched off for the engine alone`() {
    let shell = MemoryShell()
    #expect(
      shell.run("simulate", "--scenario", "steady", "--policy", "static", "--without", "ramp") == .usage)
    #expect(
      shell.errors.joined().contains("--without switches off a rule of route-console, and static has none"))
  }

  @Test func `the system's own files are read, and its refusals are told apart`() {
    let shell = SystemShell { .origin }
    #expect(throws: FileError.directory) { try shell.read("/", limit: 10) }
    #expect(throws: FileError.missing) { try shell.read("/no/such/file", limit: 10) }
    #expect(throws: FileError.tooLarge(10)) { try shell.read("/proc/self/maps", limit: 10) }
  }

  @Test func `a configuration is no scenario`() {
    let shell = MemoryShell()
    shell.files["c.json5"] = Array("{ providers: {}, endpoints: [], features: [] }".utf8)
    #expect(shell.run("simulate", "--scenario", "c.json5") == .usage)
    #expect(shell.errors.first?.contains("this is a configuration, and a scenario is needed") == true)
  }

  @Test func `a file that is neither is told what each has`() {
    let shell = MemoryShell()
    shell.files["x.json5"] = Array("[1, 2]".utf8)
    #expect(shell.run("check", "x.json5") == .usage)
    #expect(shell.errors.first?.contains("x.json5:1:1: this is neither") == true)
  }

  @Test func `every problem of a file is reported at once, in order`() {
    let shell = MemoryShell()
    shell.files["bad.json5"] = Array(
      Self.scenario(
        "sed: 1,", endpoint: "error_rate: 2,", faults: "{ at: \"1m\", target: \"all\", kind: \"x\" }"
      ).utf8)
    #expect(shell.run("check", "bad.json5") == .usage)
    let places = shell.errors.joined(separator: "\n").split(separator: "\n")
      .compactMap { $0.split(separator: ":").dropFirst().first }.compactMap { Int($0) }
    #expect(places == [2, 7, 11])
  }

  @Test func `a broken trace is refused with its line`() {
    let shell = MemoryShell()
    shell.files["t.csv"] = Array(
      "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,-1\n".utf8)
    #expect(shell.run("simulate", "--scenario", "steady", "--trace", "t.csv") == .usage)
    #expect(shell.errors == ["t.csv:2: GeneratedTokens is no whole number from 0 to 100000000"])
  }

  @Test func `a trace of a single instant is refused`() {
    let shell = MemoryShell()
    shell.files["t.csv"] = Array(
      "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,1\n".utf8)
    #expect(shell.run("simulate", "--scenario", "steady", "--trace", "t.csv") == .usage)
    #expect(
      shell.errors == [
        "t.csv: the trace covers less than a second, too little to measure anything (give a longer one)"
      ])
  }

  @Test func `a title cannot move the cursor of whoever reads the report`() {
    let shell = MemoryShell()
    shell.files["s.json5"] = Array(
      """
      { name: "s", title: "clear\\u001b[2J", duration: "1m",
        world: { providers: { p: {} }, endpoints: [ { id: "p/m", provider: "p", model: "m" } ],
          features: [ { id: "f", requests_per_second: 1, primary: "p/m" } ] } }
      """.utf8)
    #expect(shell.run("simulate", "--scenario", "s.json5") == .done)
    #expect(shell.output.contains("clear?[2J") && !shell.output.contains("\u{1B}"))
  }

  @Test func `a scenario finds its trace beside itself`() {
    let shell = MemoryShell()
    shell.files["dir/s.json5"] = Array(Self.scenario("traffic: { trace: \"t.csv\" },").utf8)
    #expect(shell.run("check", "dir/s.json5") == .usage)
    #expect(shell.errors == ["dir/s.json5:2:21: the trace dir/t.csv: there is no such file; check the path"])
  }

  @Test func `5,000 endpoints are read`() {
    let endpoints = (0..<5_000).map { "{ id: \"e\($0)/m\", provider: \"p\", model: \"m\" }" }
    let shell = MemoryShell()
    shell.files["big.json5"] = Array(
      """
      { name: "big", duration: "1m", world: { providers: { p: {} }, endpoints: [ \(endpoints.joined(separator: ",")) ],
        features: [ { id: "f", requests_per_second: 1, primary: "e0/m", backups: ["e4999/m"] } ] } }
      """.utf8)
    #expect(shell.run("check", "big.json5") == .done)
    #expect(shell.output.contains("5000 endpoints"))
  }
}
