import RoutingEngine
import Testing
import Transport

@testable import TelemetryClient

/// What comes from elsewhere may be anything: it is read or refused, and nothing traps.
@Suite struct SourceFuzzTests {
  /// SplitMix64 (Steele and others, 2014).
  private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let page = """
    # TYPE vllm:time_to_first_token_seconds histogram
    vllm:time_to_first_token_seconds_bucket{model_name="sonnet",le="0.5"} 11 # {trace_id="a"} 0.67 1520879607.789
    vllm:time_to_first_token_seconds_bucket{model_name="sonnet",le="+Inf"} 12
    vllm:e2e_request_latency_seconds_count{model_name="sonnet"} 1e3
    vllm:num_requests_running{model_name="sonnet"} NaN

    """
  private static let vector =
    #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"model":"sonnet","le":"+Inf"},"value":[1795336084.8,"12"]}]}}"#
  private static let cloudWatch =
    #"{"MetricDataResults":[{"Id":"b0_m0","Timestamps":[1795334280.0],"Values":[400.0],"StatusCode":"Complete"}]}"#
  private static let azure =
    #"{"value":[{"errorCode":"Success","timeseries":[{"metadatavalues":[{"name":{"value":"modeldeploymentname"},"value":"gpt-4o"}],"data":[{"timeStamp":"2026-11-22T07:57:00Z","total":3.0}]}]}]}"#
  private static let line =
    #"{"endpoint":"use1/sonnet","class":"ok","started_at":1795334400.5,"ttft_ms":4,"latency_ms":9,"tokens":{"input":1}}"#

  /// Bytes of a text with some cut, doubled, or replaced by what parsers trip over.
  private static func damaged(_ text: String, _ dice: inout Dice) -> [UInt8] {
    var bytes = Array(text.utf8)
    let odd = Array("\"{}[]\\,:#e-9\n".utf8) + [0, 0x80, 0xFF]
    for _ in 0..<Int.random(in: 1...6, using: &dice) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &dice)
      switch Int.random(in: 0..<4, using: &dice) {
      case 0: bytes[place] = odd[Int.random(in: 0..<odd.count, using: &dice)]
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes
  }

  private static func run(_ source: some PolledSource, _ text: String, seed: UInt64) {
    var source = source
    var dice = Dice(state: seed)
    for round in 0..<40 {
      let now = moment(Int64(round) * 60)
      do {
        _ = try source.round(at: now) { _ in SourceAnswer(status: 200, body: damaged(text, &dice)) }
      } catch {
        // A refusal is as good as an answer.
        continue
      }
    }
  }

  @Test(arguments: UInt64(1)...20)
  func `damaged answers are read or refused`(seed: UInt64) {
    let signals = Preset.named("vllm")?.signals ?? []
    let scope = SeriesScope(bindings: [Bindings.sonnet], modelLabels: ["model", "model_name"])
    Self.run(
      ScrapeSource(url: "http://h", intervalSeconds: 15, signals: signals, scope: scope), Self.page,
      seed: seed)
    Self.run(
      PrometheusSource(url: "http://h", intervalSeconds: 15, signals: signals, own: [], scope: scope),
      Self.vector, seed: seed)
    Self.run(
      CloudWatchSource(
        region: "r", url: nil, intervalSeconds: 60, percentiles: true, invocations: .successful,
        bindings: [Bindings.sonnet]), Self.cloudWatch, seed: seed)
    Self.run(
      AzureMonitorSource(resource: "/x", url: nil, intervalSeconds: 60, bindings: [Bindings.gpt]), Self.azure,
      seed: seed)
    Self.run(
      CloudMonitoringSource(project: "p", url: nil, intervalSeconds: 60, bindings: [Bindings.gemini]),
      #"{"timeSeries":[{"resource":{"labels":{"model_user_id":"gemini-2.5-flash","location":"us-central1"}},"points":[{"interval":{"endTime":"2026-11-22T07:59:00Z"},"value":{"distributionValue":\#(CloudMonitoringSourceTests.distribution)}}]}]}"#,
      seed: seed)
  }

  @Test(arguments: UInt64(1)...20)
  func `damaged lines are read or counted`(seed: UInt64) {
    var dice = Dice(state: seed)
    var log = EventLog(Bindings.scope([Bindings.sonnet]))
    for _ in 0..<200 {
      for line in log.take(Self.damaged(Self.line + "\n", &dice)) {
        #expect(line.call.outcome.latency >= .zero, "seed \(seed)")
      }
    }
  }
}
