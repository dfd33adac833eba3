extension BuiltInScenario {
  /// A black hole, and a request every two seconds for twenty replicas.
  public static let thinTraffic = BuiltInScenario(
    "thin-traffic",
    #"""
    // One request every forty seconds at each replica is rarer than a probe may be. Even so a dead endpoint gets a few
    // of them, not every second one: each costs a caller seconds.
    {
      name: "thin-traffic", title: "A black hole and hardly any traffic", seed: 1,
      duration: "50m", warmup: "10m",
      world: {
        replicas: 20, digests: true,
        providers: { first: { cloud: "aws" }, second: { cloud: "gcp" } },
        endpoints: [
          { id: "first/model", provider: "first", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 36, in_flight: 2160 },
            ttft: { p50: "400ms", sigma: 0.4 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "second/model", provider: "second", region: "us-central1", model: "large",
            capacity: { requests_per_second: 36, in_flight: 2160 },
            ttft: { p50: "400ms", sigma: 0.4 }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
        ],
        features: [
          { id: "chat", requests_per_second: 0.5, prompt_tokens: { p50: 1200, sigma: 0.5 },
            output_tokens: { p50: 120, sigma: 0.4 }, primary: "first/model", backups: ["second/model"],
            objectives: { ttft_p90_ms: 1500, latency_p90_ms: 8000, deadline_ms: 30000, ttft_deadline_ms: 6000 } },
        ],
      },
      faults: [ { at: "12m", for: "20m", target: "endpoint:first/model", kind: "blackhole" } ],
      expect: [
        { metric: "share", target: "endpoint:first/model", window: ["20m", "32m"], max: 0.3 },
        { metric: "failed.pre_token", max: 3 },
        // Three of 1,200 requests weigh that much.
        { metric: "user_visible_error_seconds", max: 8 },
        { metric: "false_trips", max: 0 },
        { metric: "event_count", kind: "telemetry_gap", max: 0 },
      ],
    }

    """#)
}
