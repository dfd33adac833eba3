internal import Documents
internal import RoutingEngine
internal import Wire

/// Writes what `W` asks for: a snapshot as text and JSON, or an incident report as Markdown.
struct ConsoleFiles {
  let shell: any Shell
  /// Where files go; the working folder where none is given.
  let folder: String?
  let knowledge: Knowledge
  /// How many names are tried where files of the same second are there already.
  private static let attempts = 20

  /// Writes the files and says where.
  func save(_ request: SaveRequest) -> Result<String, SaveFailure> {
    let stamp = request.snapshot.at.text.filter { $0.isNumber || $0 == "T" }.prefix(15)
    switch request.kind {
    case .snapshot:
      let text = SnapshotText.ticket(request.snapshot, events: request.events)
      let screen = request.screen.isEmpty ? "" : "\n" + request.screen.joined(separator: "\n") + "\n"
      return write([
        ("route-console-snapshot-\(stamp)", ".txt", Array((text + screen).utf8)),
        ("route-console-snapshot-\(stamp)", ".json", request.snapshot.json(.pretty)),
      ])
    case .report:
      return write([
        (
          "route-console-incident-\(stamp)", ".md",
          Array(IncidentMarkdown(report(request), knowledge: knowledge).text.utf8)
        )
      ])
    }
  }

  /// What happened in all that is known up to the snapshot.
  private func report(_ request: SaveRequest) -> IncidentReport {
    let history = request.history
    let first = history.snapshot(at: history.first) ?? request.snapshot
    var report = IncidentReport(
      from: Self.beginning(of: first, request.events), to: request.snapshot.at)
    for number in history.first..<history.next {
      if let snapshot = history.snapshot(at: number) { report.add(snapshot) }
    }
    report.add(request.snapshot)
    report.add(events: request.events, audit: request.audit)
    return report
  }

  /// Where a report begins: at the first snapshot, or earlier, where events tell when what was out by then was taken out.
  private static func beginning(of first: SystemSnapshot, _ events: [EventLine]) -> Moment {
    let out = Set(first.endpoints.filter { $0.state != "closed" || $0.hold != nil }.map(\.id))
    let trips = events.reduce(into: [String: Moment]()) { trips, event in
      guard let endpoint = event.endpoint, event.feature == nil, event.at <= first.at, out.contains(endpoint)
      else { return }
      switch EventKind(rawValue: event.kind) {
      case .closed: trips[endpoint] = nil
      case .opened, .tripped, .suspect, .authHold, .quotaHold, .retired:
        trips[endpoint] = trips[endpoint] ?? event.at
      default: break
      }
    }
    return trips.values.min().map { min($0, first.at) } ?? first.at
  }

  /// Where files go, as a path that can be found again.
  private var place: String {
    let folder = folder ?? "."
    guard !folder.hasPrefix("/"), let here = shell.workingFolder else { return folder }
    return folder == "." ? here : here + (here == "/" ? "" : "/") + folder
  }

  private func write(_ files: [(name: String, end: String, bytes: [UInt8])]) -> Result<String, SaveFailure> {
    let place = place
    let prefix = place.hasSuffix("/") ? place : place + "/"
    var written: [String] = []
    for file in files {
      var failure = FileError.missing
      for attempt in 1...Self.attempts {
        let name = file.name + (attempt == 1 ? "" : "-\(attempt)") + file.end
        do {
          try shell.create(prefix + name, file.bytes)
          written.append(name)
          break
        } catch {
          failure = error
          guard attempt < Self.attempts, error == .exists else {
            let reason = if case .unwritten(let reason) = failure { reason } else { failure.message }
            return .failure(
              SaveFailure(
                "nothing was written into \(place): \(reason); make it writable, or begin with --state-dir DIR"
              ))
          }
        }
      }
    }
    return .success(prefix + written.joined(separator: " and "))
  }
}
