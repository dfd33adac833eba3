internal import Archive
internal import Glibc
internal import RoutingEngine
internal import Wire

/// A process that keeps acts, books costs and records as fast as it can, and says what it has done, until it is
/// killed.
struct Victim {
  let directory: String
  let seed: UInt64

  /// A word of what the victim says: everything it was told is on the disk.
  enum Word: String {
    /// It has entered the directory; the next act's number.
    case ready = "r"
    /// The act of a number is kept and noted.
    case act = "a"
    /// The instant of an act's number is recorded.
    case snapshot = "s"
    /// So many attempts of this process are booked.
    case booked = "b"
  }

  func live() -> Never {
    do {
      let owner = StateDirectory.Owner(process: getpid(), command: "trial", since: TrialPast.start)
      let state = try StateDirectory(directory, for: owner)
      // The calendar goes on where the process before was killed: acts are a tenth of a second apart.
      let recorder = try SessionRecorder(state, now: TrialPast.start)
      var number = recorder.firstReceipt
      say(.ready, number)
      let engine = RoutingEngine(configuration: TrialPast.configuration, at: .origin)
      let maker = SnapshotMaker(
        configuration: TrialPast.configuration, mode: "trial", environment: nil, engine: "trial")
      var attempts = 0
      while true {
        let receipt = TrialPast.act(number, seed: seed)
        try recorder.keep(act: KeptAct(receipt))
        recorder.note(AuditLine(receipt: receipt))
        say(.act, number)
        var snapshot = maker.snapshot(
          of: RoutingEngine.fleetSnapshot([engine], at: [.origin]),
          clock: ClockAnchor(timestamp: .origin, moment: receipt.at), uptime: .zero)
        snapshot.revision = number
        recorder.record(snapshot, events: [])
        say(.snapshot, number)
        attempts += 1
        recorder.book(TrialPast.rows(attempts), in: TrialPast.configuration, at: TrialPast.start)
        say(.booked, UInt64(attempts))
        for notice in recorder.takeNotices() { complain(notice) }
        number += 1
      }
    } catch {
      complain("\(error)")
      exit(1)
    }
  }

  private func say(_ word: Word, _ number: UInt64) {
    write("\(word.rawValue) \(number)\n", to: STDOUT_FILENO)
  }

  private func complain(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

  private func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
