import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// The console on top of a server of its own process.
@Suite struct ServingConsoleTests {
  private static func console(servesRequests: Bool = true) -> Model {
    Model.atIncident { settings in
      settings.traits.hasConfiguration = true
      settings.traits.servesRequests = servesRequests
    }
  }

  private static func text(_ model: Model) -> String {
    draw(model).surface.lines.joined(separator: "\n")
  }

  @Test func `q asks before it ends what serves requests, and y ends it`() {
    var model = Self.console()
    #expect(model.type("q") == [])
    #expect(model.overlay == .quit)
    #expect(Self.text(model).contains("The gateway ends with its console"))
    #expect(model.type("n") == [])
    #expect(model.overlay == nil)
    model.type("q")
    #expect(model.type("y") == [.quit(.asked)])
  }

  @Test func `Ctrl-C asks too, and a second one ends`() {
    var model = Self.console()
    #expect(update(&model, .input(.endRequested(signal: 2))) == [.declineEnd])
    #expect(update(&model, .input(.endRequested(signal: 2))) == [.quit(.signal(2))])
  }

  @Test func `a watcher ends without a question`() {
    var model = Self.console(servesRequests: false)
    #expect(model.type("q") == [.quit(.asked)])
  }

  @Test func `Ctrl-Z does not let the gateway stand still`() {
    var model = Self.console()
    #expect(update(&model, .input(.suspendRequested)) == [])
    #expect(model.notice?.text.contains("not suspended") == true)
    var watcher = Self.console(servesRequests: false)
    #expect(update(&watcher, .input(.suspendRequested)) == [.suspend])
  }

  @Test func `SIGTERM ends at once, SIGHUP reads the configuration again`() {
    var model = Self.console()
    let hangup = update(&model, .input(.endRequested(signal: 1)))
    #expect(hangup.first == .declineEnd)
    #expect(hangup.contains { if case .order(.reload) = $0 { true } else { false } })
    #expect(update(&model, .input(.endRequested(signal: 15))) == [.quit(.signal(15))])
  }

  @Test func `SIGHUP ends a console that has no configuration`() {
    var model = Model.atIncident()
    #expect(update(&model, .input(.endRequested(signal: 1))) == [.quit(.signal(1))])
  }

  @Test func `a console does not outlive the server of its process`() {
    var model = Self.console()
    #expect(update(&model, .news(.over)) == [.quit(.asked)])
  }

  @Test func `a refused configuration is shown whole, and any key closes it`() {
    var model = Self.console()
    let lines = ["prod.json5:3:5: \"providrs\" is not known", "prod.json5:9:1: \"features\" is missing"]
    _ = update(&model, .news(.report(title: "RELOAD REFUSED", lines: lines)))
    let text = Self.text(model)
    #expect(text.contains("RELOAD REFUSED"))
    for line in lines { #expect(text.contains(line)) }
    model.press(.escape)
    #expect(model.overlay == nil)
  }

  @Test func `a refused configuration does not take the keys from whoever is typing`() {
    var model = Self.console()
    model.type(":")
    _ = update(&model, .news(.report(title: "RELOAD REFUSED", lines: ["prod.json5:3:5: a mistake"])))
    guard case .prompt? = model.overlay else {
      Issue.record("the prompt is gone")
      return
    }
    #expect(model.notice?.isBad == true)
    #expect(model.notice?.text.contains("prod.json5:3:5") == true)
  }

  @Test func `good news does not cover bad news that nobody has seen, but an answer is always seen`() {
    var model = Self.console()
    _ = update(&model, .news(.notice("the disk is full", .bad)))
    _ = update(&model, .news(.notice("all is well", .news)))
    #expect(model.notice?.text == "the disk is full")
    _ = update(&model, .news(.notice("read again", .answer)))
    #expect(model.notice?.text == "read again")
    model.press(.escape)
    _ = update(&model, .news(.notice("all is well", .news)))
    #expect(model.notice?.text == "all is well")
  }

  @Test func `a notice longer than the status line goes on in the line of news`() {
    var model = Self.console()
    let text =
      "the credential of the provider claude cannot be got: Could not read the environment variable "
      + "ANTHROPIC_API_KEY: it is missing or empty."
    _ = update(&model, .news(.notice(text, .bad)))
    let lines = draw(model).surface.trimmedLines
    #expect(lines[21].contains("the credential of the provider claude"))
    #expect(lines[22].contains("ANTHROPIC_API_KEY: it is missing or empty."))
  }

  @Test func `a report longer than the screen says how much is missing`() {
    var model = Self.console()
    _ = update(&model, .news(.report(title: "RELOAD REFUSED", lines: (1...60).map { "problem \($0)" })))
    #expect(Self.text(model).contains("more"))
    #expect(Self.text(model).contains("problem 1"))
  }
}
