import Testing

@testable import RouteConsole

@Suite struct ThemeReaderTests {
  @Test func `a file that is not there is absent`() {
    #expect(ThemeReader.read("/nonexistent/x.theme") == .absent)
  }

  @Test func `a folder is no file`() {
    guard case .failed = ThemeReader.read("/") else {
      Issue.record("reading a folder did not fail")
      return
    }
  }

  @Test func `the themes of a folder are listed in order, with the built-in one`() {
    let library = ThemeLibrary(folders: [ShippedThemesTests.folder, "/nonexistent"], read: ThemeReader.read)
    #expect(library.names() == ShippedThemesTests.names)
  }
}
