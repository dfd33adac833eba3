import Testing

/// The arrows between the rooms, file by file.
///
/// `Package.swift` has the same arrows target by target.
@Suite struct ImportTests {
  /// What the files of one folder may import.
  private struct Allowance {
    var folder: String
    var modules: [String]
  }

  private static let system = ["Glibc", "Synchronization", "Dispatch", "FoundationEssentials"]

  /// The first folder that holds a file decides, so inner folders stand before their room.
  private static let allowances = [
    Allowance(folder: "Sources/RoutingEngine/", modules: []),
    Allowance(folder: "Sources/Documents/", modules: []),
    Allowance(folder: "Sources/Wire/", modules: ["RoutingEngine", "Documents"]),
    Allowance(folder: "Sources/Transport/", modules: ["Documents", "CurlShim"] + system),
    Allowance(folder: "Sources/TrafficSimulator/", modules: ["RoutingEngine", "Documents"]),
    Allowance(
      folder: "Sources/Gateway/", modules: ["RoutingEngine", "Documents", "Wire", "Transport"] + system),
    Allowance(folder: "Sources/Archive/", modules: ["RoutingEngine", "Documents", "Wire", "Transport"]),
    Allowance(
      folder: "Sources/TelemetryClient/",
      modules: ["RoutingEngine", "Documents", "Wire", "Transport"] + system),
    Allowance(folder: "Sources/EngineBench/", modules: ["RoutingEngine", "TrafficSimulator"] + system),
    Allowance(
      folder: "Sources/GatewayTrials/",
      modules: ["RoutingEngine", "Documents", "Gateway", "TelemetryClient", "Wire", "Transport"]),
    Allowance(folder: "Sources/FuzzKit/", modules: system),
    Allowance(folder: "Sources/GatewayBench/", modules: ["Transport"] + system),
    Allowance(folder: "Sources/FuzzGateway/", modules: ["FuzzKit", "GatewayTrials"] + system),
    Allowance(
      folder: "Sources/ArchiveTrial/",
      modules: ["Archive", "RoutingEngine", "TrafficSimulator", "Transport", "Wire"] + system),
    Allowance(
      folder: "Sources/FuzzEngine/", modules: ["FuzzKit", "RoutingEngine", "TrafficSimulator"] + system),
    Allowance(folder: "Sources/RouteConsole/Surface/", modules: []),
    Allowance(folder: "Sources/RouteConsole/Theme/", modules: ["Documents"]),
    Allowance(folder: "Sources/RouteConsole/Widgets/", modules: []),
    Allowance(folder: "Sources/RouteConsole/Terminal/", modules: ["CursesShim"] + system),
    Allowance(
      folder: "Sources/RouteConsole/",
      modules: [
        "RoutingEngine", "Documents", "Wire", "Transport", "TrafficSimulator", "Gateway", "TelemetryClient",
        "Archive",
      ] + system),
  ]

  private static let arrows = Rule(
    advice: "move the code to a room that may know both, or pass a value in (docs/ARCHITECTURE.md)",
    applies: { $0.isSwift && $0.isProduct },
    problems: { file in
      guard let allowance = allowances.first(where: { file.path.hasPrefix($0.folder) }) else {
        return [(1, "a room without a row in the table of Tests/TidyTests/ImportTests.swift")]
      }
      return imports(of: file).filter { !allowance.modules.contains($0.module) }.map {
        ($0.line, "`import \($0.module)` in \(allowance.folder)")
      }
    })

  /// Module names after `import`, with or without a kind, as in `import struct A.B`.
  private static func imports(of file: SourceFile) -> [(line: Int, module: String)] {
    let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    return file.tokens.indices(of: ["import"]).compactMap { index in
      guard let next = file.tokens.at(index + 1) else { return nil }
      let name = kinds.contains(next.text) ? file.tokens.at(index + 2) : next
      return name.map { (file.tokens[index].line, $0.text) }
    }
  }

  @Test func `every import stays inside its room's allowance`() {
    expectClean(Self.arrows)
  }

  @Test func `no room but the terminal imports the curses shim`() {
    #expect(
      Self.arrows.verdict(on: "Sources/RouteConsole/Terminal/A.swift", "internal import CursesShim") == [])
    #expect(
      Self.arrows.verdict(on: "Sources/RouteConsole/App/A.swift", "internal import CursesShim")
        == ["1: `import CursesShim` in Sources/RouteConsole/"])
  }

  @Test func `the widgets never import the engine`() {
    #expect(
      Self.arrows.verdict(on: "Sources/RouteConsole/Widgets/A.swift", "import struct RoutingEngine.Decision")
        == ["1: `import RoutingEngine` in Sources/RouteConsole/Widgets/"])
  }

  @Test(arguments: ["Foundation", "FoundationNetworking"])
  func `the whole of Foundation is found in any room`(module: String) {
    let folders = Self.allowances.map(\.folder)
    let missed = folders.filter { Self.arrows.verdict(on: $0 + "A.swift", "import \(module)").isEmpty }
    #expect(missed == [])
  }

  @Test func `the ground floor imports nothing`() {
    #expect(!Self.arrows.verdict(on: "Sources/RoutingEngine/A.swift", "import Glibc").isEmpty)
    #expect(!Self.arrows.verdict(on: "Sources/Documents/A.swift", "import FoundationEssentials").isEmpty)
  }

  @Test func `a new room needs a row`() {
    #expect(Self.arrows.verdict(on: "Sources/Attic/A.swift", "").count == 1)
  }

  @Test func `the word import in text is no import`() {
    #expect(
      Self.arrows.verdict(on: "Sources/Wire/A.swift", "// import Gateway\nlet a = \"import Gateway\"") == [])
  }
}
