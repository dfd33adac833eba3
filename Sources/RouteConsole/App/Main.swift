internal import Glibc
internal import RoutingEngine

@main
enum Main {
  static func main() {
    let clock = ContinuousClock()
    let start = clock.now
    let shell = SystemShell {
      let elapsed = start.duration(to: clock.now).components
      return Timestamp(nanoseconds: elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000)
    }
    // Who asks for the runtime's reports has them.
    if (shell.variable("SWIFT_BACKTRACE") ?? "").isEmpty { EndSignals.letQuitEnd() }
    let status = Program(shell: shell).run(Array(CommandLine.arguments.dropFirst()))
    exit(status.rawValue)
  }
}
