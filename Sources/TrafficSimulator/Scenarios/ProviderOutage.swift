extension BuiltInScenario {
  /// AWS goes dark for ten minutes.
  public static let providerOutage = BuiltInScenario(
    "provider-outage",
    #"""
    // Every call to one provider fails. Its traffic must leave within seconds, users must hardly notice, and it
    // must come back without a second trip.
    {
      name: "provider-outage", title: "AWS goes dark for ten minutes", seed: 1,
      duration: "30m", warmup: "3m",
      world: "default",
      faults: [
        { at: "5m", for: "10m", target: "provider:bedrock", kind: "error", class: "server_error", rate: 1.0 },
      ],
      expect: [
        { metric: "detection_seconds", target: "endpoint:use1/sonnet", max: 4 },
        { metric: "user_visible_error_seconds", max: 1.5 },
        { metric: "share", target: "provider:bedrock", window: ["6m", "15m"], max: 0.02 },
        { metric: "recovery.retrips", target: "endpoint:use1/sonnet", max: 0 },
        { metric: "recovery.restore_seconds", target: "endpoint:use1/sonnet", max: 300 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
