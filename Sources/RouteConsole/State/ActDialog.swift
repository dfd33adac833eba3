// State: an act being prepared: what it would be done to, why, and what the engine says of it.

internal import RoutingEngine
internal import Wire

/// The five acts that change production.
enum ActVerb: String, CaseIterable, Hashable, Sendable {
  case drain, undrain, flip, breaker, share
}

/// One of the things that Left and Right choose between in a dialog.
enum ActChoice: Hashable, Sendable {
  /// A drain or undrain of a scope, with the endpoints it held when the dialog opened.
  case scope(Scope, endpoints: [String])
  /// A drain or undrain of marked endpoints, all or none of them.
  case endpoints([String])
  /// An order to the breakers of endpoints, all or none of them.
  case breaker(BreakerOrder, endpoints: [String])
  /// A flip of a feature, to a backup or to the first healthy one.
  case flip(feature: String, to: String?)
  /// A share of a feature on an endpoint.
  case share(feature: String, endpoint: String)

  /// The endpoints it touches, as known when the dialog opened.
  var endpoints: [String] {
    switch self {
    case .scope(_, let endpoints), .endpoints(let endpoints), .breaker(_, let endpoints): endpoints
    case .flip(_, let target): target.map { [$0] } ?? []
    case .share(_, let endpoint): [endpoint]
    }
  }

  /// The feature it is about, where it is about one.
  var feature: String? {
    switch self {
    case .flip(let feature, _), .share(let feature, _): feature
    default: nil
    }
  }
}

/// A dialog over an act.
///
/// Nothing is sent before `y`, and `y` counts only where no input line has the keys.
struct ActDialog: Hashable, Sendable {
  /// Where the keys go.
  enum Focus: Hashable, Sendable {
    /// The line that chooses the scope, the feature or the order.
    case choice
    case reason
    /// The percentage of a share.
    case percent
    /// The token that passes a guard rail.
    case token
    /// Outside every input line, on Cancel: the place from which `y` acts.
    case cancel
  }

  /// What the engine says of the request.
  enum Forecast: Hashable, Sendable {
    case waiting
    case known(ActPreview)
    case failed(String)
  }

  /// The leases that `+` and `-` choose between.
  static let leases: [Nanoseconds] = [
    .minutes(5), .minutes(15), .minutes(30), .hours(1), .hours(2), .hours(4), .hours(12), .hours(24),
  ]
  /// The place of the default lease of 30 minutes.
  static let defaultLease = 2
  /// The most marked endpoints of one act; more are a scope's business.
  static let maximumTargets = 64

  /// What is to be done.
  let verb: ActVerb
  /// What can be chosen, narrowest first.
  let choices: [ActChoice]
  /// The place of what is chosen.
  private(set) var choice: Int
  /// The revision the operator saw.
  let revision: UInt64
  /// What the targets looked like when the dialog opened; see ``ActPin``.
  private(set) var pin: ActPin
  /// The operators' orders that stand on the targets, by endpoint.
  private(set) var standing: [String: EndpointStatus.Override]
  /// Where the keys go.
  var focus = Focus.reason
  /// Why.
  var reason = LineEditor()
  /// The token, as typed.
  var token = LineEditor()
  /// The percentage, as typed.
  var percent = LineEditor("10", isSelected: true)
  /// The place of the lease among those that keys choose between.
  var lease = ActDialog.defaultLease { didSet { askedLease = nil } }
  /// The lease that was asked for by its length, until a key chooses another.
  var askedLease: Nanoseconds?
  /// What would come of it.
  private(set) var forecast = Forecast.waiting
  /// The ticket under which a forecast is awaited.
  private(set) var ticket: Ticket?
  /// What has to be typed to pass the guard rail; nil where none stands.
  ///
  /// It stays as it was first asked for while it passes: figures move while somebody types.
  private(set) var neededToken: String?
  /// Of an undrain that waits for probes, what it comes to once they pass and the ramp is done.
  private(set) var rampEnd: ActPreview?
  /// The ticket under which that is awaited.
  private var rampTicket: Ticket?
  /// Whether a reason must be given.
  let needsReason: Bool
  /// Whether it only shows what would come of the act.
  var isDryRun = false
  /// What keeps `y` from acting, once it was tried.
  var objection: String?

  /// Opens a dialog; nil where there is nothing to choose.
  init?(verb: ActVerb, choices: [ActChoice], choice: Int = 0, snapshot: SystemSnapshot, needsReason: Bool) {
    guard choices.indices.contains(choice) else { return nil }
    self.verb = verb
    self.choices = choices
    self.choice = choice
    self.needsReason = needsReason
    revision = snapshot.revision
    pin = ActPin(choices[choice], in: snapshot)
    standing = Self.orders(on: choices[choice], in: snapshot)
    // A share is about its percentage: it is given first, so that one Tab leads from the reason to Cancel, as everywhere.
    if verb == .share { focus = .percent }
  }

  private static func orders(
    on choice: ActChoice, in snapshot: SystemSnapshot
  ) -> [String: EndpointStatus.Override] {
    let wanted = Set(choice.endpoints)
    return snapshot.endpoints.reduce(into: [:]) { orders, endpoint in
      if wanted.contains(endpoint.id) { orders[endpoint.id] = endpoint.override }
    }
  }

  /// The targets that are drained already.
  var drained: [String] {
    chosen.endpoints.filter { standing[$0]?.kind == "drain" }
  }

  /// Why the act would do nothing at all; nil where it would.
  ///
  /// What the screen shows is enough to say so of an undrain; of other acts the engine's preview says it.
  var futility: String? {
    guard verb == .undrain, drained.isEmpty else { return nil }
    let ids = chosen.endpoints
    guard ids.count == 1, let id = ids.first else {
      return "none of the \(ids.count) is drained: nothing to undo"
    }
    guard let order = standing[id] else { return "\(id) is not drained: nothing to undo" }
    return "\(id) is not drained but \(order.word) by \(order.actor): breaker auto ends that"
  }

  /// What is chosen.
  var chosen: ActChoice { choices[choice] }

  /// Chooses a step on or back, no further than the first and the last, and pins the new targets as they are.
  ///
  /// One that went round would widen a drain from one endpoint to a cloud with the key that narrows it.
  mutating func choose(by step: Int, snapshot: SystemSnapshot) {
    choice = min(max(choice + step, 0), choices.count - 1)
    pin = ActPin(chosen, in: snapshot)
    standing = Self.orders(on: chosen, in: snapshot)
    forecast = .waiting
    (ticket, rampTicket, rampEnd) = (nil, nil, nil)
    objection = nil
    (neededToken, token) = (nil, LineEditor())
    if focus == .token { focus = .reason }
  }

  /// Takes the next figures of targets that are still what they were: a lease that has ended meanwhile is told so.
  mutating func follow(_ snapshot: SystemSnapshot) { standing = Self.orders(on: chosen, in: snapshot) }

  /// Awaits a forecast under a ticket, and what its ramp comes to under another; what is known stays until then.
  mutating func await(_ new: Ticket, ramp: Ticket? = nil) {
    (ticket, rampTicket) = (new, ramp)
    if ramp == nil { rampEnd = nil }
  }

  /// Takes a forecast; false where nobody waits for it.
  mutating func take(_ forecast: Forecast, under ticket: Ticket) -> Bool {
    if ticket == rampTicket {
      if case .known(let preview) = forecast { rampEnd = preview }
      return true
    }
    guard ticket == self.ticket else { return false }
    // What was missing is there now, or missing in another way.
    if preview == nil { objection = nil }
    self.forecast = forecast
    askToken()
    return true
  }

  /// Asks for the token of the newest preview where the one that was asked for does not pass it.
  ///
  /// One that is asked for stays so though the guard rail falls: at its edge it would come and go.
  private mutating func askToken() {
    guard let preview, let new = preview.typedToken else { return }
    guard let asked = neededToken else {
      neededToken = new
      return
    }
    guard !preview.isPassed(by: asked) else { return }
    neededToken = new
    if !token.text.isEmpty { objection = "the damage changed: type \(new), not \(asked)" }
  }

  /// For how long the order stands.
  var leaseLength: Nanoseconds { askedLease ?? Self.leases[lease] }

  /// Goes to the next longer or shorter lease; past the last one there is none.
  mutating func stepLease(by step: Int) {
    guard let asked = askedLease else {
      lease = min(max(lease + step, 0), Self.leases.count - 1)
      return
    }
    let next =
      step > 0 ? Self.leases.firstIndex { $0 > asked } : Self.leases.lastIndex { $0 < asked }
    if let next { lease = next }
  }

  /// Whether the forecast is there.
  var isForecast: Bool { forecast != .waiting }

  /// The preview, where it is known: of all targets together, as they would be after the act.
  var preview: ActPreview? {
    if case .known(let preview) = forecast { return preview }
    return nil
  }

  /// Why a guard rail refuses; nil where none does.
  var refusal: String? { futility == nil ? preview?.refusal ?? failure : nil }

  /// Why the engine could not say.
  var failure: String? {
    if case .failed(let text) = forecast { return text }
    return nil
  }

  /// Features that would be left without any healthy candidate.
  var stranded: [String] { preview?.stranded ?? [] }

  /// Whether what was typed passes the guard rail, if one was ever in the way.
  var isTokenPassed: Bool {
    let typed = token.text.trimmingBlanks
    guard let neededToken, typed != neededToken else { return true }
    return preview?.typedToken != nil && preview?.isPassed(by: typed) == true
  }

  /// Whether a drained target is open besides: only probes come back to it before they pass.
  func waitsForProbes(in snapshot: SystemSnapshot) -> Bool {
    guard verb == .undrain, futility == nil else { return false }
    let drained = Set(drained)
    return snapshot.endpoints.contains { $0.state == "open" && drained.contains($0.id) }
  }

  /// The fields that Tab goes through.
  var fields: [Focus] {
    var fields: [Focus] = choices.count > 1 ? [.choice] : []
    if verb == .share { fields.append(.percent) }
    fields.append(.reason)
    if neededToken != nil { fields.append(.token) }
    return fields + [.cancel]
  }

  /// Whether an input line has the keys.
  var isInField: Bool { focus != .choice && focus != .cancel }

  /// Goes to the next or the previous field.
  mutating func moveFocus(by step: Int) {
    let fields = fields
    let place = fields.firstIndex(of: focus) ?? fields.count - 1
    focus = fields[(place + step + fields.count) % fields.count]
  }
}
