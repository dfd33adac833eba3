extension BuiltInScenario {
  /// An operator insists on a dead endpoint.
  public static let forcedClosed = BuiltInScenario(
    "forced-closed",
    #"""
    // An operator insists on an endpoint that is dead. The order stands, and the breaker says what it would have
    // done; when the lease ends the evidence decides, and users are safe again.
    {
      name: "forced-closed", title: "An operator insists on a dead endpoint", seed: 1,
      duration: "20m", warmup: "3m",
      world: "default",
      faults: [
        { at: "5m", for: "8m", target: "endpoint:use1/sonnet", kind: "error", class: "server_error" },
      ],
      operator: [
        { at: "4m", do: "breaker", endpoint: "use1/sonnet", to: "close", reason: "believed to be healthy", lease: "4m", force: true },
      ],
      expect: [
        { metric: "state", target: "endpoint:use1/sonnet", at: "6m", is: "forced_closed" },
        { metric: "share", target: "endpoint:use1/sonnet", feature: "code", window: ["5m", "8m"], min: 0.5 },
        { metric: "event_count", kind: "would_trip", target: "endpoint:use1/sonnet", min: 4 },
        { metric: "event_count", kind: "opened", target: "endpoint:use1/sonnet", window: ["3m", "8m"], max: 0 },
        { metric: "share", target: "endpoint:use1/sonnet", window: ["9m", "13m"], max: 0.01 },
        { metric: "state", target: "endpoint:use1/sonnet", at: "18m", is: "closed" },
        { metric: "user_visible_error_seconds", window: ["9m", "20m"], max: 0.5 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
