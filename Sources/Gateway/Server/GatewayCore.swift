import RoutingEngine
import Transport

/// What all parts of the gateway share: the engine, the plan it serves by, the credentials, the journal.
struct GatewayCore: ~Copyable {
  var engine: RoutingEngine
  var plan: ServingPlan
  var credentials: CredentialBook
  var journal: RequestJournal
  /// What the engine wants done or made known and nobody has taken yet.
  private var actions: [Action] = []
  /// How often each field of callers' requests was left out for a provider that does not know it.
  private(set) var droppedFields: [String: Int] = [:]

  /// Most kinds of dropped fields that are counted apart; callers choose the names.
  static let droppedFieldLimit = 256
  /// Most actions that are kept when nobody takes them.
  static let actionLimit = 4_096

  init(
    engine: RoutingEngine, plan: ServingPlan, credentials: CredentialBook, journal: consuming RequestJournal
  ) {
    self.engine = engine
    self.plan = plan
    self.credentials = credentials
    self.journal = journal
  }

  /// Tells the engine something, and keeps what it wants done.
  mutating func tell(_ input: Input, at now: Timestamp) {
    let new = engine.handle(input, at: now)
    guard !new.isEmpty else { return }
    actions += new
    if actions.count > GatewayCore.actionLimit {
      actions.removeFirst(actions.count - GatewayCore.actionLimit)
    }
  }

  /// Whether ``takeActions()`` would give any.
  var hasActions: Bool { !actions.isEmpty }

  /// Takes what the engine wants done or made known.
  mutating func takeActions() -> [Action] {
    let taken = actions
    actions = []
    return taken
  }

  /// What an attempt costs at its endpoint's price, in nano-dollars, as the ledger books it.
  func cost(_ usage: TokenUsage, at endpoint: EndpointIndex) -> Int64 {
    Ledger.cost(usage, at: engine.configuration.endpoints[endpoint.value].price)
  }

  /// Counts fields that were left out.
  mutating func countDropped(_ fields: [String]) {
    for field in fields {
      if droppedFields[field] == nil, droppedFields.count >= GatewayCore.droppedFieldLimit { continue }
      droppedFields[field, default: 0] += 1
    }
  }
}

extension EventLoop {
  /// The current turn in the engine's time.
  var timestamp: Timestamp { Timestamp(nanoseconds: now.nanoseconds) }
}
