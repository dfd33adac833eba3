import Testing

@testable import RouteConsole

@Suite struct CommandLineTests {
  private let parser = CommandLineParser(table: .standard, scenarioNames: ["steady"])

  private func invocation(_ words: String...) throws -> Invocation {
    guard case .run(let invocation) = try parser.parse(words) else {
      throw CommandError.failed("not a command to run: \(words)")
    }
    return invocation
  }

  private func complaint(_ words: [String]) -> String {
    do throws(CommandError) {
      _ = try parser.parse(words)
      return "no complaint"
    } catch {
      return error.lines.joined(separator: "\n")
    }
  }

  @Test func `the bare command is demo`() throws {
    #expect(try invocation().command.name == .demo)
  }

  @Test func `options without a command are those of demo`() throws {
    let parsed = try invocation("--seed", "7")
    #expect(parsed.command.name == .demo)
    #expect(parsed.seed == 7)
  }

  @Test(arguments: [
    ["simulate", "--scenario", "a", "--seed", "9"], ["simulate", "--scenario=a", "--seed=9"],
  ])
  func `a value follows its option or an equals sign`(words: [String]) throws {
    guard case .run(let parsed) = try parser.parse(words) else {
      Issue.record("\(words) is not a command to run")
      return
    }
    #expect(parsed.text(.scenario) == "a")
    #expect(parsed.seed == 9)
  }

  @Test func `a repeatable option keeps every value in order`() throws {
    let parsed = try invocation("simulate", "--scenario", "a", "--without", "ramp", "--without", "ttft")
    #expect(parsed.texts(.without) == ["ramp", "ttft"])
  }

  @Test func `the largest seed has 64 bits`() throws {
    #expect(try invocation("--seed", "18446744073709551615").seed == .max)
  }

  @Test func `two dashes end the options`() throws {
    #expect(try invocation("check", "--", "--odd").arguments == ["--odd"])
  }

  @Test func `help may stand anywhere after a command`() throws {
    guard case .help(let command) = try parser.parse(["simulate", "--seed", "1", "--help"]) else {
      Issue.record("no help")
      return
    }
    #expect(command?.name == .simulate)
  }

  @Test(arguments: [
    (["simulat"], "there is no command \"simulat\"; did you mean simulate?"),
    (["steady"], "did you mean route-console demo --scenario steady?"),
    (["operate"], "there is no command \"operate\"."),
    (["simulate"], "simulate needs --scenario NAME|FILE."),
    (["simulate", "--sed", "3"], "simulate has no option \"--sed\"; did you mean --seed?"),
    (["check", "--speed", "3"], "check has no option \"--speed\"; it belongs to demo."),
    (["--seed"], "--seed needs a value: a whole number from 0 to 18446744073709551615."),
    (["--seed", "--speed"], "--seed needs a value"),
    (["--seed", "-1"], "--seed must be a whole number from 0 to 18446744073709551615, not \"-1\"."),
    (["--seed", "18446744073709551616"], "--seed must be a whole number"),
    (["--seed", "1.5"], "not \"1.5\""),
    (["--seed", ""], "not \"\""),
    (["--seed=1", "--seed=2"], "--seed is given twice; give it once."),
    (["--speed", "nan"], "--speed must be a multiple of real time from 0.01 to 100000,"),
    (["--speed", "-2"], "not \"-2\""),
    (["--speed", "1e9"], "not \"1e9\""),
    (["simulate", "--scenario", "a", "--replicas", "0"], "--replicas must be a whole number from 1 to 100"),
    (["simulate", "--scenario", "a", "--json=yes"], "--json is a switch and takes no value."),
    (["simulate", "--scenario", "a", "--without", "rampe"], "did you mean ramp?"),
    (["simulate", "--scenario", "a", "b"], "simulate takes no operand, \"b\" is one too many."),
    (["check"], "check needs FILE, the file to check."),
    (["check", "a", "b"], "check takes only FILE, \"b\" is one too many."),
    (["completions", "zhs"], "SHELL must be one of bash, zsh, fish, not \"zhs\"; did you mean zsh?"),
    (["--version", "x"], "--version stands alone."),
  ])
  func `a wrong command line is told what is wrong`(words: [String], expected: String) {
    #expect(complaint(words).contains(expected))
  }

  @Test func `a control character in a word does not reach the terminal`() {
    #expect(!complaint(["\u{1B}[2J"]).contains("\u{1B}"))
  }

  @Test func `wrong usage ends with status 2`() {
    let shell = MemoryShell()
    #expect(shell.run("nonsense") == .usage)
    #expect(shell.output.isEmpty)
    #expect(shell.errors.count == 1)
  }

  @Test(arguments: [
    ("2", Speed.times(2)), ("0.5", .times(0.5)), ("3x", .times(3)), ("max", .unlimited),
  ])
  func `a speed is a multiple of real time, or max`(text: String, expected: Speed) {
    #expect(Speed(text: text) == expected)
  }

  @Test(arguments: ["0", "0x", "0.0"]) func `a world that stands still is no demo`(text: String) {
    #expect(Speed(text: text) == nil)
    let shell = MemoryShell()
    #expect(shell.run("demo", "--once", "--speed", text) == .usage)
    #expect(shell.errors.first?.contains("from 0.01 to") ?? false)
  }

  @Test func `every command that exists is in the table once`() {
    #expect(Set(CommandTable.standard.commands.map(\.name)) == Set(CommandName.allCases))
    #expect(CommandTable.standard.commands.count == CommandName.allCases.count)
  }

  @Test func `a reader that goes away is no failure`() {
    let shell = MemoryShell()
    shell.writesLeft = 0
    #expect(shell.run("help") == .done)
    #expect(shell.errors.isEmpty)
  }
}
