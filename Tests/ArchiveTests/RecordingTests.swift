import RoutingEngine
import Testing
import Transport
import Wire

@testable import Archive

@Suite struct RecordingTests {
  @Test func `every instant comes back, wherever one goes`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "a.rcr")
    let (snapshots, events) = try Past.record(seconds: 200, to: path)
    let recording = try Recording(path)
    #expect(recording.span == snapshots[0].at...snapshots[199].at)
    for second in [0, 199, 59, 60, 61, 119, 3, 150] {
      let at = snapshots[second].at.advanced(byMilliseconds: 400)
      let scene = try #require(try recording.seek(to: at))
      #expect(scene.snapshot == snapshots[second].rounded, "second \(second)")
      #expect(scene.events == events.filter { $0.at <= at }, "second \(second)")
    }
    #expect(events.count > 5)
  }

  @Test func `before the beginning is the first instant`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "a.rcr")
    let (snapshots, _) = try Past.record(seconds: 70, to: path)
    let scene = try Recording(path).seek(to: Samples.noon.advanced(byMilliseconds: -9_000_000))
    #expect(scene?.snapshot.at == snapshots[0].at)
  }

  @Test func `playing on gives every event once and the newest snapshot`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "a.rcr")
    let (snapshots, events) = try Past.record(seconds: 130, to: path)
    let recording = try Recording(path)
    _ = try recording.seek(to: snapshots[0].at)
    var seen: [EventLine] = []
    for second in stride(from: 7, to: 137, by: 7) {
      let at = Samples.noon.advanced(byMilliseconds: Int64(second) * 1_000 + 1_000)
      var last: SystemSnapshot?
      for item in try recording.advance(to: at) {
        if case .event(let event) = item { seen.append(event) }
        if case .snapshot(let snapshot) = item { last = snapshot }
      }
      #expect(last == snapshots[min(second, 129)].rounded, "second \(second)")
    }
    #expect(seen == events.filter { $0.at > snapshots[0].at })
    #expect(recording.nextMoment == nil)
  }

  @Test func `audit lines and costs come along`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "a.rcr")
    let act = ActRequest(.drain(.endpoint("a")), reason: "x")
    let line = AuditLine(
      receipt: ActReceipt(id: 3, act: act, actor: "jon", at: Samples.noon, revision: 2, outcome: .applied))
    let cost = CostReport(
      from: Samples.noon, to: Samples.noon, totalUSD: 1.234567891, wastedUSD: 0, lines: [])
    var past = Past()
    let file = try RecordingFile(path)
    try file.record(past.step())
    try file.record(line)
    try file.record(cost)
    for _ in 0..<90 { try file.record(past.step()) }
    let scene = try Recording(path).seek(to: Samples.minutes(2))
    #expect(scene?.audit == [line])
    #expect(scene?.cost == cost)
  }

  @Test func `a file cut at any byte reads as far as it goes`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "a.rcr")
    let (snapshots, _) = try Past.record(seconds: 64, to: path)
    let whole = try TemporaryDirectory.bytes(of: path)
    let known = snapshots.map(\.rounded)
    let cuts = Array(0..<400) + Array(stride(from: 400, to: whole.count, by: 97)) + [whole.count]
    var wrong: [Int] = []
    var previous = -1
    for cut in cuts {
      try TemporaryDirectory.write(Array(whole.prefix(cut)), to: path)
      let scene = try? Recording(path).seek(to: Samples.minutes(9))
      let last = scene.flatMap { scene in known.lastIndex { $0 == scene.snapshot } } ?? -1
      if last < previous || (scene != nil && last < 0) { wrong.append(cut) }
      previous = last
    }
    #expect(wrong == [])
    #expect(previous == 63)
  }

  @Test func `any byte may be wrong and every snapshot that is shown is one that was recorded`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "a.rcr")
    let (snapshots, _) = try Past.record(seconds: 125, to: path)
    let known = Set(snapshots.compactMap(\.rounded))
    let whole = try TemporaryDirectory.bytes(of: path)
    var chance = Past.Chance(state: 11)
    for round in 0..<60 {
      var bytes = whole
      let place = Int.random(in: RecordingEncoder.headerLength..<whole.count, using: &chance)
      bytes[place] ^= UInt8.random(in: 1...255, using: &chance)
      try TemporaryDirectory.write(bytes, to: path)
      let recording = try Recording(path)
      let second = Int64.random(in: 1...125, using: &chance)
      let scene = try recording.seek(to: Samples.noon.advanced(byMilliseconds: second * 1_000))
      #expect(scene.map { known.contains($0.snapshot) } ?? true, "round \(round), byte \(place)")
      _ = try recording.advance(to: Samples.minutes(9))
    }
  }

  @Test func `payloads of chance bytes end in nothing`() {
    var chance = Past.Chance(state: 3)
    for round in 0..<3_000 {
      let length = Int.random(in: 0...200, using: &chance)
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...(round % 2 == 0 ? 255 : 20), using: &chance) }
      var unpacker = SnapshotUnpacker()
      let parts = unpacker.unpack(bytes, from: 0, at: Samples.noon)
      _ = parts?.json
    }
  }

  @Test func `a damaged delta spares the next minute`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "a.rcr")
    let (snapshots, _) = try Past.record(seconds: 125, to: path)
    var bytes = try TemporaryDirectory.bytes(of: path)
    let reader = try RecordingReader(path)
    let key = reader.keys[1].place
    bytes[key - 5] ^= 0xFF
    try TemporaryDirectory.write(bytes, to: path)
    let recording = try Recording(path)
    let scene = try recording.seek(to: snapshots[100].at)
    #expect(scene?.snapshot == snapshots[100].rounded)
  }

  @Test func `a broken chain of keys is mended by looking through the file`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "a.rcr")
    let (snapshots, _) = try Past.record(seconds: 250, to: path)
    var bytes = try TemporaryDirectory.bytes(of: path)
    let keys = try RecordingReader(path).keys
    bytes[keys[2].place] ^= 0xFF
    try TemporaryDirectory.write(bytes, to: path)
    #expect(try RecordingReader(path).keys == [keys[0], keys[1], keys[3], keys[4]])
    #expect(try Recording(path).seek(to: snapshots[20].at)?.snapshot == snapshots[20].rounded)
  }

  @Test func `what is no recording is refused`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "a.rcr")
    try TemporaryDirectory.write(Array("{\"a\": 1, \"b\": 2}\n".utf8), to: path)
    #expect(throws: ArchiveError.noRecording(path: path)) { _ = try Recording(path) }
    try TemporaryDirectory.write(RecordingEncoder.magic + [9, 0, 0, 0], to: path)
    #expect(throws: ArchiveError.newerRecording(path: path, version: 9)) { _ = try Recording(path) }
    try TemporaryDirectory.write([], to: path)
    #expect(throws: ArchiveError.emptyRecording(path: path)) { _ = try Recording(path) }
  }
}
