internal import Documents

/// Reads a file of knowledge: the program's own parts and a team's additions have the same form.
///
/// `{ classes: { server_error: { title, means, engine, do: [], call, codes: { bedrock: [] } } }, states: {},
/// overrides: {}, holds: {}, triggers: {}, events: {}, providers: { bedrock: { call, status_page } } }`; every
/// part may be left out.
struct KnowledgeFile {
  /// What a file says of one topic; nil and empty for what it says nothing about.
  struct Addition: Hashable {
    var topic: Knowledge.Topic
    var title: String?
    var means: String?
    var engine: String?
    var todo: [String]
    var call: String?
    var codes: [Knowledge.ProviderCodes]
  }

  /// A file of knowledge is text that people read: at most 1 MiB of it.
  static let limits = Document.Limits(depth: 8, bytes: 1 << 20, nodes: 50_000, stringBytes: 8 << 10)
  /// What a team's own file is called.
  static let name = "knowledge.json5"

  private(set) var entries: [Addition] = []
  private(set) var contacts: [(provider: String, contact: Knowledge.Contact)] = []

  /// Reads a document; nil where it is no object, with everything that is wrong reported.
  init?(_ document: Node, problems: Problems) {
    guard let root = ObjectReader(document, what: "the file", problems: problems) else { return nil }
    let sections: [(key: String, noun: String, topic: (String) -> Knowledge.Topic)] = [
      ("classes", "class", { .outcome($0) }), ("states", "state", { .state($0) }),
      ("overrides", "override", { .override($0) }), ("holds", "hold", { .hold($0) }),
      ("triggers", "trigger", { .trigger($0) }), ("events", "event", { .event($0) }),
    ]
    let known = Set(Knowledge.Topic.all)
    for section in sections {
      guard let reader = root.optionalObject(section.key) else { continue }
      for (name, entry) in reader.memberObjects(named: section.noun) {
        let topic = section.topic(name)
        if !known.contains(topic) {
          let names = known.filter { $0.kind == topic.kind }.map(\.name).sorted()
          problems.report(
            entry.position, "the engine has no \(section.noun) \(quoted(name))",
            hint: nearest(name, among: names).map { "did you mean \(quoted($0))?" })
        }
        entries.append(Self.addition(topic, entry))
      }
    }
    for (name, reader) in root.optionalObject("providers")?.memberObjects(named: "provider") ?? [] {
      let contact = Knowledge.Contact(
        call: reader.optionalString("call"), statusPage: reader.optionalString("status_page"))
      reader.finish()
      contacts.append((name, contact))
    }
    root.finish()
  }

  private static func addition(_ topic: Knowledge.Topic, _ reader: ObjectReader) -> Addition {
    var addition = Addition(
      topic: topic, title: reader.optionalString("title"), means: reader.optionalString("means"),
      engine: reader.optionalString("engine"), todo: reader.strings("do"),
      call: reader.optionalString("call"), codes: [])
    if let codes = reader.optionalObject("codes") {
      for family in ["openai", "anthropic", "bedrock", "azure", "vertex", "other"] {
        let listed = codes.strings(family)
        if !listed.isEmpty { addition.codes.append(Knowledge.ProviderCodes(family: family, codes: listed)) }
      }
      codes.finish()
    }
    reader.finish()
    return addition
  }
}

extension KnowledgeFile {
  /// Where a team's own file is looked for, the first that exists counts.
  ///
  /// Beside the configuration in force, then in the user's configuration folder, then for the whole machine.
  static func paths(configuration: String?, environment: [String: String]) -> [String] {
    var folders: [String] = []
    if let configuration {
      folders.append(configuration.lastIndex(of: "/").map { String(configuration[..<$0]) } ?? ".")
    }
    if let home = environment["XDG_CONFIG_HOME"], home.hasPrefix("/") {
      folders.append(home + "/route-console")
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      folders.append(home + "/.config/route-console")
    }
    folders.append("/etc/route-console")
    return folders.map { $0 + "/" + name }
  }
}
