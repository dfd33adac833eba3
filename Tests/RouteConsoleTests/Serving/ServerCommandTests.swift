import Documents
import Testing
import Wire

@testable import RouteConsole

/// The commands that ask a server or act on it, against a demo's server.
@Suite struct ServerCommandTests {
  private static func run(
    _ demo: BackgroundDemo, token: String? = nil, _ words: String...
  ) -> (status: RouteConsole.ExitStatus, shell: MemoryShell) {
    let shell = MemoryShell()
    shell.variables["ROUTE_CONSOLE_SERVER"] = demo.url
    shell.files["/token"] = Array((token ?? "").utf8)
    let status = Program(shell: shell).run(words + (token == nil ? [] : ["--token-file", "/token"]))
    return (status, shell)
  }

  @Test(arguments: ["status", "features", "events", "audit", "cost"])
  func `what a server knows is printed, as text and as JSON`(command: String) throws {
    let demo = try BackgroundDemo()
    _ = Self.run(demo, "drain", "use1/sonnet", "--reason", "INC-1")
    let text = Self.run(demo, command)
    #expect(text.status == .done)
    #expect(text.shell.output.hasSuffix("\n"))
    let json = Self.run(demo, command, "--json")
    #expect(json.status == .done)
    for line in json.shell.output.split(separator: "\n") {
      _ = try Document.parse(Array(line.utf8), dialect: .json)
    }
  }

  @Test func `a drain says what it did, and is on record with its reason`() throws {
    let demo = try BackgroundDemo()
    let drain = Self.run(demo, "drain", "use1/sonnet", "--reason", "INC-1", "--lease", "1h")
    #expect(drain.status == .done)
    #expect(drain.shell.output.hasPrefix("drain use1/sonnet: applied, revision "))
    let audit = Self.run(demo, "audit").shell.output
    #expect(audit.contains("drain use1/sonnet: applied, because INC-1"))
  }

  @Test(arguments: [
    ["status"], ["drain", "x", "--reason", "y"], ["attach", "http://192.0.2.7:8081", "--once"],
  ])
  func `a token is not sent to another machine without TLS`(words: [String]) {
    let shell = MemoryShell()
    shell.variables["ROUTE_CONSOLE_SERVER"] = "http://192.0.2.7:8081"
    shell.files["/token"] = Array("mira s3cret".utf8)
    let status = Program(shell: shell).run(words + ["--token-file", "/token"])
    #expect(status == .failed)
    #expect(shell.errors.first?.contains("https://") == true)
    #expect(shell.errors.allSatisfy { !$0.contains("s3cret") })
  }

  @Test func `a dry run of a flip names the new primary`() throws {
    let demo = try BackgroundDemo()
    let output = Self.run(demo, "flip", "code", "--reason", "INC-1", "--dry-run").shell.output
    #expect(output.hasPrefix("flip code to "))
  }

  @Test func `a dry run does nothing`() throws {
    let demo = try BackgroundDemo()
    let dry = Self.run(demo, "drain", "provider:azure", "--reason", "INC-1", "--dry-run")
    #expect(dry.status == .done)
    #expect(dry.shell.output.hasPrefix("drain provider:azure: would be done\n"))
    #expect(Self.run(demo, "audit").shell.output.isEmpty)
  }

  @Test func `a guard rail has a status of its own, and force passes it`() throws {
    let demo = try BackgroundDemo()
    _ = Self.run(demo, "drain", "use1/sonnet", "--reason", "INC-1")
    let dry = Self.run(demo, "drain", "eus2/gpt-4o", "--reason", "INC-1", "--dry-run")
    #expect(dry.status == .refused)
    // Standard error says that it would be refused; standard output what it would do.
    #expect(dry.shell.output.hasPrefix("drain eus2/gpt-4o: without the guard rail it would do this\n"))
    #expect(dry.shell.errors.joined().contains("drain eus2/gpt-4o would be refused: "))
    let refused = Self.run(demo, "drain", "eus2/gpt-4o", "--reason", "INC-1")
    #expect(refused.status == .refused)
    #expect(refused.shell.errors.first?.contains("--force") == true)
    #expect(Self.run(demo, "drain", "eus2/gpt-4o", "--reason", "INC-1", "--force").status == .done)
  }

  @Test func `what is no address of a server is told what one looks like`() {
    let shell = MemoryShell()
    #expect(shell.run("status", "--server", "junk") == .usage)
    #expect(shell.errors.last?.contains("\"junk\" is no address of a server") == true)
    #expect(shell.errors.last?.contains("http://127.0.0.1:8081") == true)
  }

  @Test func `an undrain of what is not drained is refused, and nothing passes it`() throws {
    let demo = try BackgroundDemo()
    _ = Self.run(demo, "drain", "use1/sonnet", "--reason", "INC-1")
    let words = ["undrain", "use1/sonnet", "--reason", "INC-1"]
    #expect(Self.run(demo, words[0], words[1], words[2], words[3]).status == .done)
    let again = Self.run(demo, words[0], words[1], words[2], words[3])
    #expect(again.status == .refused)
    let error = try #require(again.shell.errors.first)
    #expect(
      error.hasPrefix(
        "route-console: undrain use1/sonnet was refused: use1/sonnet is not drained: nothing to undo; the last act "
          + "there: undrain use1/sonnet by "))
    #expect(error.hasSuffix(#", "INC-1""#))
  }

  @Test func `a name that does not exist is a failure that says so`() throws {
    let demo = try BackgroundDemo()
    let lost = Self.run(demo, "undrain", "nowhere/at-all", "--reason", "x")
    #expect(lost.status == .failed)
    #expect(lost.shell.errors.first?.contains("nowhere/at-all") == true)
  }

  @Test func `flip, breaker and share act`() throws {
    let demo = try BackgroundDemo()
    #expect(Self.run(demo, "share", "code", "eus2/gpt-4o", "10", "--reason", "trial").status == .done)
    #expect(Self.run(demo, "breaker", "use1/sonnet", "pin", "--reason", "trial").status == .done)
    #expect(
      Self.run(demo, "flip", "code", "--to", "eus2/gpt-4o", "--now", "--reason", "trial").status == .done)
  }

  @Test func `nobody there has a status of its own`() throws {
    let demo = try BackgroundDemo()
    demo.end()
    let nobody = Self.run(demo, "status")
    #expect(nobody.status == .unreachable)
    #expect(nobody.shell.errors.first?.contains(demo.url) == true)
  }

  @Test func `attach prints one snapshot when asked to`() throws {
    let demo = try BackgroundDemo()
    let text = Self.run(demo, "attach", demo.url, "--once")
    #expect(text.status == .done)
    #expect(text.shell.output.contains("use1/sonnet"))
    let json = Self.run(demo, "attach", demo.url, "--once", "--json")
    #expect(try SystemSnapshot.read(Array(json.shell.output.utf8)).endpoints.count == 2)
    demo.end()
    #expect(Self.run(demo, "attach", demo.url, "--once").status == .unreachable)
  }

  @Test func `a viewer who acts, and a token that nobody has, have a status of their own`() throws {
    let demo = try BackgroundDemo(tokens: true)
    let viewer = Self.run(
      demo, token: BackgroundDemo.viewerToken, "drain", "use1/sonnet", "--reason", "INC-1")
    #expect(viewer.status == .notAllowed)
    #expect(Self.run(demo, token: "guessed-token", "status").status == .notAllowed)
    #expect(Self.run(demo, "status").status == .notAllowed)
    #expect(Self.run(demo, token: BackgroundDemo.viewerToken, "status").status == .done)
  }

  @Test(arguments: [
    ["drain", "use1/sonnet"], ["breaker", "use1/sonnet", "explode", "--reason", "x"],
    ["share", "code", "eus2/gpt-4o", "101", "--reason", "x"], ["status", "--server", "ftp://x"],
    ["events", "--since", "yesterday"], ["cost", "--by", "weather"], ["cost", "--since", "yesterday"],
    ["events", "--report", "nonsense"], ["events", "--report", "1h", "nonsense"], ["attach", "::::"],
    ["status", "--server", "junk"], ["drain", "a", "--reason", "x", "--server", "junk"], ["attach", "junk"],
    ["status", "--ca-file", "/nowhere"], ["demo", "--listen", "127.0.0.1:1"],
    ["drain", "a", "--reason", "x", "--lease", "0s"],
  ])
  func `a wrong line is refused before anything is done`(words: [String]) throws {
    let demo = try BackgroundDemo()
    let shell = MemoryShell()
    shell.variables["ROUTE_CONSOLE_SERVER"] = demo.url
    #expect(Program(shell: shell).run(words) == .usage)
    #expect(shell.errors.count == 1)
  }

  @Test func `an incident's report tells who did what`() throws {
    let demo = try BackgroundDemo()
    _ = Self.run(demo, "drain", "use1/sonnet", "--reason", "INC-1")
    let report = Self.run(demo, "events", "--report", "1h")
    #expect(report.status == .done)
    #expect(report.shell.output.hasPrefix("# Incident report"))
    #expect(report.shell.output.contains("INC-1"))
    #expect(Self.run(demo, "events", "--report", "1h", "2h").status == .usage)
    #expect(Self.run(demo, "events", "1h").status == .usage)
  }

  @Test func `a private authority is for https, and is read before anybody is asked`() {
    let shell = MemoryShell()
    #expect(shell.run("status", "--server", "http://127.0.0.1:1", "--ca-file", "/ca.pem") == .usage)
    #expect(shell.errors.last?.contains("--ca-file is for https://") == true)
    #expect(shell.run("status", "--server", "https://127.0.0.1:1", "--ca-file", "/ca.pem") == .usage)
    #expect(shell.errors.last == "/ca.pem: there is no such file; check the path")
  }

  @Test func `a recording that is not there is a wrong file`() {
    let shell = MemoryShell()
    #expect(shell.run("replay", "/nowhere.rcr") == .usage)
    #expect(shell.errors.last?.contains("/nowhere.rcr") == true)
  }

  @Test func `a token file that is not there is named`() throws {
    let shell = MemoryShell()
    #expect(shell.run("status", "--token-file", "/nowhere") == .usage)
    #expect(shell.errors.first?.contains("/nowhere") == true)
  }

  @Test func `listening for other machines is refused at start`() {
    let shell = MemoryShell()
    #expect(shell.run("demo", "--headless", "--listen", "0.0.0.0:18999") == .refused)
    #expect(shell.errors.first?.contains("without tokens") == true)
  }
}
