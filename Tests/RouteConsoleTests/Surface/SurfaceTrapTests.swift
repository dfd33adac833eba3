import Testing

@testable import RouteConsole

@Suite struct SurfaceTrapTests {
  @Test func `a cell outside the surface traps`() async {
    await #expect(processExitsWith: .failure) {
      let surface = Surface(size: Size(columns: 2, rows: 2))
      _ = surface[2, 0]
    }
  }

  @Test func `pictures of different sizes are not compared`() async {
    await #expect(processExitsWith: .failure) {
      _ = Surface(size: Size(columns: 2, rows: 2)).changes(from: Surface(size: Size(columns: 3, rows: 2)))
    }
  }
}
