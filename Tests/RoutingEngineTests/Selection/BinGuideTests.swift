import Testing

@testable import RoutingEngine

@Suite struct BinGuideTests {
  @Test(arguments: [0, 1, 2, 3, 12, 50, 255, 256, 257, 1_000])
  func `the guide leads to the same bin as looking at them one after another`(count: Int) {
    var table = FeatureTable()
    for place in 0..<count {
      // Of all widths, some empty.
      let end = place == count - 1 ? 1_000_000 : place * place * 999_999 / (count * count)
      table.bins.append(FeatureTable.Bin(endpoint: Int32(place), pair: 0, upTo: Int32(end)))
    }
    table.guideBins()
    for millionths: Int32 in stride(from: 0, through: 999_999, by: 499) {
      let expected = table.bins.firstIndex { millionths < $0.upTo } ?? -1
      #expect(table.place(of: millionths) == expected)
    }
    #expect(table.place(of: 999_999) == count - 1)
  }

  @Test func `bins without a guide are found all the same`() {
    var table = FeatureTable()
    table.bins = [
      FeatureTable.Bin(endpoint: 0, pair: 0, upTo: 300_000),
      FeatureTable.Bin(endpoint: 1, pair: 1, upTo: 1_000_000),
    ]
    #expect(table.place(of: 299_999) == 0)
    #expect(table.place(of: 300_000) == 1)
  }
}
