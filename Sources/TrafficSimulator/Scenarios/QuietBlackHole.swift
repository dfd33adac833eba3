extension BuiltInScenario {
  /// A black hole where every replica sees a request of a feature every two seconds.
  public static let quietBlackHole = BuiltInScenario(
    "quiet-black-hole",
    #"""
    // Whether silence is the endpoint's own or the network's, the first tokens of other providers tell. Here no replica
    // has three of them within two seconds: those count that began since the first call waited in vain.
    {
      name: "quiet-black-hole", title: "An endpoint falls silent, and nobody has much to compare it with", seed: 1,
      duration: "20m", warmup: "3m",
      world: {
        replicas: 4,
        providers: { first: { cloud: "aws" }, second: { cloud: "gcp" }, third: { cloud: "azure" } },
        endpoints: [
          { id: "first/model", provider: "first", region: "us-east-1", model: "small",
            capacity: { requests_per_second: 20 }, ttft: { p50: "200ms", sigma: 0.4 },
            tpot: { p50: "15ms", sigma: 0.2 }, error_rate: 0.0,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "second/model", provider: "second", region: "us-central1", model: "small",
            capacity: { requests_per_second: 20 }, ttft: { p50: "200ms", sigma: 0.4 },
            tpot: { p50: "15ms", sigma: 0.2 }, error_rate: 0.0,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "third/model", provider: "third", region: "eastus2", model: "small",
            capacity: { requests_per_second: 80 }, ttft: { p50: "200ms", sigma: 0.4 },
            tpot: { p50: "15ms", sigma: 0.2 }, error_rate: 0.0,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
        ],
        features: [
          { id: "chat", requests_per_second: 2, prompt_tokens: { p50: 1000, sigma: 0.5 },
            output_tokens: { p50: 120, sigma: 0.5 }, primary: "first/model", backups: ["second/model"],
            objectives: { ttft_p90_ms: 2000, latency_p90_ms: 12000, deadline_ms: 60000, ttft_deadline_ms: 8000 } },
          { id: "search", requests_per_second: 2, prompt_tokens: { p50: 1000, sigma: 0.5 },
            output_tokens: { p50: 120, sigma: 0.5 }, primary: "third/model", backups: [],
            objectives: { ttft_p90_ms: 2000, latency_p90_ms: 12000, deadline_ms: 60000, ttft_deadline_ms: 8000 } },
        ],
      },
      faults: [ { at: "7m", for: "5m", target: "endpoint:first/model", kind: "blackhole" } ],
      expect: [
        // Nothing failed in 100 seeds, and it was noticed after 12 s in the middle, 18 at most; 90 to 115 s failed in
        // most where the others' first tokens had to come within two seconds.
        { metric: "user_visible_error_seconds", max: 1 },
        { metric: "detection_seconds", target: "endpoint:first/model", max: 25 },
        { metric: "state", target: "endpoint:first/model", at: "19m", is: "closed" },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
