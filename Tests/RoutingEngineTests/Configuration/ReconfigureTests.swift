import Testing

@testable import RoutingEngine

/// An engine that takes a new configuration while it works.
@Suite struct ReconfigureTests {
  private static func configuration(_ ids: [String], model: String = "m") -> EngineConfiguration {
    let endpoints = ids.map { id in
      var endpoint = EndpointConfiguration(id: id, provider: "p" + id, cloud: "c", model: model)
      endpoint.price = Price(input: 1_000_000)
      return endpoint
    }
    let candidates = ids.indices.map { Candidate(endpoint: EndpointIndex($0)) }
    return EngineConfiguration(
      endpoints: endpoints, features: [FeatureConfiguration(id: "f", candidates: candidates)])
  }

  private let now = Timestamp.origin + .seconds(5)

  private func route(_ engine: inout RoutingEngine) throws -> (RoutedRequest, Attempt) {
    var request = RoutedRequest(feature: FeatureIndex(0), arrived: now, promptTokens: 1)
    guard case .attempt(let attempt) = engine.route(&request, at: now) else { throw Refused() }
    return (request, attempt)
  }

  private struct Refused: Error {}

  @Test func `operators' orders and open breakers stay with their endpoint wherever it is now`() throws {
    var engine = RoutingEngine(configuration: Self.configuration(["a", "b", "c"]), at: .origin)
    _ = engine.handle(
      .act(Act(.drain(.endpoint("b")), actor: "ann", reason: "test", lease: .minutes(30))), at: now)
    let before = engine.snapshot(at: now).endpoints[1]
    let (next, relocation) = engine.reconfigured(Self.configuration(["c", "b"]), at: now)
    let after = next.snapshot(at: now).endpoints[1]
    #expect(before.override != nil && after.override == before.override)
    #expect(relocation.endpoints == [nil, EndpointIndex(1), EndpointIndex(0)])
    #expect(next.revision > engine.revision)
  }

  @Test func `a call in flight is reported under its old name and booked at its new place`() throws {
    var engine = RoutingEngine(configuration: Self.configuration(["a", "b"]), at: .origin)
    let (_, attempt) = try route(&engine)
    #expect(attempt.endpoint == EndpointIndex(0))
    var (next, _) = engine.reconfigured(Self.configuration(["b", "a"]), at: now)
    #expect(next.snapshot(at: now).endpoints.map(\.inFlight) == [0, 1])
    _ = next.handle(
      .outcome(attempt.id, Outcome(.ok, latency: .seconds(1), usage: TokenUsage(input: 10))), at: now)
    #expect(next.snapshot(at: now).endpoints.map(\.inFlight) == [0, 0])
    let row = next.ledger.rows.first { $0.endpoint == EndpointIndex(1) }
    #expect(row?.entry.succeeded == 1 && row?.entry.nanoUSD == 10_000)
  }

  @Test func `a call to what is gone is closed, and its cost stays in the total`() throws {
    var engine = RoutingEngine(configuration: Self.configuration(["a", "b"]), at: .origin)
    let (_, attempt) = try route(&engine)
    var (next, relocation) = engine.reconfigured(Self.configuration(["b"]), at: now)
    #expect(relocation.closed == [attempt.id])
    _ = next.handle(.outcome(attempt.id, Outcome(.ok, latency: .zero, usage: TokenUsage(input: 9))), at: now)
    let call = FormerCall("f", attempt.endpoint, in: engine.configuration)
    next.bookFormer(TokenUsage(input: 10), class: .ok, call: call)
    #expect(next.ledger.total.attempts == 1)
    #expect(next.ledger.total.nanoUSD == 10_000)
    #expect(next.ledger.rows.allSatisfy { $0.entry.attempts == 0 })
  }

  @Test func `what was spent on what is gone keeps its names and gets its place back`() throws {
    var engine = RoutingEngine(configuration: Self.configuration(["a", "b"]), at: .origin)
    let (_, attempt) = try route(&engine)
    let usage = TokenUsage(input: 7)
    _ = engine.handle(.outcome(attempt.id, Outcome(.ok, latency: .zero, usage: usage)), at: now)
    var (next, _) = engine.reconfigured(Self.configuration(["b"]), at: now)
    #expect(next.ledger.former.map { [$0.feature, $0.endpoint, $0.provider] } == [["f", "a", "pa"]])
    #expect(next.ledger.former.first?.entry.nanoUSD == 7_000)
    let call = FormerCall("f", EndpointIndex(0), in: engine.configuration)
    next.bookFormer(TokenUsage(input: 2), class: .ok, call: call)
    #expect(next.ledger.former.map(\.entry.nanoUSD) == [9_000])
    var (last, _) = next.reconfigured(Self.configuration(["b", "a"]), at: now)
    #expect(last.ledger.former.isEmpty)
    last.bookFormer(TokenUsage(input: 1), class: .ok, call: call)
    #expect(last.ledger.rows.first { $0.endpoint == EndpointIndex(1) }?.entry.nanoUSD == 10_000)
    #expect(last.ledger.total.attempts == 1)
  }

  @Test func `counts for metrics go on under a new configuration`() throws {
    var engine = RoutingEngine(configuration: Self.configuration(["a", "b"]), at: .origin)
    let (_, attempt) = try route(&engine)
    _ = engine.handle(.outcome(attempt.id, Outcome(.ok, latency: .zero)), at: now)
    var (next, _) = engine.reconfigured(Self.configuration(["b", "a"]), at: now)
    let (_, second) = try route(&next)
    _ = next.handle(.outcome(second.id, Outcome(.ok, latency: .zero)), at: now)
    let rows = next.meter.rows.sorted { $0.endpoint.value < $1.endpoint.value }
    #expect(rows.reduce(0) { $0 + $1.classes.reduce(0, +) } == 2)
    #expect(rows.contains { $0.endpoint == EndpointIndex(1) })
    let (without, _) = next.reconfigured(Self.configuration(["c"]), at: now)
    #expect(without.meter.rows.isEmpty)
  }

  @Test func `a request on its way goes on among the new places and never asks the same again`() throws {
    var engine = RoutingEngine(configuration: Self.configuration(["a", "b", "c"]), at: .origin)
    let (request, attempt) = try route(&engine)
    var (next, relocation) = engine.reconfigured(Self.configuration(["c", "a"]), at: now)
    var moved = try #require(relocation.moved(request))
    #expect(moved.tried.contains(EndpointIndex(1)))
    _ = next.handle(.outcome(attempt.id, Outcome(.serverError, latency: .zero)), at: now)
    guard case .attempt(let second) = next.next(&moved, after: .serverError, retryAfter: nil, at: now) else {
      Issue.record("Nobody else was asked.")
      return
    }
    #expect(second.endpoint == EndpointIndex(0))
  }

  @Test func `another model under the same id begins anew`() throws {
    var engine = RoutingEngine(configuration: Self.configuration(["a"]), at: .origin)
    for step in 0..<3 {
      let instant = now + .milliseconds(Int64(step) * 100)
      var request = RoutedRequest(feature: FeatureIndex(0), arrived: instant, promptTokens: 1)
      guard case .attempt(let attempt) = engine.route(&request, at: instant) else { continue }
      _ = engine.handle(.outcome(attempt.id, Outcome(.serverError, latency: .zero)), at: instant)
    }
    let later = now + .seconds(1)
    #expect(engine.reconfigured(Self.configuration(["a"]), at: later).engine.endpoints[0].run.count > 0)
    let (next, _) = engine.reconfigured(Self.configuration(["a"], model: "n"), at: later)
    #expect(next.endpoints[0].run.count == 0)
  }
}
