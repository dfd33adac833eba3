import Testing
import Transport
import Wire

@testable import Archive

/// What is said of recordings that are damaged; what is shown of them, `RecordingTests` says.
@Suite struct RecordingDamageTests {
  private final class Tampered {
    let path: String
    let snapshots: [SystemSnapshot]
    private let folder: String

    /// A recording of so many seconds, changed by hand.
    init(seconds: Int, _ change: (inout [UInt8], [RecordingReader.Key]) -> Void) throws {
      folder = try FileSystem.makeTemporaryDirectory(prefix: "/tmp/route-console-test-")
      path = folder + "/a.rcr"
      snapshots = try Past.record(seconds: seconds, to: path).0
      var bytes = try TemporaryDirectory.bytes(of: path)
      change(&bytes, try RecordingReader(path).keys)
      try TemporaryDirectory.write(bytes, to: path)
    }

    deinit { try? TemporaryDirectory.remove(folder) }

    /// What is said after everything was played.
    func damage() throws -> [RecordingDamage] {
      let recording = try Recording(path)
      _ = try recording.seek(to: recording.span.lowerBound)
      while let next = recording.nextMoment { _ = try recording.advance(to: next) }
      return recording.takeDamage()
    }
  }

  @Test func `a recording that is whole has no damage`() throws {
    #expect(try Tampered(seconds: 125) { _, _ in }.damage() == [])
  }

  @Test func `a wrong byte costs the rest of its minute, and both ends are named`() throws {
    let tampered = try Tampered(seconds: 130) { bytes, keys in
      bytes[(keys[0].place + keys[1].place) / 2] ^= 0xFF
    }
    let damage = try tampered.damage()
    #expect(damage.map(\.path) == [tampered.path])
    let first = try #require(damage.first)
    #expect(try #require(first.from) > tampered.snapshots[1].at)
    #expect(try #require(first.from) < tampered.snapshots[59].at)
    #expect(first.to == tampered.snapshots[60].at)
    #expect(first.description.contains("\(tampered.path) is damaged ("))
    #expect(first.description.contains(tampered.snapshots[60].at.text))
  }

  @Test func `a minute whose first snapshot is damaged is said to be lost`() throws {
    let tampered = try Tampered(seconds: 190) { bytes, keys in bytes[keys[1].place + 60] ^= 0xFF }
    let damage = try tampered.damage()
    #expect(damage.map(\.from) == [tampered.snapshots[60].at])
    #expect(damage.map(\.to) == [tampered.snapshots[120].at])
  }

  @Test func `a beginning that cannot be read is said at once`() throws {
    let tampered = try Tampered(seconds: 130) { bytes, keys in bytes[keys[0].place] ^= 0xFF }
    let recording = try Recording(tampered.path)
    let damage = recording.takeDamage()
    #expect(damage.map(\.from) == [nil])
    #expect(damage.map(\.to) == [tampered.snapshots[60].at])
    #expect(try recording.seek(to: tampered.snapshots[70].at)?.snapshot == tampered.snapshots[70].rounded)
  }

  @Test func `a file that breaks off says after which instant`() throws {
    let tampered = try Tampered(seconds: 100) { bytes, _ in bytes.removeLast(3) }
    let damage = try tampered.damage()
    #expect(damage.map(\.from) == [tampered.snapshots[98].at])
    #expect(damage.map(\.to) == [nil])
  }

  @Test func `a damaged part is said once`() throws {
    let tampered = try Tampered(seconds: 130) { bytes, keys in bytes[keys[1].place - 5] ^= 0xFF }
    let recording = try Recording(tampered.path)
    _ = try recording.seek(to: tampered.snapshots[10].at)
    #expect(recording.takeDamage().count == 1)
    _ = try recording.seek(to: tampered.snapshots[100].at)
    #expect(recording.takeDamage().isEmpty)
  }

  @Test func `of a folder, a file that is none any more is named and left out`() throws {
    let home = try TemporaryDirectory()
    let (snapshots, _) = try Past.record(seconds: 70, to: home.path(of: "a.rcr"))
    try OpenFile(home.path(of: "b.rcr"), for: .create).write(Array("nothing".utf8))
    let recording = try Recording(home.path)
    let damage = recording.takeDamage()
    #expect(damage.map(\.path) == [home.path(of: "b.rcr")])
    #expect(
      damage.first?.description.hasSuffix("is damaged and left out: nothing in it can be read.") == true)
    #expect(recording.span.lowerBound == snapshots[0].at)
  }
}
