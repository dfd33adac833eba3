extension BuiltInScenario {
  /// One stream in six breaks off for a quarter of an hour.
  public static let oneStreamInSix = BuiltInScenario(
    "one-stream-in-six",
    #"""
    // The doubt about a gray failure comes first and leaves a quarter of the traffic there. Too many of those streams
    // break off for that to be enough, and too few for ten seconds to prove it: only the error rate over a minute opens.
    {
      name: "one-stream-in-six", title: "One stream in six breaks off for a quarter of an hour", seed: 1,
      duration: "30m", warmup: "3m",
      world: {
        replicas: 1,
        providers: { first: { cloud: "aws" }, second: { cloud: "gcp" } },
        endpoints: [
          { id: "first/model", provider: "first", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 60, in_flight: 3600 },
            ttft: { p50: "400ms", sigma: 0.4 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "second/model", provider: "second", region: "us-central1", model: "large",
            capacity: { requests_per_second: 60, in_flight: 3600 },
            ttft: { p50: "400ms", sigma: 0.4 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
        ],
        features: [
          { id: "chat", requests_per_second: 20, prompt_tokens: { p50: 1200, sigma: 0.5 },
            output_tokens: { p50: 120, sigma: 0.4 }, primary: "first/model", backups: ["second/model"],
            objectives: { ttft_p90_ms: 1500, latency_p90_ms: 8000, deadline_ms: 30000, ttft_deadline_ms: 6000 } },
        ],
      },
      faults: [
        { at: "5m", for: "15m", target: "endpoint:first/model", kind: "cut_stream", rate: 0.17 },
      ],
      expect: [
        // 10 to 21 over 100 seeds, half of them under 12; 38 where only ten seconds are looked at.
        { metric: "user_visible_error_seconds", max: 22 },
        { metric: "recovery.retrips", target: "endpoint:first/model", max: 0 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
