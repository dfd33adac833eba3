extension BuiltInScenario {
  /// One region fails four calls in ten.
  public static let regionalBrownout = BuiltInScenario(
    "regional-brownout",
    #"""
    // Only the region's own endpoints may trip; the same models in the other region keep their traffic.
    {
      name: "regional-brownout", title: "One region fails four calls in ten", seed: 1,
      duration: "25m", warmup: "3m",
      world: "default",
      faults: [
        { at: "5m", for: "8m", target: "region:us-east-1", kind: "error", class: "server_error", rate: 0.4 },
      ],
      expect: [
        { metric: "detection_seconds", target: "endpoint:use1/sonnet", max: 8 },
        { metric: "event_count", kind: "opened", target: "region:us-west-2", max: 0 },
        { metric: "user_visible_error_seconds", max: 3 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
