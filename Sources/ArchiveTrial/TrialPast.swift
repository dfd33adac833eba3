internal import Archive
internal import RoutingEngine
internal import Wire

/// What the victim of a trial does, as a function of seed and number, so that the survivor can tell what has to
/// be there.
enum TrialPast {
  static let endpoints = ["use1/a", "usw2/a", "usc1/b", "eus2/c"]
  static let features = ["chat", "recap"]
  static let start = Moment(milliseconds: 1_795_953_600_000)

  /// The calendar when an act of a number is done; a day has some 800,000 of them.
  static func moment(_ number: UInt64) -> Moment {
    start.advanced(byMilliseconds: Int64(clamping: number) * 100)
  }

  /// The act of a number.
  static func act(_ number: UInt64, seed: UInt64) -> ActReceipt {
    var dice = Dice(state: seed &* 0x1000_0000_01B3 ^ number)
    let endpoint = endpoints[Int.random(in: 0..<endpoints.count, using: &dice)]
    let feature = features[Int.random(in: 0..<features.count, using: &dice)]
    let order: Order
    var affected: [String] = [endpoint]
    switch Int.random(in: 0..<7, using: &dice) {
    case 0: order = .drain(.endpoint(endpoint))
    case 1:
      order = .drain(.cloud("all"))
      affected = endpoints
    case 2: order = .undrain(.endpoint(endpoint))
    case 3: order = .breaker(endpoint: endpoint, [.open, .close, .pin][Int.random(in: 0..<3, using: &dice)])
    case 4: order = .breaker(endpoint: endpoint, .auto)
    case 5: (order, affected) = (.flip(feature: feature, to: endpoint, now: true), [])
    default:
      let percent = Double(Int.random(in: 0...20, using: &dice))
      (order, affected) = (.share(feature: feature, endpoint: endpoint, percent: percent), [])
    }
    let request = ActRequest(order, reason: "act \(number)", lease: .hours(24))
    var receipt = ActReceipt(
      id: number, act: request, actor: "trial", at: moment(number), revision: number, outcome: .applied)
    var preview = ActPreview(act: request, revision: number, refusal: nil)
    preview.affected = affected
    receipt.preview = preview
    return receipt
  }

  /// What is in force after all acts up to a number.
  static func standing(after last: UInt64, seed: UInt64) -> [KeptAct] {
    var standing = StandingActs()
    if last > 0 { for number in 1...last { standing.take(KeptAct(act(number, seed: seed))) } }
    return standing.inForce(at: moment(last))
  }

  /// An engine's configuration with these names.
  static let configuration = EngineConfiguration(
    endpoints: endpoints.map {
      EndpointConfiguration(id: $0, provider: "p", cloud: "all", region: "r", model: "m")
    },
    features: features.map { id in
      FeatureConfiguration(
        id: id, candidates: endpoints.indices.map { Candidate(endpoint: EndpointIndex($0)) })
    })

  /// A ledger after so many attempts: each costs 1,000,000,007 nano-dollars.
  static func rows(_ attempts: Int) -> [Ledger.Row] {
    var rows = RoutingEngine(configuration: configuration, at: .origin).ledger.rows
    rows[0].entry.attempts = attempts
    rows[0].entry.nanoUSD = Int64(attempts) * price
    return rows
  }

  static let price: Int64 = 1_000_000_007
}
