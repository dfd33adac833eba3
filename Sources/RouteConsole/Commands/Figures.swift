internal import Documents
internal import RoutingEngine

/// Numbers as a report shows them: a point for the decimals, commas for the thousands.
enum Figures {
  /// A whole number with its thousands apart: `162,031`.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return number < 0 ? "-" + result : result
  }

  /// A number rounded to so many decimals, at most six; `-` for one that is not known.
  static func fixed(_ number: Double?, _ decimals: Int) -> String {
    precondition((0...6).contains(decimals), "A figure has at most six decimals.")
    guard let number, number.isFinite else { return "-" }
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    guard let scaled = Int(exactly: (number.magnitude * power).rounded()) else { return "\(number)" }
    let sign = number < 0 && scaled != 0 ? "-" : ""
    let whole = grouped(scaled / Int(power))
    guard decimals > 0 else { return sign + whole }
    let fraction = String(scaled % Int(power))
    return sign + whole + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// A length of time to the millisecond, as a trace ends with its last request, to the nanosecond: `4.681s`.
  static func length(_ time: Nanoseconds) -> String {
    let step: Int64 = time > .seconds(1) ? 1_000_000 : 1
    return DurationText.format((time.count + step / 2) / step * step)
  }

  /// A share from 0 to 1 in percent, with so many decimals: `99.98 %`.
  static func percent(_ share: Double?, _ decimals: Int) -> String {
    share.map { fixed($0 * 100, decimals) + " %" } ?? "-"
  }

  /// Shares from 0 to 1 in whole percent, so rounded that they add up as the shares do: those that lose most by being
  /// cut get what is left.
  static func wholePercents(_ shares: [Double]) -> [Int] {
    let exact = shares.map { $0.isFinite ? min(max($0, 0), 1e6) * 100 : 0 }
    var whole = exact.map { Int($0.rounded(.down)) }
    let left = Int(exact.reduce(0, +).rounded()) - whole.reduce(0, +)
    let order = exact.indices.sorted { one, other in
      let (first, second) = (exact[one] - Double(whole[one]), exact[other] - Double(whole[other]))
      return first != second ? first > second : one < other
    }
    for place in order.prefix(max(0, left)) { whole[place] += 1 }
    return whole
  }

  /// A number with as many decimals as it needs to be told from its bound, at most three.
  static func plain(_ number: Double) -> String {
    if Int64(exactly: number) != nil { return fixed(number, 0) }
    return fixed(number, number.magnitude < 10 ? 3 : 1)
  }
}
