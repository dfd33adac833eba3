import Testing

@testable import RouteConsole

@Suite struct SurfaceDiffTests {
  private func surface(_ text: String) -> Surface {
    var surface = Surface(size: Size(columns: 12, rows: 1))
    surface.write(text, at: Point(column: 0, row: 0), style: .plain)
    return surface
  }

  @Test func `equal pictures have no difference`() {
    #expect(surface("abc").changes(from: surface("abc")).isEmpty)
  }

  @Test func `each run holds changed cells only`() {
    let runs = surface("abXdefYZ").changes(from: surface("abcdefgh"))
    #expect(runs == [CellRun(row: 0, columns: 2..<3), CellRun(row: 0, columns: 6..<8)])
  }

  @Test func `a run takes a wide character whole`() {
    #expect(surface("a京b").changes(from: surface("a東b")) == [CellRun(row: 0, columns: 1..<3)])
  }

  @Test func `what a doubtful character may have spilled over is drawn again`() {
    #expect(surface("a👩‍🚀bcdefghi").changes(from: surface("a  bcdefghi")) == [CellRun(row: 0, columns: 1..<9)])
  }

  @Test func `what replaces a doubtful character is followed by what it covered`() {
    #expect(surface("a  bcdefghi").changes(from: surface("a👩‍🚀bcdefghi")) == [CellRun(row: 0, columns: 1..<9)])
  }

  @Test func `a change of style is a change`() {
    var marked = surface("abc")
    marked.lay(Rect(column: 1, row: 0, columns: 1, rows: 1), on: .selected)
    #expect(marked.changes(from: surface("abc")) == [CellRun(row: 0, columns: 1..<2)])
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `runs cover exactly the cells that differ`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let size = Size(columns: 40, rows: 6)
    func picture() -> Surface {
      var surface = Surface(size: size)
      for _ in 0..<12 {
        let point = Point(
          column: .random(in: 0..<40, using: &random), row: .random(in: 0..<6, using: &random))
        let text = ["abc", "東京", "....", " "].randomElement(using: &random) ?? ""
        surface.write(text, at: point, style: Style(Bool.random(using: &random) ? .text : .warn))
      }
      return surface
    }
    let old = picture()
    let new = picture()
    let covered = Set(new.changes(from: old).flatMap { run in run.columns.map { run.row * 40 + $0 } })
    let differing = Set(new.cells.indices.filter { new.cells[$0] != old.cells[$0] })
    // Beyond the differing cells only the other half of a wide character is covered.
    let surplus = covered.subtracting(differing).filter { new.cells[$0].width == 1 }
    #expect(differing.isSubset(of: covered) && surplus.isEmpty, "seed \(seed)")
  }
}
