extension BuiltInScenario {
  /// The primary is slow, and nobody else carries the load.
  public static let slowAndNeeded = BuiltInScenario(
    "slow-and-needed",
    #"""
    // First tokens come three seconds later than they should, well within the time that callers wait. The backup
    // carries five eighths of the load. Whoever takes the slow one out refuses two calls in five for nothing: it
    // stays in, and is given the time it needs.
    {
      name: "slow-and-needed", title: "The primary is slow, and nobody else carries the load", seed: 1,
      duration: "18m", warmup: "3m",
      world: {
        replicas: 2, digests: true,
        providers: { first: { cloud: "aws" }, second: { cloud: "gcp" } },
        endpoints: [
          { id: "first/model", provider: "first", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 60, in_flight: 3600 },
            ttft: { p50: "400ms", sigma: 0.4 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "second/model", provider: "second", region: "us-central1", model: "large",
            capacity: { requests_per_second: 25, in_flight: 1500 },
            ttft: { p50: "400ms", sigma: 0.4 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
        ],
        features: [
          { id: "chat", requests_per_second: 40, prompt_tokens: { p50: 1200, sigma: 0.5 },
            output_tokens: { p50: 120, sigma: 0.4 }, primary: "first/model", backups: ["second/model"],
            objectives: { ttft_p90_ms: 1500, latency_p90_ms: 8000, deadline_ms: 30000, ttft_deadline_ms: 6000 } },
        ],
      },
      faults: [ { at: "5m", for: "5m", target: "endpoint:first/model", kind: "latency", add: "3s" } ],
      expect: [
        { metric: "event_count", kind: "suspect", target: "endpoint:first/model", min: 1 },
        { metric: "event_count", kind: "opened", target: "endpoint:first/model", max: 0 },
        { metric: "failed.shed", max: 20 },
        // 3.0 to 4.9 s over 20 seeds: the calls that were cut before the doubt; 139 s where it is taken out.
        { metric: "user_visible_error_seconds", max: 7 },
        { metric: "attempts_per_request", max: 1.1 },
        { metric: "state", target: "endpoint:first/model", at: "16m", is: "closed" },
      ],
    }

    """#)
}
