import Testing

@testable import RouteConsole

@Suite struct InputStateMachineTests {
  private var machine = InputStateMachine(escapeDelay: .milliseconds(25))

  @Test mutating func `a lone escape waits for its delay`() {
    #expect(machine.receive([0x1B], now: .seconds(1)).isEmpty)
    #expect(machine.deadline == .seconds(1) + .milliseconds(25))
    #expect(machine.advance(to: .seconds(1) + .milliseconds(24)).isEmpty)
    #expect(machine.advance(to: .seconds(1) + .milliseconds(25)) == [.key(.escape)])
    #expect(machine.deadline == nil)
  }

  @Test mutating func `an escape that is due comes before what follows it`() {
    _ = machine.receive([0x1B], now: .zero)
    #expect(machine.receive(Array("x".utf8), now: .seconds(1)) == [.key(.escape), .key(.character("x"))])
  }

  @Test mutating func `a sequence that has begun waits longer`() {
    _ = machine.receive(Array("\u{1B}[".utf8), now: .zero)
    #expect(machine.advance(to: .milliseconds(400)).isEmpty)
    #expect(machine.receive(Array("D".utf8), now: .milliseconds(450)) == [.key(.left)])
  }

  @Test mutating func `changes of size within the quiet time come as one`() {
    machine.sizeChanged(now: .zero)
    machine.sizeChanged(now: .milliseconds(30))
    _ = machine.advance(to: .milliseconds(60))
    #expect(!machine.isResizeDue)
    _ = machine.advance(to: .milliseconds(80))
    #expect(machine.isResizeDue)
    #expect(machine.resized(to: Size(columns: 90, rows: 20)) == .resized(Size(columns: 90, rows: 20)))
    #expect(!machine.isResizeDue && machine.deadline == nil)
  }

  @Test(
    arguments: [
      ([:], 25), (["SSH_TTY": "/dev/pts/1"], 100), (["ESCDELAY": "7", "SSH_TTY": "x"], 7),
      (["ESCDELAY": "soon"], 25),
    ] as [([String: String], Int)])
  func `the delay follows the environment`(environment: [String: String], milliseconds: Int) {
    #expect(InputStateMachine.escapeDelay(environment: environment) == .milliseconds(milliseconds))
  }
}
