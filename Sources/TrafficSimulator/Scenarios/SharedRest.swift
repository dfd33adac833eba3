extension BuiltInScenario {
  /// Two features count on the same backups.
  public static let sharedRest = BuiltInScenario(
    "shared-rest",
    #"""
    // Without the first endpoint fifty a second are left for sixty: forty of chat and twenty of batch. Either feature
    // alone would find room there. An endpoint that answers two calls in three stays in for both.
    {
      name: "shared-rest", title: "Two features count on the same backups", seed: 1,
      duration: "16m", warmup: "5m",
      world: {
        replicas: 2, digests: true,
        providers: { first: { cloud: "aws" }, second: { cloud: "gcp" }, third: { cloud: "own" } },
        endpoints: [
          { id: "first/model", provider: "first", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 40, in_flight: 8000 },
            ttft: { p50: "400ms", sigma: 0.4 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "second/model", provider: "second", region: "us-central1", model: "large",
            capacity: { requests_per_second: 30, in_flight: 8000 },
            ttft: { p50: "400ms", sigma: 0.4 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "third/model", provider: "third", region: "dc1", model: "large",
            capacity: { requests_per_second: 20, in_flight: 8000 },
            ttft: { p50: "400ms", sigma: 0.4 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
        ],
        features: [
          { id: "chat", requests_per_second: 40, prompt_tokens: { p50: 1200, sigma: 0.5 },
            output_tokens: { p50: 120, sigma: 0.4 }, primary: "first/model",
            backups: ["second/model", "third/model"], priority: 1,
            objectives: { ttft_p90_ms: 1500, latency_p90_ms: 8000, deadline_ms: 30000, ttft_deadline_ms: 6000 } },
          { id: "batch", requests_per_second: 20, prompt_tokens: { p50: 1200, sigma: 0.5 },
            output_tokens: { p50: 120, sigma: 0.4 }, primary: "second/model",
            backups: ["first/model", "third/model"], priority: 2,
            objectives: { ttft_p90_ms: 1500, latency_p90_ms: 8000, deadline_ms: 30000, ttft_deadline_ms: 6000 } },
        ],
      },
      faults: [
        { at: "6m", for: "5m", target: "endpoint:first/model", kind: "error", class: "server_error", rate: 0.33 },
      ],
      expect: [
        { metric: "event_count", kind: "ejection_refused", target: "endpoint:first/model", min: 1 },
        // 5.6 s in the middle, 18.2 at most over 100 seeds, which is what the retry budget leaves; 62 to 68 s where it
        // is taken out.
        { metric: "user_visible_error_seconds", max: 20 },
        { metric: "attempts_per_request", max: 1.1 },
        { metric: "state", target: "endpoint:first/model", at: "15m", is: "closed" },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
