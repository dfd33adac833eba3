internal import Archive
internal import Glibc
internal import RoutingEngine
internal import Transport
internal import Wire

/// Kills a process that works in a state directory at random moments, again and again in the same directory,
/// and looks whether anything it had acknowledged is lost.
struct KillTrial {
  /// The word that makes this program the victim.
  static let victim = "victim"
  /// The longest life of a victim after it is ready, in microseconds.
  static let longestLife = 120_000
  /// A process has to be back at work within this time, in nanoseconds.
  static let restartLimit: Int64 = 1_000_000_000
  /// A victim that is not ready after this time is hung, in nanoseconds.
  static let patience: Int64 = 60_000_000_000

  let program: String
  let seed: UInt64

  /// What a victim said before it died.
  private struct Words {
    var ready: UInt64?
    var act: UInt64 = 0
    var snapshot: UInt64 = 0
    var booked: UInt64 = 0
    var errors = ""

    init(_ child: ChildProcess) {
      for line in String(decoding: child.kept[0], as: UTF8.self).split(separator: "\n") {
        let parts = line.split(separator: " ")
        guard parts.count == 2, let word = Victim.Word(rawValue: String(parts[0])),
          let number = UInt64(parts[1])
        else { continue }
        switch word {
        case .ready: ready = number
        case .act: act = number
        case .snapshot: snapshot = number
        case .booked: booked = number
        }
      }
      errors = String(decoding: child.kept[1], as: UTF8.self)
    }
  }

  /// Kills so many victims one after the other.
  ///
  /// - Returns: what was found; nothing where nothing was lost.
  func run(rounds: Int) -> [String] {
    var found: [String] = []
    var dice = Dice(state: seed)
    var booked: Int64 = 0
    do {
      let home = try FileSystem.makeTemporaryDirectory(prefix: "/tmp/route-console-trial-")
      let directory = home + "/state"
      var slowest: Int64 = 0
      for round in 1...max(1, rounds) {
        let life = Int.random(in: 0..<Self.longestLife, using: &dice)
        let words = try kill(after: life, in: directory)
        let before = found.count
        let nanoseconds = try inspect(directory, words, &booked, &found)
        slowest = max(slowest, nanoseconds)
        for place in before..<found.count {
          found[place] = "round \(round), life \(life) us: " + found[place]
        }
      }
      print("slowest restart: \(slowest / 1_000) us; acts: \(try lastAct(directory))")
      if found.isEmpty { try Self.remove(home) } else { print("what is left: \(directory)") }
    } catch {
      found.append("\(error)")
    }
    return found
  }

  /// Lets a victim live so long after it is ready, and kills it.
  private func kill(after life: Int, in directory: String) throws -> Words {
    let child = try ChildProcess([program, Self.victim, directory, String(seed)], input: [])
    let began = Main.clockNanoseconds()
    while child.kept[0].isEmpty, child.poll() == nil, Main.clockNanoseconds() - began < Self.patience {
      Main.pause(microseconds: 200)
    }
    Main.pause(microseconds: life)
    child.terminate()
    while child.poll() == nil { Main.pause(microseconds: 200) }
    return Words(child)
  }

  /// Starts anew in the directory and compares it with what the victim had said.
  ///
  /// - Returns: how long it took to be ready, in nanoseconds.
  private func inspect(
    _ directory: String, _ words: Words, _ booked: inout Int64, _ found: inout [String]
  ) throws -> Int64 {
    guard words.ready != nil else {
      found.append("the victim was never ready: \(words.errors)")
      return 0
    }
    let began = Main.clockNanoseconds()
    let owner = StateDirectory.Owner(process: getpid(), command: "trial", since: TrialPast.start)
    let state = try StateDirectory(directory, for: owner)
    let recorder = try SessionRecorder(state, recording: nil, now: TrialPast.start)
    let nanoseconds = Main.clockNanoseconds() - began
    if nanoseconds > Self.restartLimit { found.append("restart took \(nanoseconds / 1_000_000) ms") }
    let last = recorder.firstReceipt - 1
    if last < words.act { found.append("act \(words.act) was acknowledged, and the last one is \(last)") }
    if last > max(words.act, (words.ready ?? 1) - 1) + 1 { found.append("act \(last) was never sent") }
    if recorder.earlier != TrialPast.standing(after: last, seed: seed) {
      found.append("after act \(last) other acts are in force than were kept")
    }
    if words.act > 0, recorder.recalled.last.map({ $0.receipt.id < words.act }) ?? true {
      found.append("the audit line of act \(words.act) is lost")
    }
    let cost = try recorder.cost(from: TrialPast.start, to: TrialPast.start)
    let nano = Int64((cost.totalUSD * 1e9).rounded())
    let gain = nano - booked - Int64(words.booked) * TrialPast.price
    if gain != 0, gain != TrialPast.price { found.append("the ledger is off by \(gain) nano-dollars") }
    booked = nano
    try inspectRecordings(recorder.path + "/" + RecordingFolder.name, words, &found)
    return nanoseconds
  }

  private func inspectRecordings(_ path: String, _ words: Words, _ found: inout [String]) throws {
    for entry in try FileSystem.list(path) {
      do {
        let recording = try Recording(path + "/" + entry.name)
        if try recording.seek(to: recording.span.upperBound) == nil {
          found.append("\(entry.name) shows nothing")
        }
      } catch ArchiveError.emptyRecording {
        continue
      } catch {
        found.append("\(error)")
      }
    }
    guard words.snapshot > 0 else { return }
    let at = TrialPast.moment(words.snapshot)
    let scene = try Recording(path).seek(to: at)
    if scene?.snapshot.at != at { found.append("snapshot \(words.snapshot) is lost") }
  }

  private func lastAct(_ directory: String) throws -> UInt64 {
    let owner = StateDirectory.Owner(process: getpid(), command: "trial", since: TrialPast.start)
    return try SessionRecorder(
      try StateDirectory(directory, for: owner), recording: nil, now: TrialPast.start
    ).firstReceipt - 1
  }

  private static func remove(_ path: String) throws {
    for entry in try FileSystem.list(path) {
      let inner = path + "/" + entry.name
      if entry.isDirectory { try remove(inner) } else { try FileSystem.remove(inner) }
    }
    try FileSystem.remove(path)
  }
}
