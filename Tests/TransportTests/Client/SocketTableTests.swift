import Testing

@testable import Transport

@Suite struct SocketTableTests {
  /// libcurl's CURL_POLL_IN and CURL_POLL_REMOVE.
  private static let (read, nothing): (Int32, Int32) = (1, 4)

  /// A table in which libcurl waits for a socket, and the kernel was told.
  private static func waiting(_ socket: Int32) -> SocketTable {
    var table = SocketTable()
    table.wants(socket, read)
    for changed in table.takeChanged() {
      guard case .add(let interest) = table.change(changed) else { continue }
      table.noteRegistered(changed, interest)
    }
    return table
  }

  @Test func `a socket that libcurl gives up is taken from the kernel`() {
    var table = Self.waiting(7)
    table.wants(7, Self.nothing)
    #expect(table.takeChanged() == [7] && table.change(7) == .remove)
  }

  @Test func `a socket that libcurl may have closed and opened again is told anew`() {
    var table = Self.waiting(7)
    table.wants(7, Self.nothing)
    table.wants(7, Self.read)
    #expect(table.takeChanged() == [7] && table.change(7) == .add(.read))
    table.noteRegistered(7, .read)
    #expect(table.change(7) == .none)
  }

  @Test func `a number that somebody else has got is left alone`() {
    var table = Self.waiting(7)
    table.wants(7, Self.nothing)
    #expect(table.isRegistered(7))
    table.forget(7)
    #expect(table.takeChanged() == [7] && table.change(7) == .none)
    #expect(!table.isWanted(7) && !table.isRegistered(7), "nor by an event that was under way")
    table.wants(7, Self.read)
    #expect(table.change(7) == .add(.read), "libcurl may get the number again")
  }

  @Test func `numbers that were never told are forgotten without harm`() {
    var table = SocketTable()
    table.forget(-1)
    table.forget(9)
    #expect(table.takeChanged().isEmpty)
  }
}
