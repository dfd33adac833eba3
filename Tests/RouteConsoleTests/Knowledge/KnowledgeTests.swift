import Documents
import Testing

@testable import RouteConsole

@Suite struct KnowledgeTests {
  private func add(_ text: String, to knowledge: inout Knowledge) -> [String] {
    let problems = Problems(file: "knowledge.json5")
    knowledge.add(Array(text.utf8), problems: problems)
    return problems.all.map(\.description)
  }

  @Test func `every class, state, order, hold, trigger and kind of event has an entry`() {
    for topic in Knowledge.Topic.all {
      let entry = Knowledge.builtIn.entry(for: topic)
      #expect(entry != nil, "\(topic) has no entry")
      #expect(
        entry?.title.isEmpty == false && entry?.means.hasSuffix(".") == true, "\(topic) says too little")
    }
  }

  @Test func `no entry is about something the engine does not have`() {
    #expect(Set(Knowledge.builtIn.entries.keys) == Set(Knowledge.Topic.all))
  }

  @Test func `every class that people can do something about says what, whom to call, and the codes`() {
    for topic in Knowledge.Topic.all {
      guard case .outcome(let name) = topic, name != "ok" else { continue }
      let entry = Knowledge.builtIn.entry(for: topic)
      #expect(entry?.todo.isEmpty == false, "\(name): nothing to do")
      #expect(entry?.call != nil, "\(name): nobody to call")
      #expect(entry?.codes.isEmpty == false, "\(name): no codes")
      #expect(entry?.engine.isEmpty == false, "\(name): nothing about the engine")
    }
  }

  @Test func `texts keep to seven bits, so that every terminal shows them`() {
    for (topic, entry) in Knowledge.builtIn.entries {
      let texts = [entry.title, entry.means, entry.engine, entry.call ?? ""] + entry.todo
      #expect(texts.allSatisfy { $0.utf8.allSatisfy { $0 < 128 } }, "\(topic)")
    }
  }

  @Test func `an endpoint is shown the codes of its own provider, then those of all`() {
    let codes = Knowledge.builtIn.codes(for: .outcome("overloaded"), provider: "main", cloud: "aws")
    #expect(codes.first == "503 ServiceUnavailableException")
    #expect(codes.last == "llama.cpp: 503 while it loads a model")
    #expect(!codes.contains { $0.hasPrefix("529") })
  }

  @Test func `a team's file replaces words and puts its steps first`() {
    var knowledge = Knowledge.builtIn
    let problems = add(
      """
      { classes: { auth: { call: "#team-identity", do: ["Read runbook 7."] } },
        providers: { bedrock: { call: "#aws-oncall" } } }
      """, to: &knowledge)
    #expect(problems == [])
    let entry = knowledge.entry(for: .outcome("auth"))
    #expect(entry?.call == "#team-identity")
    #expect(entry?.todo.first == "Read runbook 7.")
    #expect(entry?.todo.count == 4)
    #expect(entry?.title == "The credential is not accepted")
    let contact = knowledge.contact(provider: "bedrock", cloud: "aws")
    #expect(contact?.call == "#aws-oncall")
    #expect(contact?.statusPage == "https://health.aws.amazon.com/health/status")
  }

  @Test func `a mistake in a team's file is told with its place, and nothing of it is taken`() {
    var knowledge = Knowledge.builtIn
    let problems = add(
      "{ classes: { server_eror: { means: \"x\" } },\n  events: { opened: { maens: \"x\" } } }",
      to: &knowledge)
    #expect(problems.count == 2)
    #expect(
      problems.first
        == "knowledge.json5:1:27: the engine has no class \"server_eror\" (did you mean \"server_error\"?)")
    #expect(knowledge == Knowledge.builtIn)
  }

  @Test func `a team's file lies beside the configuration, then at home, then on the machine`() {
    let paths = KnowledgeFile.paths(
      configuration: "/srv/acme/route-console.json5", environment: ["HOME": "/srv/ada"])
    #expect(
      paths == [
        "/srv/acme/knowledge.json5", "/srv/ada/.config/route-console/knowledge.json5",
        "/etc/route-console/knowledge.json5",
      ])
    let noHome = KnowledgeFile.paths(configuration: "here.json5", environment: [:])
    #expect(noHome == ["./knowledge.json5", "/etc/route-console/knowledge.json5"])
  }
}
