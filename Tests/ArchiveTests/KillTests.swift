import Testing
import Transport

@Suite struct KillTests {
  /// A few of the kills that `make kill-trial` does by the hundred.
  @Test func `nothing that was acknowledged is lost when the process is killed`() throws {
    let products = try #require(CommandLine.arguments.first).split(separator: "/").dropLast()
    let program = "/" + products.joined(separator: "/") + "/ArchiveTrial"
    let trial = try ChildProcess([program, "kill", "12", "7"], input: [])
    var end = trial.poll()
    while end == nil { end = trial.poll() }
    #expect(end == .exited(0), "\(String(decoding: trial.kept.joined(), as: UTF8.self))")
  }
}
