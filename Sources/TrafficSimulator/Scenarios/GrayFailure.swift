extension BuiltInScenario {
  /// One call in twenty fails, and every health check is green.
  public static let grayFailure = BuiltInScenario(
    "gray-failure",
    #"""
    // A small, lasting rise of errors on one endpoint: too little for a threshold, too much to leave alone. It
    // becomes suspect and loses most of its traffic; it must not be shut, and nobody else may be suspected.
    {
      name: "gray-failure", title: "One call in twenty fails, and every health check is green", seed: 1,
      duration: "30m", warmup: "5m",
      world: "default",
      faults: [
        { at: "8m", for: "10m", target: "endpoint:use1/sonnet", kind: "error", class: "server_error", rate: 0.05 },
      ],
      expect: [
        { metric: "event_count", kind: "suspect", target: "endpoint:use1/sonnet", min: 1 },
        { metric: "detection_seconds", target: "endpoint:use1/sonnet", max: 60 },
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "false_suspects", max: 0 },
        { metric: "user_visible_error_seconds", max: 1 },
      ],
    }

    """#)
}
