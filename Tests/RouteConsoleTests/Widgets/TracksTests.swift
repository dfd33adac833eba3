import Testing

@testable import RouteConsole

@Suite struct TracksTests {
  private let tracks = [
    Track(minimum: 10, weight: 1, priority: 3), Track(minimum: 20, maximum: 25, weight: 2, priority: 1),
    Track.fixed(5, priority: 2),
  ]

  @Test func `what is left over is shared by weight up to the maximum`() {
    #expect(Track.place(tracks, length: 50) == [0..<20, 20..<45, 45..<50])
  }

  @Test func `the least important goes first`() {
    #expect(Track.place(tracks, length: 34) == [0..<29, nil, 29..<34])
  }

  @Test func `among equals the rearmost goes first`() {
    let equal = [Track.fixed(4), Track.fixed(4), Track.fixed(4)]
    #expect(Track.place(equal, length: 9) == [0..<4, 4..<8, nil])
  }

  @Test func `gaps count between those that are kept`() {
    #expect(Track.place([.fixed(4), .fixed(4)], length: 9, gap: 1) == [0..<4, 5..<9])
    #expect(Track.place([.fixed(4), .fixed(4)], length: 8, gap: 1) == [0..<4, nil])
  }

  @Test func `nothing fits into nothing`() {
    #expect(Track.place(tracks, length: 0) == [nil, nil, nil])
    #expect(Track.place([], length: 10).isEmpty)
  }

  @Test(arguments: 1...100 as ClosedRange<UInt64>)
  func `places never overlap and never leave the length`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let tracks = (0..<Int.random(in: 0...12, using: &random)).map { _ in
      Track(
        minimum: .random(in: 0...30, using: &random), maximum: Bool.random(using: &random) ? 40 : nil,
        weight: .random(in: 0...3, using: &random), priority: .random(in: 0...3, using: &random))
    }
    let length = Int.random(in: 0...200, using: &random)
    let gap = Int.random(in: 0...2, using: &random)
    let places = Track.place(tracks, length: length, gap: gap).compactMap(\.self)
    let inOrder = zip(places, places.dropFirst()).allSatisfy { $0.upperBound + gap == $1.lowerBound }
    #expect(inOrder && places.last.map { $0.upperBound <= length } ?? true, "seed \(seed)")
  }
}

@Suite struct PaneLayoutTests {
  /// The home screen: features, table and details over a foot of events.
  private let home = PaneLayout<String>.stacked(
    [
      .beside(
        [
          .pane("features", columns: Track(minimum: 50, maximum: 50, priority: 1), rows: .fixed(5)),
          .pane(
            "table", columns: Track(minimum: 78, weight: 3, priority: 3), rows: Track(minimum: 3, weight: 1)),
          .pane("details", columns: Track(minimum: 38, weight: 1, priority: 2), rows: .fixed(5)),
        ], rows: Track(minimum: 4, weight: 1, priority: 3)),
      .pane(
        "events", columns: Track(minimum: 60, weight: 1), rows: Track(minimum: 12, maximum: 16, weight: 1)),
      .pane("footer", columns: Track(minimum: 1, weight: 1), rows: .fixed(1, priority: 2)),
    ], columns: Track(minimum: 1, weight: 1))

  private func panes(_ columns: Int, _ rows: Int) -> [String] {
    home.place(in: Size(columns: columns, rows: rows).bounds).map(\.id)
  }

  @Test(arguments: [
    (200, 60, ["features", "table", "details", "events", "footer"]),
    (120, 40, ["table", "details", "events", "footer"]),
    (80, 16, ["table", "footer"]), (58, 24, ["footer"]), (40, 1, ["footer"]), (0, 0, []),
  ])
  func `one description gives the panes of every size`(columns: Int, rows: Int, expected: [String]) {
    #expect(panes(columns, rows) == expected)
  }

  @Test(arguments: [(1, 1), (80, 24), (120, 40), (200, 60), (500, 200)])
  func `panes do not overlap`(columns: Int, rows: Int) {
    let areas = home.place(in: Size(columns: columns, rows: rows).bounds).map(\.area)
    var overlaps = 0
    for (index, one) in areas.enumerated() {
      overlaps += areas[(index + 1)...].count { !one.intersection($0).isEmpty }
    }
    #expect(overlaps == 0)
  }
}
