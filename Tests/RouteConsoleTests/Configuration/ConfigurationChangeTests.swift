import Testing

@testable import RouteConsole

/// What a reload is said to have changed.
@Suite struct ConfigurationChangeTests {
  private static func configuration(
    endpoints: String =
      "{ id: \"a\", provider: \"p\", model: \"m\" }, { id: \"b\", provider: \"p\", model: \"n\" }",
    feature: String = "primary: \"a\", backups: [ \"b\" ]", extra: String = ""
  ) throws -> Configuration {
    let shell = MemoryShell()
    shell.files["/c.json5"] = Array(
      """
      { providers: { p: { kind: "openai-compatible", cloud: "c", base_url: "http://127.0.0.1:9/v1" } },
        endpoints: [ \(endpoints) ], features: [ { id: "f", \(feature) } ], \(extra) }
      """.utf8)
    return try ConfigurationFile(shell: shell).read("/c.json5")
  }

  @Test func `the same is nothing changed`() throws {
    let one = try Self.configuration()
    #expect(ConfigurationChange(from: one, to: one).text == "nothing changed")
  }

  @Test func `another order of endpoints changes no feature`() throws {
    let turned =
      "{ id: \"b\", provider: \"p\", model: \"n\" }, { id: \"a\", provider: \"p\", model: \"m\" }"
    let change = ConfigurationChange(
      from: try Self.configuration(), to: try Self.configuration(endpoints: turned))
    #expect(change.text == "nothing changed")
  }

  @Test func `what came, went and changed is named`() throws {
    let other =
      "{ id: \"a\", provider: \"p\", model: \"x\" }, { id: \"c\", provider: \"p\", model: \"n\" }"
    let change = ConfigurationChange(
      from: try Self.configuration(),
      to: try Self.configuration(
        endpoints: other, feature: "primary: \"a\", backups: [ \"c\" ]",
        extra: "gateway: { shutdown_grace_ms: 5 }"))
    #expect(
      change.text
        == "endpoint c added, endpoint b removed, endpoint a changed, feature f changed, gateway changed")
  }

  @Test func `a long list is cut`() throws {
    let many = (1...60).map { "{ id: \"a-long-name-\($0)\", provider: \"p\", model: \"m\" }" }
    let change = ConfigurationChange(
      from: try Self.configuration(),
      to: try Self.configuration(
        endpoints: many.joined(separator: ", "), feature: "primary: \"a-long-name-1\""))
    #expect(change.text.count <= ConfigurationChange.longestText)
    #expect(change.text.hasSuffix("…"))
  }
}
