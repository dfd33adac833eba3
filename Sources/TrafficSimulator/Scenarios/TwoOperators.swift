extension BuiltInScenario {
  /// Two operators act on what they both saw.
  public static let twoOperators = BuiltInScenario(
    "two-operators",
    #"""
    // Two people read the same screen and both act. On every replica one of them succeeds and the other is told.
    {
      name: "two-operators", title: "Two operators act on what they both saw", seed: 1,
      duration: "12m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", target: "feature:recap", kind: "operator_conflict" },
        { at: "7m", target: "endpoint:usw2/haiku", kind: "operator_conflict" },
      ],
      expect: [
        { metric: "event_count", kind: "act_refused", min: 8, max: 8 },
        { metric: "event_count", kind: "override_set", target: "endpoint:usw2/haiku", min: 4, max: 4 },
        { metric: "share", target: "endpoint:usw2/haiku", window: ["8m", "12m"], max: 0 },
        { metric: "event_count", kind: "tripped", max: 0 },
        { metric: "failed.shed", max: 0 },
        { metric: "user_visible_error_seconds", max: 0.5 },
      ],
    }

    """#)
}
