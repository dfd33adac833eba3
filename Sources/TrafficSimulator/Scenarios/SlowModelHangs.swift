extension BuiltInScenario {
  /// A model that thinks for seconds stops answering.
  public static let slowModelHangs = BuiltInScenario(
    "slow-model-hangs",
    #"""
    // First tokens take six seconds on a good day, so that a call may wait for half a minute before it is given up. Only
    // the calls in flight, older than any should be, tell earlier.
    {
      name: "slow-model-hangs", title: "A model that thinks for seconds stops answering", seed: 1,
      duration: "20m", warmup: "5m",
      world: {
        replicas: 1,
        providers: { first: { cloud: "aws" }, second: { cloud: "gcp" } },
        endpoints: [
          { id: "first/model", provider: "first", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 60, in_flight: 3600 },
            ttft: { p50: "6s", sigma: 0.3 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "second/model", provider: "second", region: "us-central1", model: "large",
            capacity: { requests_per_second: 60, in_flight: 3600 },
            ttft: { p50: "6s", sigma: 0.3 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
        ],
        features: [
          { id: "think", requests_per_second: 10, prompt_tokens: { p50: 1200, sigma: 0.5 },
            output_tokens: { p50: 400, sigma: 0.4 }, primary: "first/model", backups: ["second/model"],
            objectives: { ttft_p90_ms: 15000, latency_p90_ms: 40000, deadline_ms: 180000, ttft_deadline_ms: 90000 } },
        ],
      },
      faults: [
        { at: "8m", for: "5m", target: "endpoint:first/model", kind: "blackhole" },
      ],
      expect: [
        // At most 24 in 97 of 100 seeds; 27 to 30 by timeouts alone.
        { metric: "detection_seconds", target: "endpoint:first/model", max: 25 },
        // 4 to 13.5 over 100 seeds; 11 to 55 by timeouts alone.
        { metric: "user_visible_error_seconds", max: 14 },
        { metric: "recovery.retrips", target: "endpoint:first/model", max: 0 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
