import Testing

@testable import RouteConsole

@Suite struct ThemeLibraryTests {
  private func library(_ files: [String: String]) -> ThemeLibrary {
    ThemeLibrary(folders: ["/one", "/two"]) { path in
      if path.hasSuffix("locked.theme") { return .failed("permission denied") }
      return files[path].map { .text($0) } ?? .absent
    }
  }

  private func failure(_ name: String, _ files: [String: String] = [:]) -> String {
    do {
      _ = try library(files).load(name)
      return "no failure"
    } catch {
      return error.description
    }
  }

  @Test func `the first folder that has a theme gives it`() throws {
    let theme = try library([
      "/one/x.theme": "inherit = default\nappearance = dark",
      "/two/x.theme": "inherit = default\nappearance = light",
    ]).load("x")
    #expect(theme.appearance == .dark)
  }

  @Test func `the default is in the binary`() throws {
    #expect(try library([:]).load("default") == .embedded)
  }

  @Test func `a theme is found by its path`() throws {
    #expect(try library(["/three/y.theme": "inherit = default"]).load("/three/y.theme").name == "y")
  }

  @Test func `an unknown theme names the places looked at`() {
    #expect(failure("x") == "x: there is no theme `x`; looked at /one/x.theme, /two/x.theme")
  }

  @Test func `an unknown base is reported where it is named`() {
    #expect(
      failure("x", ["/one/x.theme": "\ninherit = y"])
        == "/one/x.theme:2: there is no theme `y`; looked at /one/y.theme, /two/y.theme")
  }

  @Test func `a circle of bases is reported`() {
    #expect(
      failure("x", ["/one/x.theme": "inherit = y", "/one/y.theme": "inherit = x"])
        == "/one/y.theme:1: `inherit` runs in a circle or too far: x -> y -> x")
  }

  @Test func `a file that cannot be read says why`() {
    #expect(failure("locked") == "/one/locked.theme: cannot be read: permission denied")
  }

  @Test func `a missing role is named`() {
    #expect(failure("x", ["/one/x.theme": "text = default"]).contains("role `crit` is missing"))
  }

  @Test func `folders follow the environment`() {
    let folders = ThemeLibrary.standardFolders(environment: ["HOME": "/users/mira"], binaryFolder: "/usr/bin")
    #expect(
      folders == [
        "/users/mira/.config/route-console/themes", "/usr/bin/themes",
        "/usr/bin/../share/route-console/themes",
        "./themes",
      ])
  }

  @Test func `the configuration folder goes before the home folder`() {
    let environment = ["HOME": "/users/mira", "XDG_CONFIG_HOME": "/etc/mira"]
    #expect(
      ThemeLibrary.standardFolders(environment: environment, binaryFolder: nil)
        == ["/etc/mira/route-console/themes", "./themes"])
  }

  @Test(arguments: ["/src/rc/.build/release", "/src/rc/.build/x86_64-unknown-linux-gnu/release"])
  func `a binary in a build folder finds the themes of its sources from everywhere`(folder: String) {
    let folders = ThemeLibrary.standardFolders(environment: [:], binaryFolder: folder)
    #expect(folders.contains("/src/rc/themes"))
    #expect(folders.last == "./themes")
  }
}
