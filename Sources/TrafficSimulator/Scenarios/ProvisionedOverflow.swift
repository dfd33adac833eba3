extension BuiltInScenario {
  /// A rush overflows provisioned capacity.
  public static let provisionedOverflow = BuiltInScenario(
    "provisioned-overflow",
    #"""
    // Paid-for capacity is used first and filled; a rush spills to on-demand of the same model and to nobody else,
    // and flows back afterwards.
    {
      name: "provisioned-overflow", title: "A rush overflows provisioned capacity", seed: 1,
      duration: "16m", warmup: "3m",
      world: {
        replicas: 4,
        providers: { main: { cloud: "aws" }, spare: { cloud: "gcp" } },
        endpoints: [
          { id: "main/reserved", provider: "main", region: "us-east-1", model: "large",
            capacity: { kind: "provisioned", requests_per_second: 40, in_flight: 2000, hourly_usd: 98 },
            ttft: { p50: "450ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 }, error_rate: 0.001 },
          { id: "main/on-demand", provider: "main", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 80, in_flight: 4000 },
            ttft: { p50: "450ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "spare/model", provider: "spare", region: "us-central1", model: "other",
            capacity: { requests_per_second: 80, in_flight: 4000 },
            ttft: { p50: "500ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
        ],
        features: [
          { id: "chat", requests_per_second: 25, prompt_tokens: { p50: 1500, sigma: 0.5 },
            output_tokens: { p50: 150, sigma: 0.4 }, primary: "main/reserved", backups: ["main/on-demand", "spare/model"] },
        ],
      },
      faults: [
        { at: "5m", for: "5m", over: "30s", target: "feature:chat", kind: "traffic", factor: 2.4 },
      ],
      expect: [
        { metric: "share", target: "endpoint:main/reserved", window: ["3m", "5m"], min: 0.94 },
        { metric: "share", target: "endpoint:main/reserved", window: ["6m", "10m"], min: 0.45 },
        { metric: "share", target: "endpoint:main/on-demand", window: ["6m", "10m"], min: 0.3 },
        { metric: "share", target: "endpoint:spare/model", max: 0.05 },
        { metric: "share", target: "endpoint:main/reserved", window: ["13m", "16m"], min: 0.94 },
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "failed.shed", max: 0 },
        { metric: "user_visible_error_seconds", max: 0.5 },
      ],
    }

    """#)
}
