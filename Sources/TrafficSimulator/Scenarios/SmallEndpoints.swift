extension BuiltInScenario {
  /// Two endpoints that take two requests a second each, and nothing is wrong.
  public static let smallEndpoints = BuiltInScenario(
    "small-endpoints",
    #"""
    // A provider's bucket holds a second's worth, here two requests. Whoever sends it clumps of ten meets refusals that
    // nobody needs, takes them for a limit, and learns to send less and less.
    {
      name: "small-endpoints", title: "Two endpoints of two requests a second, and no fault", seed: 1,
      duration: "15m", warmup: "3m",
      \#(TwoModels(capacity: (2, 2), demand: "2").text)
      faults: [],
      expect: [
        { metric: "user_visible_error_seconds", max: 10 },
        { metric: "false_trips", max: 0 },
        { metric: "false_suspects", max: 0 },
        { metric: "attempts_per_request", max: 1.15 },
      ],
    }

    """#)
}
