extension BuiltInScenario {
  /// An outage ends, and a hundred replicas want back in.
  public static let herdOfAHundred = BuiltInScenario(
    "herd-of-a-hundred",
    #"""
    // As recovery-herd, with a hundred engines: what they send together must not grow with their number. The primary has
    // no ordinary failures, so that every failure of a probe in sight of a user is a fault of the ramp.
    {
      name: "herd-of-a-hundred", title: "An outage ends, and a hundred replicas want back in", seed: 1,
      duration: "22m", warmup: "3m",
      world: {
        replicas: 100, digests: true,
        providers: { main: { cloud: "aws" }, spare: { cloud: "gcp" } },
        endpoints: [
          { id: "main/model", provider: "main", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 240, in_flight: 12000 },
            ttft: { p50: "450ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 },
            error_rate: 0, price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "spare/model", provider: "spare", region: "us-central1", model: "large",
            capacity: { requests_per_second: 300, in_flight: 16000 },
            ttft: { p50: "500ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 },
            error_rate: 0.001, price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
        ],
        features: [
          { id: "chat", requests_per_second: 180, prompt_tokens: { p50: 1500, sigma: 0.5 },
            output_tokens: { p50: 150, sigma: 0.4 }, primary: "main/model", backups: ["spare/model"],
            objectives: { ttft_p90_ms: 1500, latency_p90_ms: 8000, deadline_ms: 30000, ttft_deadline_ms: 6000 } },
        ],
      },
      faults: [
        { at: "4m", for: "6m", target: "endpoint:main/model", kind: "error", class: "server_error" },
        { at: "10m", for: "120s", target: "endpoint:main/model", kind: "capacity", from: 0.1, to: 1.0, collapse: true },
      ],
      expect: [
        { metric: "recovery.peak_offered_over_capacity", target: "endpoint:main/model", max: 1.05 },
        { metric: "recovery.restore_seconds", target: "endpoint:main/model", max: 100 },
        { metric: "recovery.retrips", target: "endpoint:main/model", max: 0 },
        { metric: "probes.user_visible_failures", max: 0 },
        { metric: "user_visible_error_seconds", max: 2 },
      ],
    }

    """#)
}
