import Gateway
import Testing
import Transport

@testable import RouteConsole

/// `check --online`, against stand-ins of this machine.
@Suite struct OnlineCheckTests {
  /// Nothing listens at port 1.
  private static let nobody = "http://127.0.0.1:1"
  private static let secret = "sk-very-secret-key"
  /// One for all tests.
  private static let stub = BackgroundStub(.openAI)

  private static func check(
    providers: String, endpoints: String, primary: String, telemetry: String = ""
  ) -> (status: RouteConsole.ExitStatus, shell: MemoryShell) {
    let shell = MemoryShell()
    shell.files["c.json5"] = Array(
      """
      { providers: { \(providers) }, endpoints: [ \(endpoints) ],
        features: [ { id: "f", primary: "\(primary)" } ], telemetry: [ \(telemetry) ] }
      """.utf8)
    return (shell.run("check", "c.json5", "--online"), shell)
  }

  @Test(arguments: ["openai-compatible", "openai"])
  func `an endpoint that answers is ok, and its key is not told`(kind: String) throws {
    let folder = try FileSystem.makeTemporaryDirectory(prefix: "/tmp/route-console-test-")
    let key = folder + "/key"
    defer {
      try? FileSystem.remove(key)
      try? FileSystem.remove(folder)
    }
    try ReplacedFile.write(Array(Self.secret.utf8), to: key, mode: 0o600)
    let result = Self.check(
      providers: """
        p: { kind: "\(kind)", base_url: "\(Self.stub.url)/v1", credentials: { kind: "api-key", file: "\(key)" } }
        """, endpoints: "{ id: \"a\", provider: \"p\", model: \"m\" }", primary: "a")
    #expect(result.status == .done, "\(result.shell.output) \(result.shell.errors)")
    #expect(result.shell.output.contains("ok  endpoint  a  p answered in "))
    #expect(!result.shell.output.contains(Self.secret))
  }

  @Test func `what does not answer is told by endpoint, and the others are asked all the same`() {
    let result = Self.check(
      providers: """
        good: { kind: "openai-compatible", base_url: "\(Self.stub.url)/v1" },
        gone: { kind: "openai-compatible", base_url: "\(Self.nobody)/v1" },
        poor: { kind: "anthropic", base_url: "\(Self.stub.url)", credentials: { kind: "api-key", env: "NOT_SET" } },
        """,
      endpoints: """
        { id: "a", provider: "good", model: "m" }, { id: "b", provider: "gone", model: "m" },
        { id: "c", provider: "poor", model: "m" }
        """, primary: "a")
    #expect(result.status == .failed)
    let lines = result.shell.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 4, "\(lines)")
    #expect(lines[1].hasPrefix("ok      endpoint  a  good answered in "))
    #expect(lines[2].hasPrefix("FAILED  endpoint  b  connect: gone: "))
    #expect(lines[3].hasPrefix("FAILED  endpoint  c  auth: poor: "))
    #expect(lines[3].contains("NOT_SET"))
    #expect(result.shell.errors.first?.contains("2 of 3 did not answer") == true)
  }

  @Test func `a watcher needs no credential of a provider, and fails for none`() {
    let result = Self.check(
      providers: "poor: { kind: \"anthropic\", credentials: { kind: \"api-key\", env: \"NOT_SET\" } }",
      endpoints: "{ id: \"a\", provider: \"poor\", model: \"m\" }", primary: "a",
      telemetry: "{ kind: \"events\", stdin: true }")
    #expect(result.status == .done, "\(result.shell.output) \(result.shell.errors)")
    #expect(result.shell.output.contains("skipped  endpoint  a       poor was not asked"))
  }

  @Test func `sources are asked once, and a log that somebody may be reading is left alone`() throws {
    let demo = try BackgroundDemo()
    let result = Self.check(
      providers: "p: { kind: \"openai-compatible\", base_url: \"\(Self.stub.url)/v1\" }",
      endpoints: "{ id: \"a\", provider: \"p\", model: \"m\" }", primary: "a",
      telemetry: """
        { kind: "prometheus", url: "\(Self.nobody)", preset: "litellm" },
        { kind: "scrape", url: "\(demo.url)/metrics", preset: "otel-genai" },
        { kind: "attach", url: "\(demo.url)" },
        { kind: "events", stdin: true },
        """)
    #expect(result.status == .failed)
    #expect(result.shell.output.contains("FAILED   source    prometheus"), "\(result.shell.output)")
    #expect(result.shell.output.contains("ok       source    scrape"))
    #expect(result.shell.output.contains("ok       source    attach"))
    #expect(result.shell.output.contains("skipped  source    events"))
  }

  @Test func `a scenario names nobody to ask`() {
    let shell = MemoryShell()
    _ = shell.run("scenarios", "steady")
    shell.files["s.json5"] = Array(shell.output.utf8)
    #expect(shell.run("check", "s.json5", "--online") == .usage)
  }
}
