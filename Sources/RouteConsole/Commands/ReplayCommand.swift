internal import Archive
internal import RoutingEngine
internal import Wire

/// `replay`: opens the console on a recording; where nobody can see a screen, prints it in lines.
struct ReplayCommand {
  let shell: any Shell

  /// How far apart the lines about everything are, in recorded milliseconds.
  static let lineInterval: Int64 = 10_000

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    guard let path = invocation.arguments.first else {
      preconditionFailure("The parser let replay pass without a recording.")
    }
    let recording = try open(path)
    if let from = invocation.text(.report) {
      return try ReportCommand(shell: shell).print(
        recording, from: from, to: invocation.arguments.dropFirst().first, for: .replay)
    }
    guard invocation.arguments.count == 1 else {
      throw .usage("replay takes TO only together with --report FROM", help: .replay)
    }
    let options = try ConsoleOptions(invocation)
    let moment = try invocation.text(.at).map { text throws(CommandError) in
      try Self.moment(text, "--at", in: recording.span, for: .replay)
    }
    guard options.isOnce || shell.isOutputTerminal else {
      return try play(recording, from: moment ?? recording.span.lowerBound)
    }
    if let moment, moment < recording.span.lowerBound || moment > recording.span.upperBound {
      throw .failed(
        "nothing is recorded at \(moment.text): the recording is of \(recording.span.lowerBound.text) to "
          + "\(recording.span.upperBound.text).")
    }
    let start = options.isOnce ? recording.span.upperBound : recording.span.lowerBound
    let traits = FeedTraits(
      canAct: false, isSimulation: false, isReplay: true, recorded: recording.span)
    try ConsoleSession(shell: shell, options: options).run(
      ReplayFeed(recording, at: moment ?? start), traits: traits)
  }

  private func open(_ path: String) throws(CommandError) -> Recording {
    do {
      return try Recording.inState(path)
    } catch {
      throw .invalid([error.description])
    }
  }

  /// Reads an instant that an option or operand names.
  static func moment(
    _ text: String, _ name: String, in span: ClosedRange<Moment>, for command: CommandName
  ) throws(CommandError) -> Moment {
    guard let moment = RecordedTime.moment(text, in: span) else {
      throw .usage("\(name) must be \(RecordedTime.forms), not \"\(text)\"", help: command)
    }
    return moment
  }

  /// Prints every event and act, and now and then how everything is, as fast as it is read.
  private func play(_ recording: Recording, from moment: Moment) throws(CommandError) {
    var due = Moment(milliseconds: .min)
    var text = try news { () throws(ArchiveError) in
      try recording.seek(to: moment).map { [.snapshot($0.snapshot)] } ?? []
    }.reduce(into: "") { $0 += Self.lines($1, &due) }
    while true {
      for part in recording.takeDamage() { shell.complain(part.description) }
      if !text.isEmpty { try shell.write(text) }
      guard let next = recording.nextMoment else { return }
      text = try news { () throws(ArchiveError) in try recording.advance(to: next) }.reduce(into: "") {
        $0 += Self.lines($1, &due)
      }
    }
  }

  private func news(_ read: () throws(ArchiveError) -> [Recorded]) throws(CommandError) -> [Recorded] {
    do {
      return try read()
    } catch {
      throw .failed(error.description)
    }
  }

  private static func lines(_ item: Recorded, _ due: inout Moment) -> String {
    switch item {
    case .snapshot(let snapshot):
      guard snapshot.at >= due else { return "" }
      due = snapshot.at.advanced(byMilliseconds: lineInterval)
      return line(snapshot)
    case .event(let event): return StatusText.event(event)
    case .audit(let line): return StatusText.audit(line)
    case .cost: return ""
    }
  }

  /// Everything in a line.
  private static func line(_ snapshot: SystemSnapshot) -> String {
    let totals = snapshot.totals
    let counts = [Severity.crit, .warn, .drain, .stale].map { severity in
      "\(severity.name.uppercased()) \(snapshot.endpoints.count { $0.severity == severity })"
    }
    return "\(snapshot.at.text)  \(counts.joined(separator: " "))  "
      + "\(Figures.fixed(totals.requestsPerSecond, 1)) requests/s  "
      + "errors \(Figures.percent(totals.errorRate, 2))  "
      + "TTFT p90 \(Figures.fixed(totals.ttftP90, 0)) ms\n"
  }
}
