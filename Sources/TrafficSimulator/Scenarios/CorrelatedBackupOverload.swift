extension BuiltInScenario {
  /// The backup carries only three fifths.
  public static let correlatedBackupOverload = BuiltInScenario(
    "correlated-backup-overload",
    #"""
    // The primary dies and its backup cannot carry the load. What does not fit is refused by priority; the backup
    // must not be driven into a failure of its own, and nothing may linger once the primary is back.
    {
      name: "correlated-backup-overload", title: "The backup carries only three fifths", seed: 1,
      duration: "25m", warmup: "3m",
      world: {
        replicas: 4,
        providers: { main: { cloud: "aws" }, spare: { cloud: "gcp" } },
        endpoints: [
          { id: "main/model", provider: "main", region: "us-east-1", model: "large",
            capacity: { requests_per_second: 130, in_flight: 6000 },
            ttft: { p50: "450ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
          { id: "spare/model", provider: "spare", region: "us-central1", model: "large",
            capacity: { requests_per_second: 60, in_flight: 4000 },
            ttft: { p50: "500ms", sigma: 0.4 }, tpot: { p50: "10ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
        ],
        features: [
          { id: "chat", requests_per_second: 40, prompt_tokens: { p50: 1500, sigma: 0.5 },
            output_tokens: { p50: 150, sigma: 0.4 }, primary: "main/model", backups: ["spare/model"], priority: 1 },
          { id: "recap", requests_per_second: 30, prompt_tokens: { p50: 2500, sigma: 0.5 },
            output_tokens: { p50: 200, sigma: 0.4 }, primary: "main/model", backups: ["spare/model"], priority: 2 },
          { id: "batch", requests_per_second: 30, prompt_tokens: { p50: 3000, sigma: 0.5 },
            output_tokens: { p50: 250, sigma: 0.4 }, primary: "main/model", backups: ["spare/model"], priority: 5 },
        ],
      },
      faults: [
        { at: "5m", for: "6m", target: "endpoint:main/model", kind: "error", class: "server_error" },
      ],
      expect: [
        { metric: "event_count", kind: "opened", target: "endpoint:spare/model", max: 0 },
        { metric: "failed.shed", window: ["6m", "11m"], min: 9000, max: 15000 },
        // 12 to 39 s over 100 seeds, of 360 in which the backup is full; without priorities it is nearly all of them.
        { metric: "slo_violation_seconds", target: "feature:chat", max: 45 },
        { metric: "failed.shed", window: ["18m", "25m"], max: 0 },
        { metric: "recovery.retrips", target: "endpoint:main/model", max: 0 },
      ],
    }

    """#)
}
