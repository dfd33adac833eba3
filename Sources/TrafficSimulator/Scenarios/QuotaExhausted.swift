extension BuiltInScenario {
  /// The monthly budget of an endpoint is spent.
  public static let quotaExhausted = BuiltInScenario(
    "quota-exhausted",
    #"""
    // A spend limit: 429 without a hint, and it will not go away by asking again. The endpoint is held, not opened,
    // and it is not asked until the hold ends.
    {
      name: "quota-exhausted", title: "The monthly budget of an endpoint is spent", seed: 1,
      duration: "25m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", for: "10m", target: "endpoint:eus2/gpt-4o-mini", kind: "quota_exhausted" },
      ],
      expect: [
        { metric: "event_count", kind: "quota_hold", target: "endpoint:eus2/gpt-4o-mini", min: 4 },
        { metric: "event_count", kind: "opened", target: "endpoint:eus2/gpt-4o-mini", max: 0 },
        { metric: "state", target: "endpoint:eus2/gpt-4o-mini", at: "5m", is: "hold" },
        { metric: "share", target: "endpoint:eus2/gpt-4o-mini", window: ["5m", "18m"], max: 0.0001 },
        { metric: "state", target: "endpoint:eus2/gpt-4o-mini", at: "24m", is: "closed" },
        { metric: "user_visible_error_seconds", max: 0.5 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
