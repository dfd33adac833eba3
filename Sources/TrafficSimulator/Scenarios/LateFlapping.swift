extension BuiltInScenario {
  /// Well for two and a half minutes, down for twenty seconds, again and again.
  public static let lateFlapping = BuiltInScenario(
    "late-flapping",
    #"""
    // An endpoint comes all the way back before it fails again, so that every ramp is passed. Only the memory of its
    // past keeps it out for longer each time: without it, it opens with every fall, 22 times an hour.
    {
      name: "late-flapping", title: "Back for long enough to be trusted, then down again", seed: 1,
      duration: "75m", warmup: "3m",
      world: {
        replicas: 4, digests: true,
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
        { at: "5m", for: "60m", target: "endpoint:first/model", kind: "flap", up: "150s", down: "20s",
          class: "server_error" },
      ],
      expect: [
        // 6.0 to 6.25 over 20 seeds, 22 where nothing is remembered.
        { metric: "flaps_per_hour", target: "endpoint:first/model", window: ["5m", "65m"], max: 10 },
        { metric: "user_visible_error_seconds", max: 8 },
        { metric: "attempts_per_request", max: 1.02 },
        { metric: "recovery.restore_seconds", target: "endpoint:first/model", max: 600 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
