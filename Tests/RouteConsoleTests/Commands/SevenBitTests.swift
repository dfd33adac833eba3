import Documents
import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What is printed for a ticket or for another program stays in its lines, and in seven bits where it must.
@Suite struct SevenBitTests {
  private static func snapshot(_ name: String) -> SystemSnapshot {
    var snapshot = Incident.snapshot()
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "usc1/flash" {
      snapshot.endpoints[place].id = name
    }
    snapshot.features[0].serving = [ServedShare(endpoint: name, share: 1)]
    return snapshot
  }

  @Test func `a line separator in a name ends no line`() {
    let text = SnapshotText.ticket(Self.snapshot("a\u{2028}b\u{2029}c"))
    #expect(text.contains("a?b?c"))
    #expect(!text.unicodeScalars.contains { $0 == "\u{2028}" || $0 == "\u{2029}" })
  }

  @Test func `a name of 300 characters loses its middle, and no line is longer than a screen is wide`() {
    let text = SnapshotText.ticket(Self.snapshot(String(repeating: "x", count: 300) + "-end"))
    #expect(text.contains("-end"))
    for line in text.split(separator: "\n") { #expect(line.count < 250, "\(line)") }
  }

  @Test(arguments: ["日本語", "e\u{301}", "🦊", "مرحبا"])
  func `seven bits are seven bits`(name: String) throws {
    let text = SnapshotText.sevenBit(SnapshotText.ticket(Self.snapshot(name)))
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    let json = String(decoding: Self.snapshot(name).json(), as: UTF8.self)
    let escaped = SnapshotText.sevenBitJSON(json)
    #expect(escaped.utf8.allSatisfy { $0 < 0x80 })
    let read = SystemSnapshot(try Document.parse(Array(escaped.utf8), dialect: .json))
    #expect(read?.endpoints.contains { $0.id == name } == true)
  }

  @Test func `a file that cannot be written is not told to be unreadable`() {
    let text = FileError.unwritten("No space left on device").message
    #expect(text.contains("could not be written: No space left on device"))
    #expect(!text.contains("read"))
  }
}
