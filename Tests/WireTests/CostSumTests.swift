import Documents
import Testing

@testable import Wire

/// Sums of money.
@Suite struct CostSumTests {
  @Test func `money has nine decimals at most, however many lines it is the sum of`() throws {
    let from = Moment(milliseconds: 0)
    var report = CostReport(from: from, to: from, totalUSD: 0, wastedUSD: 0, lines: [])
    var nano: Int64 = 0
    for place in 0..<1_000 {
      var line = CostReport.Line(feature: "f\(place)", endpoint: "e", provider: "p")
      let cost = Int64(place) * 7_919_003 + 1
      (line.usd, line.wastedUSD) = (Double(cost) / 1e9, Double(cost) / 1e9)
      nano += cost
      report.lines.append(line)
    }
    let line = try #require(report.grouped(by: .endpoint).lines.first)
    #expect(line.usd == Double(nano) / 1e9)
    var writer = JSONWriter()
    line.write(to: &writer)
    let text = String(decoding: writer.bytes, as: UTF8.self)
    #expect(text.contains(#""usd":3955.5419995,"#), "\(text)")
    #expect(line.wastedUSD == line.usd)
  }
}
