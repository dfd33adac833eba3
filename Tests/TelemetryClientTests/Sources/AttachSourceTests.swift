import RoutingEngine
import Testing
import Transport
import Wire

@testable import TelemetryClient

/// Another route-console as a source.
@Suite struct AttachSourceTests {
  private static func source(_ bindings: [EndpointBinding] = [Bindings.sonnet, Bindings.gpt]) -> AttachSource
  {
    AttachSource(url: "http://127.0.0.1:8081/", intervalSeconds: 5, bindings: bindings)
  }

  private static func answer(_ endpoints: [EndpointStatus]) -> SourceAnswer {
    var snapshot = SystemSnapshot(
      revision: 7, at: Moment(milliseconds: 1_795_334_405_000), mode: "serve", engine: "r-3")
    snapshot.endpoints = endpoints
    return SourceAnswer(status: 200, body: snapshot.json())
  }

  private static func status(_ id: String, rps: Double? = 2) throws -> EndpointStatus {
    let text = """
      { "id": "\(id)", "provider": "p", "cloud": "c", "region": "r", "model": "m", "state": "closed",
        "severity": "ok", "rps": \(rps.map { "\($0)" } ?? "null"), "in_flight": 3, "error_rate": 0.1,
        "errors": { "server_error": 75, "rate_limited": 25 },
        "ttft_ms": { "p50": 400, "p90": 900, "p99": 1500, "n": 100, "window_s": 60 },
        "observed_at": "2026-11-22T08:00:03.000Z" }
      """
    return try EndpointStatus.read(Array(text.utf8))
  }

  @Test func `rates, errors and quantiles come over with their units`() throws {
    var source = Self.source()
    let round = try source.round(at: moment(0)) { _ in Self.answer([try Self.status("use1/sonnet")]) }
    #expect(round.missing == nil)
    #expect(round.samples.only(.requests)?.number == 120)
    #expect(abs((round.samples.only(.errors, .serverError)?.number ?? 0) - 9) < 0.001)
    #expect(abs((round.samples.only(.errors, .rateLimited)?.number ?? 0) - 3) < 0.001)
    #expect(round.samples.only(.ttft, nil, .quantile(perMille: 900, .provider))?.number == 0.9)
    #expect(round.samples.only(.inFlight)?.number == 3)
    #expect(round.samples.allSatisfy { $0.endpoint == EndpointIndex(0) })
  }

  @Test func `pushback comes over beside failures, each with its own rate`() throws {
    var status = try Self.status("use1/sonnet")
    (status.errorRate, status.pushbackRate) = (0, 0.05)
    status.errors = [EndpointStatus.ClassShare(name: "rate_limited", percent: 100)]
    var source = Self.source()
    let round = try source.round(at: moment(0)) { _ in Self.answer([status]) }
    #expect(abs((round.samples.only(.errors, .rateLimited)?.number ?? 0) - 6) < 0.001)
  }

  @Test func `the age is the other side's own`() throws {
    var source = Self.source()
    let round = try source.round(at: moment(60)) { _ in Self.answer([try Self.status("use1/sonnet")]) }
    #expect(round.samples.first?.observedAt == WallTime(seconds: 1_795_334_403))
  }

  @Test func `what the other side does not know is not known here`() throws {
    var source = Self.source()
    let round = try source.round(at: moment(0)) { _ in
      Self.answer([try Self.status("use1/sonnet", rps: nil)])
    }
    #expect(round.samples.isEmpty)
  }

  @Test func `endpoints of other names are left out, and none at all is said`() throws {
    var source = Self.source()
    let mixed = try source.round(at: moment(0)) { _ in
      Self.answer([try Self.status("elsewhere"), try Self.status("eus2/gpt")])
    }
    #expect(Set(mixed.samples.map(\.endpoint)) == [EndpointIndex(2)])
    #expect(mixed.missing == nil)
    let none = try source.round(at: moment(5)) { _ in Self.answer([try Self.status("elsewhere")]) }
    #expect(none.samples.isEmpty)
    #expect(none.missing?.contains("same id") == true)
  }

  @Test func `an unknown token and a page that is no snapshot are told apart`() throws {
    var source = Self.source()
    let question = try #require(source.beginRound(at: moment(0)).first)
    #expect(question.url == "http://127.0.0.1:8081/api/v1/snapshot")
    #expect(throws: SourceProblem.self) {
      try source.read(SourceAnswer(status: 401, "{}"), to: question, at: moment(0))
    }
    do throws(SourceProblem) {
      _ = try source.read(SourceAnswer(status: 200, "<html>"), to: question, at: moment(0))
      Issue.record("a page was taken for a snapshot")
    } catch {
      #expect(error.description.contains("no snapshot"))
      #expect(error.kind == .passing)
    }
  }

  @Test func `its figures are shown and never judged by`() {
    #expect(SourceKind.attach.row.role == .corroboration)
  }
}
