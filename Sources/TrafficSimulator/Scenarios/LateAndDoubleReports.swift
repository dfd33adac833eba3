extension BuiltInScenario {
  /// Reports arrive late, twice and out of order.
  public static let lateAndDoubleReports = BuiltInScenario(
    "late-and-double-reports",
    #"""
    // One report in twenty comes twice and one in ten half a minute late. Counted twice or out of order, an outcome
    // must change nothing: no alarm, and a real outage in the middle is still seen in seconds.
    {
      name: "late-and-double-reports", title: "Reports arrive late, twice and out of order", seed: 1,
      duration: "18m", warmup: "3m",
      world: "default",
      faults: [
        { at: "3m", for: "14m", target: "all", kind: "duplicate_outcomes", rate: 0.05, delay: "2s" },
        { at: "3m", for: "14m", target: "all", kind: "late_outcomes", rate: 0.1, delay: "30s" },
        { at: "8m", for: "2m", target: "endpoint:use1/sonnet", kind: "error", class: "server_error" },
      ],
      expect: [
        { metric: "detection_seconds", target: "endpoint:use1/sonnet", window: ["8m", "9m"], max: 6 },
        { metric: "event_count", kind: "tripped", window: ["3m", "8m"], max: 0 },
        { metric: "recovery.retrips", target: "endpoint:use1/sonnet", max: 0 },
        { metric: "user_visible_error_seconds", max: 1 },
      ],
    }

    """#)
}
