extension BuiltInScenario {
  /// Errors inside of answers that say 200.
  public static let inBandErrors = BuiltInScenario(
    "in-band-errors",
    #"""
    // HTTP says 200, and three streams in ten carry an error event instead of their second half. It is a failure,
    // and the share of such calls must fall.
    {
      name: "in-band-errors", title: "Errors inside of answers that say 200", seed: 1,
      duration: "18m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", for: "6m", target: "endpoint:eus2/gpt-4o-mini", kind: "in_band_error", rate: 0.3 },
      ],
      expect: [
        { metric: "detection_seconds", target: "endpoint:eus2/gpt-4o-mini", max: 15 },
        { metric: "share", target: "endpoint:eus2/gpt-4o-mini", window: ["5m", "10m"], max: 0.024 },
        { metric: "user_visible_error_seconds", max: 3.5 },
        { metric: "recovery.retrips", target: "endpoint:eus2/gpt-4o-mini", max: 0 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
