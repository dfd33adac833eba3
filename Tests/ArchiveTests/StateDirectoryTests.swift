import Testing
import Transport
import Wire

@testable import Archive

@Suite struct StateDirectoryTests {
  @Test func `the second process is refused and told who the first one is`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "a/b/state")
    let first = try StateDirectory(path, for: Samples.owner)
    let other = StateDirectory.Owner(process: 9, command: "watch", since: Samples.noon)
    let refusal = #expect(throws: ArchiveError.self) { _ = try StateDirectory(path, for: other) }
    #expect(
      refusal?.description
        == "The state directory \(path) is in use by process 4711 (serve) since \(Samples.noon.text): stop that "
        + "one, or give another directory with --state-dir.")
    #expect(first.path == path)
  }

  @Test func `a directory that was given back can be entered again`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "state")
    do { _ = try StateDirectory(path, for: Samples.owner) }
    let again = try StateDirectory(path, for: Samples.owner)
    #expect(again.path == path)
  }

  @Test func `nobody else may enter or read`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "state")
    let state = try StateDirectory(path, for: Samples.owner)
    var notices: [String] = []
    var log = try ActLog.open(in: state, now: Samples.noon, notices: &notices)
    try log.keep(Samples.drain(1, "a", ["a"]))
    #expect(try FileSystem.entry(at: path)?.permissions == 0o700)
    #expect(try FileSystem.entry(at: path + "/lock")?.permissions == 0o600)
    #expect(try FileSystem.entry(at: path + "/acts.jsonl")?.permissions == 0o600)
  }

  @Test func `a directory that others may enter is refused`() throws {
    let error = #expect(throws: ArchiveError.self) { _ = try StateDirectory("/tmp", for: Samples.owner) }
    guard case .notPrivate("/tmp", _)? = error else {
      Issue.record("the error is \(String(describing: error))")
      return
    }
  }

  @Test func `the standard place follows the environment`() throws {
    let home = ["HOME": "/people/mira"]
    let state = ["HOME": "/people/mira", "XDG_STATE_HOME": "/var/state"]
    #expect(try StateDirectory.standardPath { home[$0] } == "/people/mira/.local/state/route-console")
    #expect(try StateDirectory.standardPath { state[$0] } == "/var/state/route-console")
    #expect(throws: ArchiveError.homeless) { try StateDirectory.standardPath { _ in nil } }
  }
}
