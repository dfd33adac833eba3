internal import TrafficSimulator

/// `lab --scenarios year`.
struct YearCommand {
  let shell: any Shell

  /// Runs the command.
  func run(_ invocation: Invocation, seeds: Int) throws(CommandError) {
    throw .failed("not yet")
  }
}
