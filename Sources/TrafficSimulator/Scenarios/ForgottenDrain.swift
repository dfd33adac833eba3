extension BuiltInScenario {
  /// A drain that nobody ends.
  public static let forgottenDrain = BuiltInScenario(
    "forgotten-drain",
    #"""
    // A drain for five minutes that nobody ends. It stays, because an endpoint that somebody took out does not come
    // back by itself; and it asks, once its lease is over. A second drain that would strand a feature is refused.
    {
      name: "forgotten-drain", title: "A drain that nobody ends", seed: 1,
      duration: "16m", warmup: "3m",
      world: "default",
      operator: [
        { at: "4m", do: "drain", scope: "provider:vertex", reason: "planned maintenance", lease: "5m" },
        { at: "10m", do: "drain", scope: "provider:bedrock", reason: "wrong provider", lease: "5m" },
      ],
      expect: [
        { metric: "event_count", kind: "override_set", min: 16, max: 16 },
        { metric: "event_count", kind: "lease_overdue", target: "provider:vertex", min: 16, max: 16 },
        { metric: "event_count", kind: "act_refused", min: 4, max: 4 },
        { metric: "state", target: "provider:vertex", at: "15m", is: "drained" },
        { metric: "share", target: "provider:vertex", window: ["5m", "16m"], max: 0 },
        // The rest is nine tenths full, and four replicas judge demand each by itself: two of 100 seeds refuse one
        // or two of 57,000 requests.
        { metric: "failed.shed", max: 3 },
        { metric: "user_visible_error_seconds", max: 0.5 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
