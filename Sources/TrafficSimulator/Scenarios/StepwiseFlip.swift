extension BuiltInScenario {
  /// A feature moves to its backup in steps.
  public static let stepwiseFlip = BuiltInScenario(
    "stepwise-flip",
    #"""
    // A feature's primary and backup are swapped at work. A quarter of the traffic moves every ten seconds, what
    // came is what the preview said, and nobody notices. The backup has room for all of it: where a flip leaves a
    // split, conversations fall on its sides by chance, and 1,000 of them differ from it by 1.6 points as a rule.
    {
      name: "stepwise-flip", title: "A feature moves to its backup in steps", seed: 1,
      duration: "14m", warmup: "3m",
      world: {
        replicas: 1,
        providers: { first: { cloud: "aws" }, second: { cloud: "gcp" } },
        endpoints: [
          { id: "first/model", provider: "first", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 60, in_flight: 3600 },
            ttft: { p50: "450ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "second/model", provider: "second", region: "us-central1", model: "other",
            capacity: { requests_per_second: 80, in_flight: 4800 },
            ttft: { p50: "500ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 2.0, cached_input: 0.2, output: 10.0 } },
        ],
        features: [
          { id: "search", requests_per_second: 30, prompt_tokens: { p50: 1500, sigma: 0.5 },
            output_tokens: { p50: 150, sigma: 0.4 }, primary: "first/model", backups: ["second/model"],
            quality: { floor: 0.8, scores: { "first/model": 0.9, "second/model": 0.88 } } },
          { id: "chat", requests_per_second: 12, prompt_tokens: { p50: 1200, sigma: 0.5 },
            output_tokens: { p50: 200, sigma: 0.4 }, primary: "second/model", backups: ["first/model"],
            quality: { floor: 0.8, scores: { "first/model": 0.9, "second/model": 0.88 } } },
        ],
      },
      operator: [
        { at: "5m", do: "flip", feature: "search", to: "second/model", reason: "cheaper contract", lease: "30m" },
      ],
      expect: [
        { metric: "share", target: "endpoint:second/model", feature: "search", window: ["5m", "305s"], max: 0.35 },
        { metric: "share", target: "endpoint:second/model", feature: "search", window: ["6m", "14m"], min: 0.97 },
        { metric: "preview_error_points", max: 1 },
        { metric: "failed.shed", max: 0 },
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "user_visible_error_seconds", max: 0.5 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
