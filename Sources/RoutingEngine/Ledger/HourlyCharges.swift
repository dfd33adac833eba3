/// Spreads the hourly price of an endpoint over the features that use it, by tokens.
///
/// Nothing is lost to rounding: what an endpoint is charged is what its price says for the time that passed, to the
/// nano-dollar, and its rows are charged exactly that. The price is the fleet's; each replica charges its part.
struct HourlyCharges: Sendable, Hashable {
  /// Charged so far since `began`, in nano-dollars, one entry an endpoint.
  private var charged: [Int64]
  /// Tokens of each row of the ledger when it was last charged.
  private var tokens: [Int64] = []
  private let began: Timestamp

  init(endpoints: Int, at now: Timestamp) {
    charged = [Int64](repeating: 0, count: endpoints)
    began = now
  }

  /// Charges what is due.
  mutating func charge(_ ledger: inout Ledger, _ configuration: EngineConfiguration, at now: Timestamp) {
    let endpoints = configuration.endpoints
    guard endpoints.contains(where: { $0.capacity.hourlyUSD > 0 }) else { return }
    while tokens.count < ledger.rows.count { tokens.append(0) }
    for index in endpoints.indices where endpoints[index].capacity.hourlyUSD > 0 {
      let all = Self.due(endpoints[index].capacity.hourlyUSD, for: now - began)
      let due = Self.part(of: all, configuration) - charged[index]
      guard due > 0 else { continue }
      let rows = ledger.rows.indices.filter { ledger.rows[$0].endpoint.value == index }
      guard !rows.isEmpty else { continue }
      charged[index] += due
      for (place, part) in zip(rows, Self.split(due, weights(of: rows, in: ledger))) where part > 0 {
        ledger.chargeHourly(part, row: place, at: now)
      }
    }
    for place in ledger.rows.indices { tokens[place] = ledger.rows[place].entry.tokens }
  }

  /// Tokens since the last charge; where there were none, of all time; where there never were any, the first row's.
  private func weights(of rows: [Int], in ledger: Ledger) -> [Int64] {
    let recent = rows.map { ledger.rows[$0].entry.tokens - tokens[$0] }
    if recent.contains(where: { $0 > 0 }) { return recent }
    let ever = rows.map { ledger.rows[$0].entry.tokens }
    if ever.contains(where: { $0 > 0 }) { return ever }
    return rows.indices.map { $0 == 0 ? 1 : 0 }
  }

  /// What an hourly price comes to in a time, in nano-dollars, rounded down.
  static func due(_ hourlyUSD: Double, for time: Nanoseconds) -> Int64 {
    let nanoPerHour = Int64((hourlyUSD * 1e9).rounded())
    let product = nanoPerHour.multipliedFullWidth(by: max(0, time.count))
    return Nanoseconds.hours(1).count.dividingFullWidth(product).quotient
  }

  /// A replica's part of what the fleet is charged; the parts of all replicas sum up to it.
  private static func part(of amount: Int64, _ configuration: EngineConfiguration) -> Int64 {
    let replicas = Int64(max(1, configuration.replicas))
    let (each, rest) = amount.quotientAndRemainder(dividingBy: replicas)
    return each + (Int64(configuration.replica) < rest ? 1 : 0)
  }

  /// Splits an amount by weights: parts are rounded down, and the rest goes to the heaviest.
  static func split(_ amount: Int64, _ weights: [Int64]) -> [Int64] {
    let total = max(1, weights.reduce(0, +))
    var parts = weights.map { total.dividingFullWidth(amount.multipliedFullWidth(by: $0)).quotient }
    let heaviest = weights.indices.max { weights[$0] < weights[$1] } ?? 0
    parts[heaviest] += amount - parts.reduce(0, +)
    return parts
  }
}
