import Glibc
import Testing

@testable import RouteConsole

/// The terminal is given back, whatever ends the program.
@Suite(.serialized, .enabled(if: PtyProgram.binary != nil, "the program was not built beside the tests"))
struct SignalEndToEndTests {
  private static func console() throws -> PtyProgram {
    let binary = try #require(PtyProgram.binary)
    let program = try #require(
      PtyProgram(binary, ["demo", "--scenario", "steady", "--speed", "1"]))
    #expect(program.shows("use1/sonnet"))
    return program
  }

  private static func isLeft(_ program: PtyProgram) -> Bool {
    String(decoding: program.output, as: UTF8.self).contains("\u{1B}[?1049l")
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
  func `a signal that asks to end ends it in good order`(number: Int32) throws {
    let program = try Self.console()
    program.signal(number)
    #expect(program.end() == 128 + number)
    #expect(program.hasModesBack)
    #expect(Self.isLeft(program))
  }

  @Test(arguments: [SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE])
  func `a crash gives the terminal back and stays a crash`(number: Int32) throws {
    let program = try Self.console()
    program.signal(number)
    #expect(program.end() == 128 + number)
    #expect(program.hasModesBack)
    #expect(Self.isLeft(program))
  }

  @Test func `a terminal that goes away ends the program`() throws {
    let program = try Self.console()
    program.hangUp()
    #expect(program.endsWithoutTerminal())
  }

  @Test func `Ctrl-C leaves the console`() throws {
    let program = try Self.console()
    program.type("\u{3}")
    #expect(program.end() == 128 + SIGINT)
    #expect(program.hasModesBack)
  }

  @Test func `Ctrl-Z gives the shell its screen, and fg brings the console back`() throws {
    guard unsafe access("/bin/bash", X_OK) == 0 else { return }
    let shell = try #require(
      PtyProgram("/bin/bash", ["--norc", "--noprofile", "-i"], environment: ["PS1": "ready> "]))
    #expect(shell.shows("ready>"))
    let binary = try #require(PtyProgram.binary)
    shell.type("\(binary) demo --scenario steady --speed 1\r")
    #expect(shell.shows("use1/sonnet"))
    var start = shell.output.count
    shell.type("\u{1A}")
    #expect(shell.shows("Stopped", after: start))
    #expect(shell.shows("ready>", after: start))
    start = shell.output.count
    shell.type("echo still-$((40 + 2))\r")
    #expect(shell.shows("still-42", after: start))
    start = shell.output.count
    shell.type("fg\r")
    #expect(shell.shows("ROUTER OPS", after: start))
    #expect(shell.shows("use1/sonnet", after: start))
    start = shell.output.count
    shell.type("q")
    #expect(shell.shows("ready>", after: start))
    shell.type("exit\r")
    #expect(shell.end() == 0)
  }
}
