import Gateway
import Glibc
import RoutingEngine
import Testing
import Transport
import Wire

@testable import RouteConsole

/// A watcher that is given another configuration while it works.
@Suite struct WatchReloadTests {
  private static func configuration(
    endpoints: [String] = ["a", "b"], telemetry: String = "{ kind: \"events\", file: \"/nowhere/log\" }",
    acts: String = ""
  ) throws -> Configuration {
    let list = endpoints.map { "{ id: \"\($0)\", provider: \"p\", model: \"m-\($0)\" }" }
      .joined(separator: ", ")
    let backups = endpoints.dropFirst().map { "\"\($0)\"" }.joined(separator: ", ")
    let text = """
      { providers: { p: { kind: "openai-compatible", cloud: "c", base_url: "http://127.0.0.1:9/v1" } },
        endpoints: [ \(list) ],
        features: [ { id: "f", primary: "\(endpoints[0])", backups: [ \(backups) ] } ],
        telemetry: [ \(telemetry) ], \(acts) }
      """
    let shell = MemoryShell()
    shell.files["/c.json5"] = Array(text.utf8)
    return try ConfigurationFile(shell: shell).read("/c.json5")
  }

  private static func reload(
    _ server: inout WatchServer, _ configuration: Configuration, on loop: inout EventLoop
  ) throws {
    try server.reload(
      configuration, .thisMachine, today: nil, seed: 1, environment: { _ in nil }, on: &loop)
  }

  @Test func `endpoints, sources and acts follow`() throws {
    var loop = try EventLoop()
    var server = try WatchServer(
      try Self.configuration(), today: nil, seed: 1, on: loop, environment: { _ in nil })
    server.start(on: &loop)
    let acts = "watch: { acts: { kind: \"file\", path: \"/nowhere/r.json\" } }"
    let log =
      "{ kind: \"events\", file: \"/nowhere/log\" }, "
      + "{ kind: \"scrape\", url: \"http://127.0.0.1:9/metrics\" }"
    try Self.reload(
      &server, try Self.configuration(endpoints: ["b", "c"], telemetry: log, acts: acts), on: &loop)
    #expect(server.host.configuration.endpoints.map(\.id) == ["b", "c"])
    #expect(server.host.sources.map(\.name) == ["events", "scrape"])
    #expect(server.host.acting == .elsewhere)
  }

  @Test func `a source that cannot be set up changes nothing`() throws {
    var loop = try EventLoop()
    var server = try WatchServer(
      try Self.configuration(), today: nil, seed: 1, on: loop, environment: { _ in nil })
    let secret = "{ kind: \"scrape\", url: \"http://metrics.example/x\", token_file: \"/nowhere/token\" }"
    #expect(throws: (any Error).self) {
      try Self.reload(
        &server, try Self.configuration(endpoints: ["b", "c"], telemetry: secret), on: &loop)
    }
    #expect(server.host.configuration.endpoints.map(\.id) == ["a", "b"])
    #expect(server.host.sources.map(\.name) == ["events"])
  }

  @Test func `what needs a restart is named`() throws {
    let old = try Self.configuration()
    var new = old
    new.control.listen = "127.0.0.1:1"
    new.gateway.listen = "127.0.0.1:2"
    #expect(GatewayService.afterRestart(old, new) == ["gateway.listen", "control.listen"])
    #expect(GatewayService.afterRestart(old, old).isEmpty)
  }
}
