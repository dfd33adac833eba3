#if DEBUG
  import Documents
  import RoutingEngine
  @testable import TelemetryClient
  import Transport
  import Wire

  extension Trials {
    /// What telemetry sources read: pages, answers of stores and clouds, lines of logs.
    static var telemetry: [Trial] {
      [
        source("telemetry-prometheus", vectors) {
          PrometheusSource(url: "http://h", intervalSeconds: 15, signals: signals, own: [], scope: scope)
        },
        source("telemetry-scrape", pages, isJSON: false) {
          ScrapeSource(url: "http://h", intervalSeconds: 15, signals: signals, scope: scope)
        },
        source("telemetry-cloudwatch", cloudWatch) {
          CloudWatchSource(
            region: "r", url: nil, intervalSeconds: 60, percentiles: true, invocations: .successful,
            bindings: [binding])
        },
        source("telemetry-google", google) {
          CloudMonitoringSource(project: "p", url: nil, intervalSeconds: 60, bindings: [binding])
        },
        source("telemetry-azure", azure) {
          AzureMonitorSource(resource: "/x", url: nil, intervalSeconds: 60, bindings: [binding])
        },
        Trial("telemetry-events", corpus: [lines], words: jsonWords + lineWords, isJSON: false, verdict: log),
        Trial("attach-stream", corpus: [stream], words: jsonWords + sseWords, isJSON: false, verdict: follow),
      ]
    }

    private static let signals = Preset.named("vllm")?.signals ?? []
    private static let binding = EndpointBinding(
      endpoint: EndpointIndex(0), id: "a/m", cloud: "aws", region: "r", model: "m")
    private static let scope = SeriesScope(
      bindings: [binding], features: ["chat": FeatureIndex(0)], modelLabels: ["model", "model_name"])

    private static let vectors = [
      #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"model_name":"m","le":"0.5"},"value":[1795336084.868,"11"]},{"metric":{"model_name":"m","le":"+Inf"},"value":[1795336084.868,"12"]}]}}"#,
      #"{"status":"success","warnings":["x"],"data":{"resultType":"vector","result":[{"metric":{"model_name":"m"},"value":[1,"NaN"]}]}}"#,
      #"{"status":"error","errorType":"bad_data","error":"invalid parameter"}"#,
    ]
    private static let pages = [
      """
      # TYPE vllm:time_to_first_token_seconds histogram
      vllm:time_to_first_token_seconds_bucket{model_name="m",le="0.5"} 11 # {trace_id="a"} 0.67 1520879607.789
      vllm:time_to_first_token_seconds_bucket{model_name="m",le="+Inf"} 12
      vllm:e2e_request_latency_seconds_count{model_name="m"} 1e3
      vllm:num_requests_running{model_name="m"} NaN 1795336084868
      {"vllm:prompt_tokens_total",model_name="m"} 0x1p-2

      """
    ]
    private static let cloudWatch = [
      #"{"MetricDataResults":[{"Id":"b0_m0","Label":"x","Timestamps":[1795334280.0,1795334220.0],"Values":[400.0,3],"StatusCode":"Complete"}],"Messages":[],"NextToken":null}"#
    ]
    private static let google = [
      #"{"timeSeries":[{"metric":{"labels":{"response_code":"200","type":"input"}},"resource":{"labels":{"model_user_id":"m","location":"r"}},"points":[{"interval":{"endTime":"2026-11-22T07:59:00Z"},"value":{"int64Value":"47"}},{"interval":{"endTime":"2026-11-22T07:58:00Z"},"value":{"distributionValue":{"count":"50","mean":412.3,"bucketOptions":{"exponentialBuckets":{"numFiniteBuckets":12,"growthFactor":2,"scale":1}},"bucketCounts":["0","2","10","25"]}}}]}],"nextPageToken":"","executionErrors":[]}"#,
      #"{"timeSeries":[{"resource":{"labels":{"model_user_id":"m"}},"points":[{"interval":{"endTime":"2026-11-22T07:59:00Z"},"value":{"distributionValue":{"count":"3","bucketOptions":{"linearBuckets":{"numFiniteBuckets":2,"width":10,"offset":1}},"bucketCounts":["1","2"]}}},{"interval":{"endTime":"2026-11-22T07:57:00Z"},"value":{"distributionValue":{"count":"3","bucketOptions":{"explicitBuckets":{"bounds":[0.5,1,2]}},"bucketCounts":["1","1","1"]}}}]}]}"#,
    ]
    private static let azure = [
      #"{"value":[{"errorCode":"Success","timeseries":[{"metadatavalues":[{"name":{"value":"modeldeploymentname"},"value":"m"},{"name":{"value":"statuscode"},"value":"429"}],"data":[{"timeStamp":"2026-11-22T07:57:00Z","total":3.0,"average":1.5,"maximum":9},{"timeStamp":"2026-11-22T07:58:00Z"}]}]}]}"#
    ]
    private static let lines = Array(
      """
      {"endpoint":"a/m","class":"ok","started_at":1795334400.5,"ttft_ms":4,"latency_ms":9,"tokens":{"input":1}}
      {"model":"m","feature":"chat","status":529,"ts":"2026-11-22T03:12:41.120Z","duration_s":3.9,"retry_after_ms":10}
      {"feature":"chat","attempts":[{"endpoint":"a/m","error_type":"timeout"},{"endpoint":"a/m","class":"ok","latency_ms":5}]}

      """.utf8)
    private static let lineWords = [
      "\"latency_ms\":-1", "\"ttft_s\":1e300", "\"ended_at\":", "\"attempts\":[", "\"status\":0", "\n", "\n{",
    ]

    /// A trial of one source: several rounds in a row, each answered by an input of its own.
    private static func source<Source: PolledSource>(
      _ name: String, _ texts: [String], isJSON: Bool = true, _ make: @escaping @Sendable () -> Source
    ) -> Trial {
      let corpus = texts.map { Array($0.utf8) }
      return Trial(name, corpus: corpus, words: jsonWords, isJSON: isJSON) { input, dice in
        var source = make()
        for round in 0..<4 {
          let now = SourceMoment(
            instant: Instant(nanoseconds: Int64(round) * 60_000_000_000),
            wall: WallTime(seconds: 1_795_334_400 + Int64(round) * 60))
          let body = round == 1 ? input : dice.pick(corpus)
          do {
            for sample in try run(&source, body, at: now) {
              if let problem = problem(with: sample) { return problem }
            }
          } catch {
            // A refusal is as good as an answer, but it says why.
            if "\(error)".isEmpty { return "a refusal without words" }
          }
        }
        return nil
      }
    }

    private static func run(
      _ source: inout some PolledSource, _ body: [UInt8], at now: SourceMoment
    ) throws(SourceProblem) -> [Sample] {
      var open = source.beginRound(at: now)
      var left = PollStateMachine.maxQuestions
      while let question = open.popLast(), left > 0 {
        left -= 1
        open += try source.read(SourceAnswer(status: 200, body: body), to: question, at: now)
      }
      return try source.endRound(at: now).samples
    }

    /// What must hold for every value, wherever it came from.
    private static func problem(with sample: Sample) -> String? {
      if sample.windowSeconds < 0 { return "a window of \(sample.windowSeconds) s" }
      switch sample.value {
      case .number(let number): return number.isFinite ? nil : "\(sample.quantity) is \(number)"
      case .distribution(let distribution):
        let quantile = distribution.quantile(0.9)?.value ?? 0
        return quantile.isNaN ? "p90 of \(sample.quantity) is no number" : nil
      }
    }

    /// Lines read alike however they are cut, and no call has a negative length.
    private static func log(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      let whole = calls([input])
      if let odd = whole.first(where: { $0.call.outcome.latency < .zero }) {
        return "\(odd.call) ended early"
      }
      let cut = calls(dice.cut(input))
      return whole == cut ? nil : "cut: \(cut.count) calls, whole: \(whole.count)"
    }

    private static func calls(_ pieces: [[UInt8]]) -> [EventLog.Line] {
      var log = EventLog(scope)
      return pieces.flatMap { log.take($0) }
    }

    // MARK: Another server's stream

    private static let stream: [UInt8] = {
      let hello = StreamHello(engine: "r", run: "run", actor: "mira", role: "operator", isResumed: false)
      let snapshot = SystemSnapshot(
        revision: 7, at: Moment(milliseconds: 1_795_334_400_000), mode: "serve", engine: "r")
      return Array("event: hello\nid: run-1-1\ndata: ".utf8) + hello.json()
        + Array("\n\n: pause\n\nevent: snapshot\ndata: ".utf8) + snapshot.json()
        + Array("\n\nevent: later\ndata: {}\n\n".utf8)
    }()

    /// A stream reads alike however the network cuts it.
    private static func follow(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      let whole = news([input])
      let cut = news(dice.cut(input))
      return whole == cut ? nil : "cut: \(cut.count) news, whole: \(whole.count)"
    }

    private static func news(_ pieces: [[UInt8]]) -> [StreamNews] {
      var machine = StreamStateMachine(seed: 1)
      let now = Instant(nanoseconds: 1_000_000_000)
      var actions = machine.start(at: now) + machine.began(status: 200, at: now)
      for piece in pieces { actions += machine.took(piece.span, at: now) }
      return actions.compactMap { if case .tell(let news) = $0 { news } else { nil } }
    }
  }
#endif
