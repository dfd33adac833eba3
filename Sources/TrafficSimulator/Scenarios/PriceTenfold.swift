extension BuiltInScenario {
  /// A model costs ten times as much from one minute to the next.
  public static let priceTenfold = BuiltInScenario(
    "price-tenfold",
    #"""
    // A balanced feature, two equal endpoints, and one becomes ten times as expensive. Shares move in steps to the
    // cheap one; a price is nobody's ill health, so nothing trips.
    {
      name: "price-tenfold", title: "A model costs ten times as much from one minute to the next", seed: 1,
      duration: "15m", warmup: "3m",
      world: {
        replicas: 4,
        providers: { main: { cloud: "aws" }, spare: { cloud: "gcp" } },
        endpoints: [
          { id: "main/model", provider: "main", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 60, in_flight: 3000 },
            ttft: { p50: "450ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "spare/model", provider: "spare", region: "us-central1", model: "large-2",
            capacity: { requests_per_second: 60, in_flight: 3000 },
            ttft: { p50: "450ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
        ],
        features: [
          { id: "chat", requests_per_second: 30, prompt_tokens: { p50: 1500, sigma: 0.5 },
            output_tokens: { p50: 150, sigma: 0.4 }, primary: "main/model", backups: ["spare/model"],
            selection: "balanced" },
        ],
      },
      faults: [
        { at: "5m", target: "endpoint:main/model", kind: "price", factor: 10 },
      ],
      expect: [
        { metric: "share", target: "endpoint:main/model", window: ["3m", "5m"], min: 0.4 },
        { metric: "share", target: "endpoint:main/model", window: ["5m", "330s"], min: 0.2 },
        { metric: "share", target: "endpoint:main/model", window: ["7m", "15m"], max: 0.05 },
        { metric: "event_count", kind: "tripped", max: 0 },
        { metric: "event_count", kind: "suspect", max: 0 },
        { metric: "user_visible_error_seconds", max: 0.5 },
      ],
    }

    """#)
}
