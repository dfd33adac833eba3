extension BuiltInScenario {
  /// An endpoint refuses what it said that it could carry.
  public static let fullEndpoint = BuiltInScenario(
    "full-endpoint",
    #"""
    // Twenty calls a second on an endpoint that declares twenty-six and, once it refused one, refuses many. It is not
    // broken and must not be opened; but what it refuses must not cost a retry each until the budget is spent. It is
    // offered less, and the empty backup takes the rest.
    {
      name: "full-endpoint", title: "An endpoint refuses what it said it could carry", seed: 1,
      duration: "45m", warmup: "3m",
      world: {
        replicas: 1, digests: true,
        providers: { first: { cloud: "aws" }, second: { cloud: "gcp" } },
        endpoints: [
          { id: "first/model", provider: "first", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 26, in_flight: 1560 },
            ttft: { p50: "400ms", sigma: 0.4 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "second/model", provider: "second", region: "us-central1", model: "large",
            capacity: { requests_per_second: 36, in_flight: 2160 },
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
        { at: "3m", for: "41m", target: "endpoint:first/model", kind: "capacity", from: 1.0, to: 1.0, collapse: true },
      ],
      expect: [
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "failed.shed", max: 0 },
        // 0.1 to 0.7 s over 20 seeds; 12 s where nobody offers it less.
        { metric: "user_visible_error_seconds", max: 1.2 },
        { metric: "attempts_per_request", max: 1.1 },
      ],
    }

    """#)
}
