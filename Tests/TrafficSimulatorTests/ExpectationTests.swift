import RoutingEngine
import Testing

@testable import TrafficSimulator

@Suite struct ExpectationTests {
  /// Ten seconds of ten requests; the credential is refused between 2 s and 5 s.
  private func value(_ expectation: Expectation) throws -> MetricValue? {
    var scenario = TinyWorld.scenario(with: .authExpired)
    scenario.faults[0].start = .seconds(2)
    scenario.faults[0].duration = .seconds(3)
    scenario.expectations = [expectation]
    return try WorldFaultTests.complete(scenario).expectations[0].value
  }

  @Test(arguments: [
    (Metric.requests, 100.0), (.succeeded, 70), (.failedPreToken, 30), (.failedMidStream, 0),
    (.failedShed, 0), (.partial, 0), (.attemptsPerRequest, 1), (.falseTrips, 0), (.sessionMoves, 0),
    (.share, 1), (.eventCount, 0), (.probesWhileOpen, 0),
  ])
  func `counts are those of the run`(metric: Metric, expected: Double) throws {
    #expect(try value(Expectation(metric)) == .number(expected))
  }

  @Test func `a window restricts a metric to what arrived in it`() throws {
    var expectation = Expectation(.failedPreToken)
    expectation.window = Window(start: .seconds(1), end: .seconds(3))
    #expect(try value(expectation) == .number(10))
  }

  @Test func `error seconds are failures divided by the demand rate`() throws {
    var expectation = Expectation(.userVisibleErrorSeconds)
    expectation.window = Window(start: .zero, end: .seconds(10))
    #expect(try value(expectation) == .number(3))
  }

  @Test func `the share of an endpoint without attempts is zero`() throws {
    var expectation = Expectation(.share)
    expectation.target = .endpoint("b")
    #expect(try value(expectation) == .number(0))
    expectation.target = .endpoint("a")
    expectation.feature = "f"
    #expect(try value(expectation) == .number(1))
  }

  @Test func `a state is the one most replicas hold`() throws {
    var expectation = Expectation(.state)
    expectation.target = .endpoint("a")
    expectation.at = .seconds(3)
    #expect(try value(expectation) == .name("closed"))
    #expect(ExpectationJudge.mostCommon(["open", "closed", "open"]) == "open")
    #expect(ExpectationJudge.mostCommon(["open", "closed"]) == "closed")
    #expect(ExpectationJudge.mostCommon([]) == nil)
  }

  @Test func `a value that is not known passes nothing`() {
    var expectation = Expectation(.detectionSeconds)
    expectation.max = 4
    #expect(!ExpectationJudge.passes(expectation, nil))
    #expect(ExpectationJudge.passes(expectation, .number(4)))
    #expect(!ExpectationJudge.passes(expectation, .number(4.1)))
  }

  @Test func `bounds and names decide`() {
    var expectation = Expectation(.share)
    expectation.min = 0.2
    #expect(!ExpectationJudge.passes(expectation, .number(0.1)))
    #expect(ExpectationJudge.passes(expectation, .number(0.2)))
    expectation.state = "open"
    #expect(ExpectationJudge.passes(expectation, .name("open")))
    #expect(!ExpectationJudge.passes(expectation, .name("closed")))
  }

  @Test func `an endpoint no fault touched has no detection and no recovery`() throws {
    for metric in [Metric.detectionSeconds, .recoveryRestore, .recoveryPeak, .recoveryRetrips] {
      var expectation = Expectation(metric)
      expectation.target = .endpoint("b")
      #expect(try value(expectation) == nil)
    }
  }

  @Test func `speed is measured for one feature or for all`() throws {
    for feature in ["f", nil] {
      var expectation = Expectation(.ttftP50)
      expectation.feature = feature
      guard case .number(let found)? = try value(expectation) else {
        Issue.record("There is no median of time to first token.")
        continue
      }
      #expect(abs(found / 100 - 1) < 0.016)
    }
  }

  @Test func `openings in a fault or within ten minutes after it are explained`() throws {
    var scenario = TinyWorld.scenario(with: .authExpired)
    scenario.faults[0].duration = .seconds(5)
    var world = try SimulatedWorld(scenario, options: TinyWorld.options())
    world.advance(to: .minutes(20))
    let window = Window(start: .zero, end: .minutes(20))
    func unexplained(_ endpoint: Int, at seconds: Int64) -> Bool {
      !world.unexplained(
        [Recorder.Opening(endpoint: endpoint, at: seconds * 1_000_000_000, wasIn: true)], in: window,
        [true, true]
      ).isEmpty
    }
    #expect(!unexplained(0, at: 3))
    #expect(!unexplained(0, at: 604))
    #expect(unexplained(0, at: 606))
    #expect(unexplained(1, at: 3))
  }
}
