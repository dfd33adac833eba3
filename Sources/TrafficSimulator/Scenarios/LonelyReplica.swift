extension BuiltInScenario {
  /// One replica cannot reach a provider.
  public static let lonelyReplica = BuiltInScenario(
    "lonely-replica",
    #"""
    // One replica of four cannot reach a provider that everybody else can. It must route around it, and the others
    // must not believe it.
    {
      name: "lonely-replica", title: "One replica cannot reach a provider", seed: 1,
      duration: "18m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", for: "6m", target: "provider:vertex", kind: "connect", when: { replica: 1 } },
      ],
      expect: [
        { metric: "event_count", kind: "opened", target: "replica:1", min: 1 },
        { metric: "event_count", kind: "opened", target: "replica:0", max: 0 },
        { metric: "event_count", kind: "opened", target: "replica:2", max: 0 },
        { metric: "event_count", kind: "opened", target: "replica:3", max: 0 },
        { metric: "share", target: "provider:vertex", window: ["5m", "10m"], min: 0.18 },
        { metric: "attempts_per_request", max: 1.02 },
        { metric: "user_visible_error_seconds", max: 0.5 },
      ],
    }

    """#)
}
