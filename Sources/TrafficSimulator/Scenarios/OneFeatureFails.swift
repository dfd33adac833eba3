extension BuiltInScenario {
  /// An endpoint fails one feature and serves the other.
  public static let oneFeatureFails = BuiltInScenario(
    "one-feature-fails",
    #"""
    // An endpoint fails every call of one feature and serves the other as ever. Only the pair is opened: the other
    // feature stays where it is.
    {
      name: "one-feature-fails", title: "An endpoint fails one feature and serves the other", seed: 1,
      duration: "15m", warmup: "3m",
      world: {
        replicas: 4,
        providers: { main: { cloud: "aws" }, spare: { cloud: "gcp" } },
        endpoints: [
          { id: "main/model", provider: "main", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 90, in_flight: 4000 },
            ttft: { p50: "450ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "spare/model", provider: "spare", region: "us-central1", model: "other",
            capacity: { requests_per_second: 90, in_flight: 4000 },
            ttft: { p50: "500ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
        ],
        features: [
          { id: "chat", requests_per_second: 30, prompt_tokens: { p50: 1500, sigma: 0.5 },
            output_tokens: { p50: 150, sigma: 0.4 }, primary: "main/model", backups: ["spare/model"] },
          { id: "tools", requests_per_second: 20, prompt_tokens: { p50: 2500, sigma: 0.5 },
            output_tokens: { p50: 100, sigma: 0.4 }, primary: "main/model", backups: ["spare/model"] },
        ],
      },
      faults: [
        { at: "4m", for: "4m", target: "endpoint:main/model", kind: "error", class: "server_error", when: { feature: "tools" } },
      ],
      expect: [
        { metric: "share", target: "endpoint:main/model", feature: "tools", window: ["5m", "8m"], max: 0.02 },
        { metric: "share", target: "endpoint:main/model", feature: "chat", window: ["4m", "8m"], min: 0.95 },
        { metric: "share", target: "endpoint:main/model", feature: "tools", window: ["12m", "15m"], min: 0.9 },
        { metric: "user_visible_error_seconds", max: 0.5 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
