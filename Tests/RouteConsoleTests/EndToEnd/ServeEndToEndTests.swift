import Archive
import Glibc
import Testing
import Wire

@testable import RouteConsole

/// `serve` and `watch` with the console on top, as a person has them.
@Suite(.serialized, .enabled(if: PtyProgram.binary != nil, "the program was not built beside the tests"))
struct ServeEndToEndTests {
  private static func isLeft(_ program: PtyProgram) -> Bool {
    String(decoding: program.output, as: UTF8.self).contains("\u{1B}[?1049l")
  }

  /// Where the gateway listens, as its log says.
  private static func port(_ world: ServedWorld, _ program: PtyProgram) throws -> Int {
    #expect(program.reads { _ in world.read("serve.log").contains("control API") })
    return try #require(ServedWorld.port(in: world.read("serve.log"), after: " on "))
  }

  @Test func `the console shows the gateway, serves a request, and q asks before it ends both`() throws {
    let world = try #require(ServedWorld())
    let program = try #require(world.start("serve"))
    #expect(program.shows("[SERVE]"))
    #expect(program.shows("stub/1"))
    #expect(program.shows("LIVE"))
    // An endpoint that nobody asked is not stale.
    #expect(program.shows("STALE 0"))
    let answer = try #require(RawRequest(port: try Self.port(world, program), isStreaming: false)).whole()
    #expect(answer.contains("200 OK"))
    program.type("q")
    #expect(program.shows("The gateway ends with its console"))
    program.type("y")
    #expect(program.end() == 0)
    #expect(program.hasModesBack)
    #expect(program.shows("ended in good order"))
    #expect(unsafe access(world.state + "/console.sock", F_OK) != 0)
  }

  @Test func `a drain by keys alone is applied, and on record under the login's name`() throws {
    let world = try #require(ServedWorld())
    let program = try #require(world.start("serve"))
    #expect(program.shows("LIVE"))
    #expect(program.shows("stub/2"))
    program.type("/stub/2\r")
    program.type("D")
    #expect(program.shows("DRAIN here stub/2"))
    // Nobody can agree before the engine has said what would come of it.
    #expect(program.shows("headroom"))
    program.type("INC-4412\t")
    program.type("y")
    #expect(program.shows("applied"))
    program.type("\u{3}")
    #expect(program.shows("y = quit"))
    program.type("y")
    #expect(program.end() == 0)
    let acts = world.read("acts.jsonl")
    #expect(acts.contains("INC-4412"))
    #expect(acts.contains("stub/2"))
  }

  @Test func `another process at the console's socket is not taken for the console`() throws {
    let world = try #require(ServedWorld())
    let program = try #require(world.start("serve"))
    #expect(program.shows("LIVE"))
    let words = ["drain", "stub/2", "--reason", "INC-5", "--server", "unix:\(world.state)/console.sock"]
    let other = try #require(PtyProgram(world.binary, words))
    #expect(other.end() == 0)
    #expect(world.read("audit.jsonl").contains("\"remote\":\"unix:uid="))
    program.signal(SIGTERM)
    #expect(program.end() == 0)
    let tokens = world.folder + "/tokens"
    world.write("mira a-token-that-nobody-shows\n", to: tokens)
    world.write(
      world.configuration(extra: "").split(separator: "control: {").joined(
        separator: "control: { operator_token_file: \"\(tokens)\","))
    let guarded = try #require(world.start("serve"))
    #expect(guarded.shows("LIVE"))
    #expect(!guarded.text.contains("READ-ONLY"), "the console of the process itself needs no token")
    let stranger = try #require(PtyProgram(world.binary, words))
    #expect(stranger.end() == 6)
    guarded.signal(SIGTERM)
    #expect(guarded.end() == 0)
  }

  @Test func `SIGTERM during a stream lets it finish and gives the terminal back first`() throws {
    let world = try #require(ServedWorld(tokens: 40, pace: "40ms"))
    let program = try #require(world.start("serve"))
    #expect(program.shows("LIVE"))
    let stream = try #require(RawRequest(port: try Self.port(world, program), isStreaming: true))
    #expect(stream.shows("\"content\""))
    program.signal(SIGTERM)
    #expect(program.shows("1 request under way"))
    #expect(Self.isLeft(program))
    #expect(stream.whole().contains("[DONE]"))
    #expect(program.end() == 0)
    #expect(program.hasModesBack)
  }

  @Test func `a second signal ends a stream at once, with a typed error`() throws {
    let world = try #require(ServedWorld(tokens: 2_000, pace: "40ms"))
    let program = try #require(world.start("serve"))
    #expect(program.shows("LIVE"))
    let stream = try #require(RawRequest(port: try Self.port(world, program), isStreaming: true))
    #expect(stream.shows("\"content\""))
    program.signal(SIGTERM)
    #expect(program.shows("at most 20000 ms"))
    program.signal(SIGTERM)
    #expect(program.shows("at most 0 ms"))
    let answer = stream.whole()
    #expect(answer.contains("\"error\""))
    #expect(!answer.contains("[DONE]"))
    #expect(program.end() == 0)
  }

  @Test func `a terminal that goes away ends the gateway in good order`() throws {
    let world = try #require(ServedWorld())
    let program = try #require(world.start("serve"))
    #expect(program.shows("LIVE"))
    program.hangUp()
    #expect(program.endsWithoutTerminal())
    #expect(world.read("serve.log").contains("ended in good order"))
  }

  @Test func `SIGHUP takes a good configuration over, and refuses a bad one with every mistake`() throws {
    let world = try #require(ServedWorld())
    let program = try #require(world.start("serve"))
    #expect(program.shows("LIVE"))
    world.write(world.configuration(endpoints: 3))
    program.signal(SIGHUP)
    #expect(program.shows("stub/3"))
    world.write(world.configuration(endpoints: 1, extra: "providrs: {}, featurs: []"))
    let start = program.output.count
    program.type(":reload\r")
    #expect(program.shows("RELOAD REFUSED", after: start))
    #expect(program.shows("providrs", after: start))
    #expect(program.shows("featurs", after: start))
    program.type("\u{1B}")
    program.signal(SIGTERM)
    #expect(program.end() == 0)
    let log = world.read("serve.log")
    #expect(log.contains("endpoint stub/3 added"))
    #expect(log.contains("serving 1 feature from 3 endpoints"))
    #expect(log.contains("providrs"))
    let audit = try AuditLog.newest(in: world.state, atMost: 9).map(\.receipt)
    #expect(audit.map(\.outcome) == [.applied, .refused])
    #expect(audit.first?.act.reason.contains("endpoint stub/3 added") == true)
    #expect(audit.last?.reason?.contains("providrs") == true)
  }

  @Test func `two wrong things are said before any screen`() throws {
    let world = try #require(ServedWorld())
    world.write("{ providrs: {} }")
    let program = try #require(world.start("serve"))
    #expect(program.end() == 2)
    #expect(program.text.contains("providrs"))
    #expect(!Self.isLeft(program))
  }

  @Test func `a port that is taken is a sentence, and the state directory is free again`() throws {
    let world = try #require(ServedWorld())
    let taken = world.configuration()
      .split(separator: "gateway: { listen: \"127.0.0.1:0\"")
      .joined(separator: "gateway: { listen: \"127.0.0.1:\(world.stubPort)\"")
    world.write(taken)
    let program = try #require(world.start("serve"))
    #expect(program.end() == 1)
    #expect(program.text.contains("127.0.0.1:\(world.stubPort)"))
    #expect(program.hasModesBack)
  }

  @Test func `lines instead of a screen take the same verbs`() throws {
    let world = try #require(ServedWorld())
    let program = try #require(world.start("serve", ["--plain"]))
    #expect(program.shows("[SERVE] route-console, operator"))
    program.type("quit\n")
    #expect(program.shows("ended in good order"))
    #expect(program.end() == 0)
  }

  @Test func `a console that may only look says so`() throws {
    let world = try #require(ServedWorld())
    let program = try #require(world.start("serve", ["--read-only", "--ascii", "--no-color"]))
    #expect(program.shows("READ-ONLY"))
    #expect(program.shows("LIVE"))
    program.signal(SIGTERM)
    #expect(program.end() == 0)
    #expect(program.output.allSatisfy { $0 < 128 })
  }

  @Test func `once prints what the gateway would begin with`() throws {
    let world = try #require(ServedWorld())
    let program = try #require(world.start("serve", ["--once", "--json"], columns: 500))
    #expect(program.end() == 0)
    #expect(program.text.contains("\"mode\":\"serve\""))
    #expect(unsafe access(world.state, F_OK) != 0)
  }

  @Test func `watch opens the console over a request log, and q ends it`() throws {
    let world = try #require(ServedWorld())
    let log = world.folder + "/requests.ndjson"
    world.write(
      world.configuration(extra: "telemetry: [ { kind: \"events\", file: \"\(log)\", from: \"start\" } ]"))
    let program = try #require(world.start("watch"))
    #expect(program.shows("[WATCH]"))
    #expect(program.shows("stub/1"))
    #expect(program.shows("source events is failing"))
    program.type(":reload\r")
    #expect(program.shows("read again: nothing changed"))
    program.type("q")
    #expect(program.shows("ended in good order"))
    #expect(program.end() == 0)
    #expect(program.hasModesBack)
    let told = world.read("watch.log")
    #expect(told.contains("watching 2 endpoints through 1 source"))
    #expect(told.split(separator: "source events is failing").count == 2, "said once, whatever is reloaded")
  }

  @Test func `an act of watch goes out through a command, and its failure stands in the result line`() throws
  {
    let world = try #require(ServedWorld())
    world.write(
      world.configuration(
        extra: """
          telemetry: [ { kind: "events", file: "\(world.folder)/log", from: "start" } ],
          watch: { acts: { kind: "command", argv: ["/bin/sh", "-c", "echo the router says no >&2; exit 1"] } }
          """))
    let program = try #require(world.start("watch"))
    #expect(program.shows("LIVE"))
    #expect(program.shows("stub/2"))
    program.type("/stub/2\r")
    program.type("D")
    // Nobody can agree before the engine has said what would come of it.
    #expect(program.shows("headroom"))
    program.type("INC-7\t")
    program.type("y")
    #expect(program.shows("the router says no"))
    program.signal(SIGTERM)
    #expect(program.end() == 0)
  }
}
