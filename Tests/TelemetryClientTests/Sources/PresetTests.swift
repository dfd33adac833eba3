import RoutingEngine
import Testing
import Transport

@testable import TelemetryClient

/// What presets make of the pages that gateways and servers show.
@Suite struct PresetTests {
  /// A source that scrapes a preset's metrics of one endpoint.
  private static func source(_ name: String, match: [Label]?) throws -> ScrapeSource {
    let preset = try #require(Preset.named(name))
    var binding = Bindings.sonnet
    binding.match = match
    var settings = SourceSettings(kind: .scrape, name: "s")
    settings.preset = preset
    let context = SourceContext(endpoints: [binding], features: [:])
    return ScrapeSource(
      url: "http://127.0.0.1:9/metrics", intervalSeconds: 15, signals: preset.signals,
      scope: context.scope(settings, preset.signals))
  }

  /// The samples of a second look, fifteen seconds after a first one.
  private static func samples(
    _ name: String, match: [Label]?, _ first: String, _ second: String
  ) throws -> [Sample] {
    var source = try source(name, match: match)
    _ = try source.round(at: moment(0)) { _ in SourceAnswer(status: 200, first) }
    return try source.round(at: moment(15)) { _ in SourceAnswer(status: 200, second) }.samples
  }

  private static func vllm(answered: Int, status: [String: Int]) -> String {
    var page = """
      vllm:e2e_request_latency_seconds_count{model_name="sonnet",engine="0"} \(answered)
      http_requests_total{handler="/metrics",method="GET",status="5xx"} \(answered)

      """
    for (group, count) in status.sorted(by: { $0.key < $1.key }) {
      page +=
        #"http_requests_total{handler="/v1/chat/completions",method="POST",status="\#(group)"} \#(count)"#
        + "\n"
    }
    return page
  }

  @Test func `vLLM's errors are those of its HTTP server, on top of what the engine answered`() throws {
    let samples = try Self.samples(
      "vllm", match: [], Self.vllm(answered: 10, status: ["2xx": 10]),
      Self.vllm(answered: 110, status: ["2xx": 110, "5xx": 7, "4xx": 3]))
    #expect(samples.only(.requests)?.number == 110)
    #expect(samples.only(.errors, .serverError)?.number == 7)
    #expect(samples.only(.errors, .invalidRequest)?.number == 3)
  }

  @Test func `without an error vLLM's HTTP server says that there was none`() throws {
    let samples = try Self.samples(
      "vllm", match: [], Self.vllm(answered: 10, status: ["2xx": 10]),
      Self.vllm(answered: 60, status: ["2xx": 60]))
    #expect(samples.filter { $0.quantity == .errors }.map(\.number) == [0])
  }

  @Test func `errors of a series without a model go by the other labels, or are not known`() throws {
    let pages = (
      Self.vllm(answered: 10, status: ["2xx": 10]), Self.vllm(answered: 60, status: ["2xx": 50, "5xx": 10])
    )
    let byModel = try Self.samples("vllm", match: nil, pages.0, pages.1)
    #expect(byModel.only(.requests)?.number == 50)
    #expect(byModel.allSatisfy { $0.quantity != .errors })
    let binding = EndpointBinding(
      endpoint: EndpointIndex(0), id: "a", cloud: "c", region: "", model: "m",
      match: [Label("model_name", "m"), Label("instance", "i")])
    let matcher = EndpointMatcher([binding], modelLabel: "model_name", namesModel: false)
    #expect(matcher.binding(of: [Label("instance", "i")]) == .one(0))
    #expect(matcher.names == ["instance"])
  }

  @Test func `a preset without a metric of errors says nothing of them`() throws {
    func page(_ calls: Int) -> String { "kong_ai_llm_requests_total{ai_model=\"sonnet\"} \(calls)\n" }
    let samples = try Self.samples("kong", match: nil, page(1), page(41))
    #expect(samples.map(\.quantity) == [.requests])
  }

  @Test func `a counter of errors that does not exist yet counts none`() throws {
    func page(_ calls: Int) -> String {
      "litellm_deployment_total_requests_total{litellm_model_name=\"sonnet\"} \(calls)\n"
    }
    let samples = try Self.samples("litellm", match: nil, page(1), page(41))
    #expect(samples.filter { $0.quantity == .errors }.map(\.number) == [0])
  }

  @Test func `a prefix is asked for as PromQL writes it`() {
    let signal = Signal(
      quantity: .errors, metric: "http_requests_total", form: .counter, modelLabel: "model_name",
      conditions: [.init(label: "handler", comparison: .prefix, value: "/v1/")])
    let query = PrometheusQuery.level(of: signal, by: ["status"])
    #expect(query == #"sum by (status) (http_requests_total{handler=~"/v1/.*"})"#)
  }

  /// A page of vLLM's engine under one spelling of its names.
  private static func engine(_ prefix: String, calls: Int) -> String {
    let labels = "model_name=\"sonnet\",engine=\"0\""
    return """
      \(prefix)e2e_request_latency_seconds_count{\(labels)} \(calls)
      \(prefix)time_to_first_token_seconds_bucket{\(labels),le="0.5"} \(calls / 2)
      \(prefix)time_to_first_token_seconds_bucket{\(labels),le="+Inf"} \(calls)
      \(prefix)num_requests_running{\(labels)} 17

      """
  }

  @Test func `an exporter that writes underscores for colons is understood like one that does not`() throws {
    for prefix in ["vllm:", "vllm_"] {
      let samples = try Self.samples(
        "vllm", match: nil, Self.engine(prefix, calls: 10), Self.engine(prefix, calls: 110))
      #expect(samples.only(.requests)?.number == 100)
      #expect(samples.only(.ttft)?.distribution?.count == 100)
      #expect(samples.only(.inFlight)?.number == 17)
    }
  }

  @Test func `what stands on a page under both spellings counts once`() throws {
    func page(_ calls: Int) -> String {
      Self.engine("vllm_", calls: calls) + Self.engine("vllm:", calls: calls)
    }
    let samples = try Self.samples("vllm", match: nil, page(10), page(110))
    #expect(samples.only(.requests)?.number == 100)
    #expect(samples.only(.ttft)?.distribution?.count == 100)
    #expect(samples.only(.inFlight)?.number == 17)
  }

  @Test func `a store is asked for both spellings of a name, and a series under both counts once`() {
    let signal = Signal(
      quantity: .inFlight, metric: "vllm:num_requests_running", form: .gauge, modelLabel: "model_name")
    #expect(
      PrometheusQuery.level(of: signal, by: ["model_name"])
        == "sum by (model_name) ((vllm:num_requests_running) or (vllm_num_requests_running))")
    #expect(
      PrometheusQuery.lastSeen(of: signal, by: ["model_name"])
        == "max by (model_name) ((timestamp(vllm:num_requests_running)) or "
        + "(timestamp(vllm_num_requests_running)))")
  }

  @Test func `a series that only changed the spelling of its name has gained nothing by it`() {
    let signal = Signal(
      quantity: .ttft, metric: "sglang:ttft", form: .histogram, modelLabel: "model_name")
    let query = PrometheusQuery.gain(of: signal, by: ["le"], windowSeconds: 15)
    let known = "last_over_time(sglang:ttft_bucket[1h] offset 15s)"
    #expect(query.contains("sglang_ttft_bucket unless"))
    #expect(query.contains("unless \(known)) and on (job, instance)"))
    #expect(query.hasPrefix("sum by (le) ((((sglang:ttft_bucket - sglang:ttft_bucket offset 15s) >= 0) or "))
  }
}
