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
    var report = IncidentReport(
      from: history.range?.lowerBound ?? request.snapshot.at, to: request.snapshot.at)
    for number in history.first..<history.next {
      if let snapshot = history.snapshot(at: number) { report.add(snapshot) }
    }
    report.add(request.snapshot)
    report.add(events: request.events, audit: request.audit)
    return report
  }

  private func write(_ files: [(name: String, end: String, bytes: [UInt8])]) -> Result<String, SaveFailure> {
    let place = folder.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
    var written: [String] = []
    for file in files {
      var failure = FileError.missing
      for attempt in 1...Self.attempts {
        let path = place + file.name + (attempt == 1 ? "" : "-\(attempt)") + file.end
        do {
          try shell.create(path, file.bytes)
          written.append(path)
          break
        } catch {
          failure = error
          guard attempt < Self.attempts, error == .exists else {
            let name = place + file.name + file.end
            return .failure(SaveFailure("writing \(name) failed: \(failure.message)"))
          }
        }
      }
    }
    return .success(written.joined(separator: " and "))
  }
}
