internal import Archive
internal import Gateway
internal import Glibc
internal import Wire

/// What a process keeps while it runs, and brings back when it starts.
struct Session {
  let recorder: SessionRecorder
  private let began: Moment
  /// The directory that goes with the process; nil where it stays.
  private let throwaway: String?

  /// Takes a state directory over.
  ///
  /// - Parameters:
  ///   - directory: the state directory.
  ///   - command: what this process does, for the next one that wants the directory.
  ///   - recording: how much of the past is kept.
  ///   - now: the calendar now.
  /// - Throws: where another process works there, or it cannot be read or written.
  init(
    in directory: String, command: String, recording: RecordingSection, now: Moment
  ) throws(ArchiveError) {
    let state = try StateDirectory(directory, for: Self.owner(command, now))
    recorder = try SessionRecorder(state, recording: recording.policy, now: now)
    began = now
    throwaway = nil
  }

  /// Takes a directory of its own, which goes when the process ends in good order.
  init(throwawayIn temporary: String, command: String, now: Moment) throws(ArchiveError) {
    let state = try ThrowawayState.make(in: temporary, for: Self.owner(command, now))
    throwaway = state.path
    recorder = try SessionRecorder(state, now: now)
    began = now
  }

  /// What the desk asks before an act is done.
  var journal: DeskJournal { DeskJournal(recorder: recorder) }

  /// What earlier processes left.
  var earlier: EarlierSession {
    EarlierSession(
      firstReceipt: recorder.firstReceipt, audit: recorder.recalled,
      acts: recorder.earlier.map { EarlierAct($0.act, actor: $0.actor, at: $0.at) },
      revisionBase: EarlierSession.revisionBase(startedAt: began, after: recorder.recalled),
      events: recorder.recalledScene?.events ?? [],
      restart: recorder.recalledScene.map {
        EarlierSession.Restart(began: began, last: $0.snapshot.at)
      })
  }

  /// Gives everything back.
  func end() {
    if let throwaway { ThrowawayState.remove(throwaway) }
  }

  private static func owner(_ command: String, _ now: Moment) -> StateDirectory.Owner {
    StateDirectory.Owner(process: getpid(), command: command, since: now)
  }
}

extension RecordingSection {
  /// The same as the archive understands it.
  var policy: RecordingPolicy {
    RecordingPolicy(keepMilliseconds: keep / 1_000_000, maxBytes: maxBytes)
  }
}
