// State: by which figure endpoints are sorted.

internal import RoutingEngine
internal import Wire

/// A figure that endpoints can be sorted by.
enum SortKey: String, CaseIterable, Hashable, Sendable {
  /// Severity, then share of traffic, then name.
  ///
  /// Of endpoints that are not well those come first that most features have as their primary: an open one has
  /// no share to be ordered by, and shares move while breakers probe.
  case severity
  case name, cloud, share, rps
  case inFlight = "in-flight"
  case ttft, p90, errors, state, cost

  /// The one a step to the right or left, round and round.
  func stepped(by step: Int) -> SortKey {
    let all = Self.allCases
    let place = all.firstIndex(of: self) ?? 0
    return all[(place + step % all.count + all.count) % all.count]
  }
}

/// A figure and a direction.
struct SortOrder: Hashable, Sendable {
  /// By what.
  var key = SortKey.severity
  /// Whether the order is turned round.
  var isInverted = false

  /// The endpoints in order; those without the figure come last either way.
  func sorted(_ endpoints: [EndpointStatus]) -> [EndpointStatus] {
    endpoints.sorted {
      let tie = Self.isBefore($0.id, $1.id)
      return isInverted ? precedes($1, $0, tie: tie) : precedes($0, $1, tie: tie)
    }
  }

  /// Whether a name stands before another: by letters, and runs of digits by their numbers, so that m7 is before m10.
  static func isBefore(_ a: String, _ b: String) -> Bool {
    var (left, right) = (Substring(a).unicodeScalars, Substring(b).unicodeScalars)
    while let first = left.first, let second = right.first {
      guard isDigit(first), isDigit(second) else {
        if first != second { return first.value < second.value }
        left.removeFirst()
        right.removeFirst()
        continue
      }
      let (one, two) = (number(&left), number(&right))
      if one.count != two.count { return one.count < two.count }
      if one != two { return one < two }
    }
    return left.isEmpty == right.isEmpty ? a < b : left.isEmpty
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// Takes the digits at the beginning, without zeros before them.
  private static func number(_ text: inout Substring.UnicodeScalarView) -> String {
    let digits = text.prefix(while: isDigit)
    text.removeFirst(digits.count)
    return String(String.UnicodeScalarView(digits.drop { $0 == "0" }))
  }

  /// The endpoints in order, where two that are well change places only when one carries clearly more than the other.
  ///
  /// Shares that move to and fro by a point move no row, as the order that was shown last decides.
  func sorted(_ endpoints: [EndpointStatus], after previous: [String]) -> [EndpointStatus] {
    let fresh = sorted(endpoints)
    guard key == .severity, !isInverted, !previous.isEmpty else { return fresh }
    var places: [String: Int] = [:]
    for (place, id) in previous.enumerated() { places[id] = place }
    let start = fresh.firstIndex { $0.severity == .ok } ?? fresh.count
    let well = fresh[start...].sorted { (places[$0.id] ?? .max) < (places[$1.id] ?? .max) }
    guard well.allSatisfy({ places[$0.id] != nil }) else { return fresh }
    var calm: [EndpointStatus] = []
    for endpoint in well {
      let share = endpoint.share ?? -1
      var place = calm.count
      while place > 0, share - (calm[place - 1].share ?? -1) >= Self.clearlyMore { place -= 1 }
      calm.insert(endpoint, at: place)
    }
    return fresh[..<start] + calm
  }

  /// How much more of all traffic moves a row past another, from 0 to 1.
  private static let clearlyMore = 0.02

  private func precedes(_ a: EndpointStatus, _ b: EndpointStatus, tie: Bool) -> Bool {
    switch key {
    case .severity:
      if a.severity != b.severity { return a.severity > b.severity }
      if a.severity >= .warn, a.primaryOf.count != b.primaryOf.count {
        return a.primaryOf.count > b.primaryOf.count
      }
      // As it is shown, in whole percent: what tries to come back would take turns at the top with every probe.
      return larger(a.share.map(Self.percent), b.share.map(Self.percent)) ?? tie
    case .name: return a.id == b.id ? tie : Self.isBefore(a.id, b.id)
    case .cloud: return a.cloud == b.cloud ? tie : Self.isBefore(a.cloud, b.cloud)
    case .state: return a.state == b.state ? tie : stateRank(a) > stateRank(b)
    case .share: return larger(a.share, b.share) ?? tie
    case .rps: return larger(a.requestsPerSecond, b.requestsPerSecond) ?? tie
    case .inFlight: return larger(a.inFlight.map { Double($0) }, b.inFlight.map { Double($0) }) ?? tie
    case .ttft: return larger(a.ttft?.p50, b.ttft?.p50) ?? tie
    case .p90: return larger(a.ttft?.p90, b.ttft?.p90) ?? tie
    case .errors: return larger(a.errorRate, b.errorRate) ?? tie
    case .cost: return larger(a.costPerHour, b.costPerHour) ?? tie
    }
  }

  private static func percent(_ share: Double) -> Double { (share * 100).rounded() }

  private func stateRank(_ endpoint: EndpointStatus) -> Int {
    switch endpoint.state {
    case "open": 3
    case "partial_open": 2
    case "suspect": 1
    default: 0
    }
  }

  /// The larger comes first; nil where both are alike.
  ///
  /// What is not known is smaller than everything.
  private func larger(_ a: Double?, _ b: Double?) -> Bool? {
    let (a, b) = (a ?? -1, b ?? -1)
    return a == b ? nil : a > b
  }
}
