import RoutingEngine
import Testing
import Transport
import Wire

@testable import RouteConsole

/// What the commands say of what they do not take.
@Suite struct WordingTests {
  private static func complaint(_ words: String...) -> String {
    let shell = MemoryShell()
    _ = Program(shell: shell).run(words)
    return shell.errors.joined(separator: "\n")
  }

  @Test func `a place that one of several words may stand in is not named by all of them`() {
    let text = Self.complaint("breaker", "use1/sonnet", "opn")
    #expect(
      text.contains("breaker takes one of open, close, auto, pin there, not \"opn\"; did you mean open?"))
  }

  @Test func `an option without its value is shown with it`() {
    #expect(Self.complaint("replay", "x.rcr", "--report").contains("write --report FROM"))
  }

  @Test func `a time of day is an instant of a report of a server, too`() {
    let present = Moment(text: "2026-11-22T12:10:00Z") ?? Moment(milliseconds: 0)
    let span = Moment(milliseconds: .min)...present
    #expect(RecordedTime.moment("12:02:31", in: span)?.text.hasPrefix("2026-11-22T12:02:31") == true)
    #expect(RecordedTime.moment("13:00", in: span)?.text.hasPrefix("2026-11-21T13:00:00") == true)
    let from = Moment(text: "2026-11-22T12:00:00Z") ?? present
    let end = RecordedTime.moment("12:30", in: span).map {
      RecordedTime.end($0, "12:30", after: from, until: present)
    }
    #expect(end?.text.hasPrefix("2026-11-22T12:30:00") == true, "a time that is yet to come is today's")
  }

  @Test func `check refuses a token file that is there and that no server could begin with`() throws {
    let folder = try #require(TemporaryFolder())
    let path = folder.path + "/operators"
    try ReplacedFile.write(Array("mira short\n".utf8), to: path)
    let text = StarterConfiguration.text.replacing(
      #"listen: "127.0.0.1:8081""#,
      with: #"listen: "127.0.0.1:8081", operator_token_file: "\#(path)""#)
    let shell = MemoryShell()
    shell.files["c.json5"] = Array(text.utf8)
    #expect(shell.run("check", "c.json5") == .usage)
    #expect(shell.errors.joined().contains("c.json5: control.operator_token_file: "))
  }

  @Test func `an account of Azure is named by its full id`() {
    func complaint(_ resource: String) -> String {
      let shell = MemoryShell()
      shell.files["c.json5"] = Array(
        StarterConfiguration.text.replacing(
          "telemetry: [\n", with: #"telemetry: [ { kind: "azure-monitor", resource: "\#(resource)" },"# + "\n"
        ).utf8)
      _ = shell.run("check", "c.json5")
      return shell.errors.joined()
    }
    #expect(complaint("my-account").contains("is no full id of an account"))
    let full =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/my-account"
    #expect(!complaint(full).contains("is no full id of an account"))
  }
}
