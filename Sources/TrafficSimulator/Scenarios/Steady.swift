extension BuiltInScenario {
  /// An ordinary quarter of an hour.
  public static let steady = BuiltInScenario(
    "steady",
    #"""
    // Nothing goes wrong. Whatever trips, moves or is refused here is a false alarm.
    {
      name: "steady", title: "An ordinary quarter of an hour", seed: 1,
      duration: "15m", warmup: "3m",
      world: "default",
      expect: [
        { metric: "false_trips", max: 0 },
        { metric: "false_suspects", max: 0 },
        { metric: "failed.shed", max: 0 },
        { metric: "user_visible_error_seconds", max: 0.5 },
        { metric: "attempts_per_request", max: 1.05 },
      ],
    }

    """#)
}
