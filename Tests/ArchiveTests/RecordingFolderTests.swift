import RoutingEngine
import Testing
import Transport
import Wire

@testable import Archive

@Suite struct RecordingFolderTests {
  private func files(_ state: borrowing StateDirectory) throws -> [FileSystem.Entry] {
    try FileSystem.list(state.path(of: RecordingFolder.name))
  }

  @Test func `the past is bounded in bytes and the newest stays`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    let policy = RecordingPolicy(maxBytes: RecordingPolicy.leastBytes)
    var folder = try RecordingFolder(in: state, policy: policy)
    var past = Past()
    let sample = past.step()
    for second in Int64(0)..<3_000 {
      var snapshot = sample
      snapshot.at = Samples.noon.advanced(byMilliseconds: second * 1_000)
      for place in snapshot.endpoints.indices {
        snapshot.endpoints[place].requestsPerSecond = Double.random(in: 0...999, using: &past.chance)
        snapshot.endpoints[place].reason = String(UInt64.random(in: 0...(.max), using: &past.chance))
      }
      try folder.record(snapshot, events: [], audit: [], cost: nil)
    }
    let files = try files(state)
    #expect(files.reduce(0) { $0 + $1.size } <= policy.maxBytes + 10_000)
    #expect(files.count > 10)
    #expect(files.allSatisfy { $0.permissions == 0o600 })
    let recording = try Recording(state.path(of: RecordingFolder.name))
    #expect(recording.span.upperBound == Samples.noon.advanced(byMilliseconds: 2_999_000))
  }

  @Test func `files that are too old go`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    var folder = try RecordingFolder(
      in: state, policy: RecordingPolicy(keepMilliseconds: 16 * 60_000))
    var past = Past()
    var snapshot = past.step()
    for minute in Int64(0)..<60 {
      snapshot.at = Samples.minutes(minute)
      try folder.record(snapshot, events: [], audit: [], cost: nil)
    }
    let recording = try Recording(state.path(of: RecordingFolder.name))
    #expect(recording.span == Samples.minutes(43)...Samples.minutes(59))
  }

  @Test func `a clock that goes back begins a new file`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    var folder = try RecordingFolder(in: state, policy: RecordingPolicy())
    var past = Past()
    var snapshot = past.step()
    for second in [0, 1, 2, 0, 1] as [Int64] {
      snapshot.at = Samples.noon.advanced(byMilliseconds: second * 1_000)
      try folder.record(snapshot, events: [], audit: [], cost: nil)
    }
    #expect(
      try files(state).map(\.name)
        == [RecordingFolder.fileName(Samples.noon, 0), RecordingFolder.fileName(Samples.noon, 1)].sorted())
  }

  @Test func `a recorder goes on when the folder cannot be written and says so once`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    // A file where the folder should hold files: nothing can be made in it.
    let path = state.path(of: RecordingFolder.name)
    let recorder = try SessionRecorder(state, now: Samples.noon)
    try TemporaryDirectory.remove(path)
    var past = Past()
    for _ in 0..<3 { recorder.record(past.step(), events: []) }
    let notices = recorder.takeNotices()
    #expect(notices.count == 1)
    #expect(notices.first?.hasPrefix("The recording is not written: Could not list") == true)
    try PrivateFiles.makeDirectory(path)
    for _ in 0..<40 { recorder.record(past.step(), events: []) }
    #expect(recorder.takeNotices() == ["The recording is written again."])
  }
}
