import Glibc
import Testing

@testable import RouteConsole

/// The built program on a terminal.
@Suite(.serialized, .enabled(if: PtyProgram.binary != nil, "the program was not built beside the tests"))
struct ScreenEndToEndTests {
  private static func console(
    _ arguments: [String] = ["--scenario", "steady", "--speed", "1"], term: String = "xterm-256color",
    language: String = "C.UTF-8", columns: Int = 80, rows: Int = 24
  ) throws -> PtyProgram {
    let binary = try #require(PtyProgram.binary)
    return try #require(
      PtyProgram(
        binary, ["demo"] + arguments, environment: ["TERM": term, "LANG": language, "LC_ALL": language],
        columns: columns, rows: rows))
  }

  /// Whether a terminal's entry is on this machine.
  private static func isKnown(_ term: String) -> Bool {
    let first = term.prefix(1)
    return ["/usr/share/terminfo", "/lib/terminfo", "/etc/terminfo"].contains {
      unsafe access("\($0)/\(first)/\(term)", R_OK) == 0
    }
  }

  @Test func `the first frame comes, and q gives the terminal back`() throws {
    let program = try Self.console()
    #expect(program.shows("ROUTER OPS"))
    #expect(program.shows("[DEMO 1x]"))
    #expect(program.shows("use1/sonnet"))
    program.type("q")
    #expect(program.end() == 0)
    #expect(program.hasModesBack)
    #expect(String(decoding: program.output, as: UTF8.self).contains("\u{1B}[?1049l"))
  }

  @Test(arguments: [(120, 40), (200, 60), (58, 12), (1, 1)])
  func `a resize draws the new size`(columns: Int, rows: Int) throws {
    let program = try Self.console()
    #expect(program.shows("use1/sonnet"))
    let start = program.output.count
    program.resize(columns: columns, rows: rows)
    #expect(program.reads { $0.output.count > start })
    if columns >= 120 { #expect(program.shows("SELECTED", after: start)) }
    if columns == 58 { #expect(program.shows("60x16", after: start)) }
    program.type("q")
    #expect(program.end() == 0)
    #expect(program.hasModesBack)
  }

  @Test func `a drain goes from the key to applied, by keys alone`() throws {
    let program = try Self.console()
    #expect(program.shows("CLOSED"))
    let start = program.output.count
    program.type("/use1/sonnet\r")
    #expect(program.shows("use1/sonnet", after: start))
    program.type("D")
    #expect(program.shows("DRAIN aws use1/sonnet"))
    #expect(program.shows("y = drain"))
    program.type("INC-4412\t")
    program.type("y")
    #expect(program.shows("applied"))
    #expect(program.reads { $0.text.contains("DR 29:") || $0.text.contains("DR 30:") })
    program.type("\u{3}")
    _ = program.end()
    #expect(program.hasModesBack)
  }

  @Test func `a broken theme and wrong keys are told on the screen, and keep nobody from it`() throws {
    let folder = try #require(TemporaryFolder())
    try folder.write("broken.theme", "crit = #zzz\n")
    try folder.write("keys.json5", "{keys: {drain: \"d\"}}\n")
    let binary = try #require(PtyProgram.binary)
    let program = try #require(
      PtyProgram(
        binary, ["demo", "--scenario", "steady", "--theme", folder.path + "/broken.theme"],
        environment: [
          "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
          "ROUTE_CONSOLE_CONFIG": folder.path + "/keys.json5",
        ], columns: 120, rows: 40))
    #expect(program.shows("broken.theme:1"))
    #expect(program.shows("keys.json5:1"))
    #expect(program.shows("use1/sonnet"))
    program.type("q")
    #expect(program.end() == 0)
  }

  @Test func `Enter never acts`() throws {
    let program = try Self.console()
    #expect(program.shows("CLOSED"))
    program.type("D")
    #expect(program.shows("y = drain"))
    let start = program.output.count
    program.type("reason\t\r\r\r")
    #expect(program.reads { $0.output.count > start })
    program.type("4")
    #expect(program.shows("udit"))
    #expect(!program.text.contains("applied"))
    program.type("qq")
    #expect(program.end() == 0)
  }

  @Test(arguments: [
    "xterm-256color", "tmux-256color", "screen", "linux", "vt100", "dumb", "xterm-direct",
  ])
  func `every terminal gets something usable`(term: String) throws {
    guard Self.isKnown(term) else { return }
    for language in ["C.UTF-8", "C"] {
      let program = try Self.console(term: term, language: language)
      if term == "dumb" {
        #expect(program.shows("no full screen; going on in lines, as --plain does"))
        #expect(program.shows("OK 12"), "\(language)")
        program.type("quit\r")
        #expect(program.end() == 0, "\(language)")
      } else {
        #expect(program.shows("DEMO"), "\(term) \(language)")
        #expect(program.shows("use1/sonnet"), "\(term) \(language)")
        program.type("q")
        #expect(program.end() == 0, "\(term) \(language)")
      }
      #expect(program.hasModesBack, "\(term) \(language)")
      if language == "C" { #expect(program.output.allSatisfy { $0 < 128 }, "\(term) sends more than 7 bits") }
    }
  }

  @Test func `a terminal that nobody knows is told so, and gets lines`() throws {
    let program = try Self.console(term: "no-such-terminal")
    #expect(program.shows("\"no-such-terminal\" is not in this machine's terminfo: install ncurses-term"))
    #expect(program.shows("OK 12"))
    program.type("quit\r")
    #expect(program.end() == 0)
  }

  @Test func `a terminal that cannot place its cursor is sent lines and nothing else`() throws {
    let program = try Self.console(term: "dumb")
    #expect(program.shows("\"dumb\" has no full screen; going on in lines"))
    #expect(program.shows("OK 12"))
    program.type("quit\r")
    #expect(program.end() == 0)
    #expect(!program.output.contains(0x1B))
    #expect(!String(decoding: program.output, as: UTF8.self).contains(String(repeating: " ", count: 80)))
  }

  @Test func `evil names neither break a frame nor reach the terminal raw`() throws {
    let path = "/tmp/route-console-evil-\(getpid()).json5"
    let file = unsafe fopen(path, "w")
    unsafe fputs(EvilWorld.text, file)
    unsafe fclose(file)
    defer { _ = unsafe unlink(path) }
    let program = try Self.console(["--scenario", path, "--speed", "1"])
    #expect(program.shows("ROUTER OPS"))
    #expect(program.reads { $0.text.contains("OK ") && $0.output.count > 4_000 })
    program.type("2")
    #expect(program.shows("eatures"))
    program.type("qq")
    #expect(program.end() == 0)
    #expect(program.hasModesBack)
    let all = String(decoding: program.output, as: UTF8.self)
    #expect(!all.contains("\u{1B}[31mred"))
    #expect(!all.contains("\u{7}bell"))
    #expect(!all.contains("\u{202E}"))
  }

  @Test(arguments: ["--ascii", "--no-color"])
  func `options reach the screen`(option: String) throws {
    let program = try Self.console(["--scenario", "steady", option])
    #expect(program.shows("use1/sonnet"))
    program.type("q")
    #expect(program.end() == 0)
    if option == "--ascii" { #expect(program.output.allSatisfy { $0 < 128 }) }
    let text = String(decoding: program.output, as: UTF8.self)
    if option == "--no-color" { #expect(!text.contains("38;5;") && !text.contains("48;5;")) }
  }
}

/// A world whose names are what nobody should call anything.
enum EvilWorld {
  private static let names = [
    "\\u001b[31mred", "\\u0007bell", "\\u6771\\u4eac/\\u30e2\\u30c7\\u30eb", "\\u{}", "e\\u0301te\\u0301",
    "\\ud83d\\udc69\\u200d\\ud83d\\ude80", "\\u202eevil", "\\u05e9\\u05dc\\u05d5\\u05dd",
    String(repeating: "x", count: 300),
  ].filter { $0 != "\\u{}" }

  static var text: String {
    let endpoints = names.map {
      "{ id: \"\($0)\", provider: \"p\", model: \"m\", capacity: { requests_per_second: 50 }, "
        + "ttft: { p50: \"300ms\", sigma: 0.3 }, tpot: { p50: \"10ms\", sigma: 0.2 } }"
    }
    let backups = names.dropFirst().map { "\"\($0)\"" }.joined(separator: ", ")
    return """
      { name: "evil", title: "names", duration: "10m", world: { replicas: 1, providers: { p: { cloud: "c" } },
        endpoints: [ \(endpoints.joined(separator: ",\n")) ],
        features: [ { id: "\(names[2])", requests_per_second: 20, prompt_tokens: { p50: 500, sigma: 0.3 },
          output_tokens: { p50: 50, sigma: 0.3 }, primary: "\(names[0])", backups: [ \(backups) ],
          selection: "balanced" } ] } }
      """
  }
}
