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

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV])
  func `a signal while the terminal is being taken gives it back as well`(number: Int32) throws {
    let binary = try #require(PtyProgram.binary)
    let program = try #require(PtyProgram(binary, ["demo", "--scenario", "steady", "--speed", "1"]))
    #expect(program.reads { !$0.output.isEmpty || !$0.hasModesBack })
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

  @Test(arguments: [SIGSEGV, SIGTRAP])
  func `a crash is told in one sentence, and a report says where it was`(number: Int32) throws {
    let folder = try #require(TemporaryFolder())
    let binary = try #require(PtyProgram.binary)
    // Without a choice of one's own, so that the runtime's report that waits for keys would come.
    let program = try #require(
      PtyProgram(
        binary, ["demo", "--scenario", "steady", "--speed", "1"],
        environment: ["SWIFT_BACKTRACE": "", "TMPDIR": folder.path]))
    #expect(program.shows("use1/sonnet"))
    program.signal(number)
    #expect(program.end() == 128 + number)
    #expect(program.hasModesBack)
    let report = "\(folder.path)/route-console-crash-\(program.pid).txt"
    #expect(program.text.contains("the terminal is as it was before. A report is in \(report)."))
    #expect(!program.text.contains("Press space"))
    let text = folder.text(of: "route-console-crash-\(program.pid).txt")
    #expect(text.contains("route-console \(ProgramVersion.text)") && text.contains("(+0x"), "\(text)")
  }

  @Test func `Ctrl-backslash ends it with one sentence and no report`() throws {
    let folder = try #require(TemporaryFolder())
    let binary = try #require(PtyProgram.binary)
    let program = try #require(
      PtyProgram(
        binary, ["demo", "--scenario", "steady", "--speed", "1"],
        environment: ["SWIFT_BACKTRACE": "", "TMPDIR": folder.path]))
    #expect(program.shows("use1/sonnet"))
    program.type("\u{1C}")
    #expect(program.end() == 128 + SIGQUIT)
    #expect(program.hasModesBack)
    #expect(program.text.contains("route-console: ended by SIGQUIT."))
    #expect(!program.text.contains("Press space"))
    #expect(folder.text(of: "route-console-crash-\(program.pid).txt") == "")
  }

  @Test func `Ctrl-backslash just ends what has no console yet`() throws {
    let binary = try #require(PtyProgram.binary)
    // Its lines stand for the moments before the console owns the terminal.
    let program = try #require(
      PtyProgram(
        binary, ["demo", "--plain", "--scenario", "steady", "--speed", "1"],
        environment: ["SWIFT_BACKTRACE": ""]))
    #expect(program.shows("Type help for commands"))
    let start = program.output.count
    program.type("\u{1C}")
    #expect(program.end() == 128 + SIGQUIT)
    #expect(program.output.count - start < 1_000)
    #expect(!program.text.contains("Press space") && !program.text.contains("Thread 0"))
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
