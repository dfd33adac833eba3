internal import Documents
internal import RoutingEngine
internal import Wire

/// What every word of the engine means, which codes of the providers are behind it, what to do, whom to call.
///
/// The console's details, `explain` and the incident report read it; a team's own file adds to it.
struct Knowledge: Hashable, Sendable {
  /// Something that has an entry, by the name it has in snapshots and events.
  enum Topic: Hashable, Sendable {
    /// How an attempt ends: `server_error`.
    case outcome(String)
    /// A state of the breaker: `partial_open`.
    case state(String)
    /// An operator's order: `drain`.
    case override(String)
    /// A reason for being out other than health: `quota`.
    case hold(String)
    /// What trips a breaker: `ttft`.
    case trigger(String)
    /// A kind of line in the event log: `failover`.
    case event(String)
  }

  /// What is known of one topic.
  struct Entry: Hashable, Sendable {
    /// A few words.
    var title: String
    /// What it means, in a sentence or two.
    var means: String
    /// What the engine does about it; empty where there is nothing to say.
    var engine = ""
    /// What a person can do, the most likely first; keys of the console stand in it.
    var todo: [String] = []
    /// Whom to call; nil where nobody needs to be.
    var call: String?
    /// The providers' own codes, in the order of the file.
    var codes: [ProviderCodes] = []
  }

  /// What providers of one family send.
  struct ProviderCodes: Hashable, Sendable {
    /// `openai`, `anthropic`, `bedrock`, `azure`, `vertex`, or `other` for every provider.
    var family: String
    /// HTTP statuses with the provider's own codes.
    var codes: [String]
  }

  /// Whom to turn to about a provider.
  struct Contact: Hashable, Sendable {
    /// Whom to call.
    var call: String?
    /// Where the provider says how it is.
    var statusPage: String?
  }

  private(set) var entries: [Topic: Entry] = [:]
  private(set) var contacts: [String: Contact] = [:]

  /// What the program itself knows.
  static let builtIn: Knowledge = {
    var knowledge = Knowledge()
    for part in EmbeddedKnowledge.parts {
      let problems = Problems(file: part.name)
      knowledge.add(Array(part.text.utf8), problems: problems)
      precondition(problems.isEmpty, "The built-in knowledge has a mistake: \(problems)")
    }
    return knowledge
  }()

  /// What is known of a topic; nil for a name that is not the engine's.
  func entry(for topic: Topic) -> Entry? { entries[topic] }

  /// What is known of a class, a state or anything else of the engine by its bare name, in that order.
  func entries(named name: String) -> [(topic: Topic, entry: Entry)] {
    let topics: [Topic] = [
      .outcome(name), .state(name), .override(name), .hold(name), .trigger(name), .event(name),
    ]
    return topics.compactMap { topic in entries[topic].map { (topic, $0) } }
  }

  /// Whom to turn to about a provider, by its id in the configuration, else by its family.
  func contact(provider: String, cloud: String) -> Contact? {
    contacts[provider] ?? contacts[Self.family(provider: provider, cloud: cloud)]
  }

  /// The codes behind a topic at one provider, those that every provider may send last.
  func codes(for topic: Topic, provider: String, cloud: String) -> [String] {
    let codes = entries[topic]?.codes ?? []
    let own = Self.family(provider: provider, cloud: cloud)
    return codes.filter { $0.family == own }.flatMap(\.codes)
      + codes.filter { $0.family == "other" }.flatMap(\.codes)
  }

  /// The family of codes that a provider belongs to, by its own name, else by its cloud's.
  static func family(provider: String, cloud: String) -> String {
    for name in [provider, cloud] {
      switch name {
      case "openai", "anthropic", "bedrock", "azure", "vertex": return name
      case "aws": return "bedrock"
      case "gcp", "google": return "vertex"
      case "azr": return "azure"
      default: continue
      }
    }
    return "other"
  }

  /// Adds what a file says to what is known: its words replace ours, its lists go before ours.
  ///
  /// Whatever is wrong with it is reported, and nothing of it is taken then.
  mutating func add(_ bytes: [UInt8], problems: Problems) {
    let document: Node
    do {
      document = try Document.parse(bytes, dialect: .json5, limits: KnowledgeFile.limits)
    } catch {
      problems.report(error)
      return
    }
    guard let file = KnowledgeFile(document, problems: problems), problems.isEmpty else { return }
    for addition in file.entries {
      var entry = entries[addition.topic] ?? Entry(title: "", means: "")
      entry.add(addition)
      entries[addition.topic] = entry
    }
    for (provider, contact) in file.contacts {
      var known = contacts[provider] ?? Contact()
      known.call = contact.call ?? known.call
      known.statusPage = contact.statusPage ?? known.statusPage
      contacts[provider] = known
    }
  }
}

extension Knowledge.Entry {
  /// Replaces words by those that are given, and puts a file's lists before ours.
  fileprivate mutating func add(_ addition: KnowledgeFile.Addition) {
    title = addition.title ?? title
    means = addition.means ?? means
    engine = addition.engine ?? engine
    call = addition.call ?? call
    todo = addition.todo + todo.filter { !addition.todo.contains($0) }
    for new in addition.codes {
      if let known = codes.firstIndex(where: { $0.family == new.family }) {
        codes[known].codes = new.codes + codes[known].codes.filter { !new.codes.contains($0) }
      } else {
        codes.append(new)
      }
    }
  }
}

extension Knowledge.Topic {
  /// What sort of thing it is, for a heading.
  var kind: String {
    switch self {
    case .outcome: "outcome"
    case .state: "breaker state"
    case .override: "operator's order"
    case .hold: "hold"
    case .trigger: "trigger"
    case .event: "event"
    }
  }

  /// Its name in snapshots and events.
  var name: String {
    switch self {
    case .outcome(let name), .state(let name), .override(let name), .hold(let name), .trigger(let name),
      .event(let name):
      name
    }
  }

  /// Everything that must have an entry, in the order of the engine's own lists.
  static var all: [Knowledge.Topic] {
    OutcomeClass.allCases.map { .outcome($0.name) }
      + ["closed", "suspect", "open", "partial_open"].map { .state($0) }
      + ["drain", "forced_open", "forced_closed", "pinned"].map { .override($0) }
      + ["quota", "auth", "retired"].map { .hold($0) }
      + Trigger.allCases.map { .trigger($0.name) } + EventKind.allCases.map { .event($0.rawValue) }
      + [EventLine.startedKind, EventLine.sourceFailedKind, EventLine.sourceBackKind].map { .event($0) }
  }
}
