extension BuiltInScenario {
  /// An operator drains a region at the top of the day.
  public static let drainAtPeak = BuiltInScenario(
    "drain-at-peak",
    #"""
    // A planned drain at the peak of demand, and the way back. No request may fail for it, calls in flight finish,
    // and shares come out as the preview said.
    {
      name: "drain-at-peak", title: "An operator drains a region at the top of the day", seed: 1,
      duration: "40m", warmup: "5m",
      world: "default", traffic: { shape: "steady", scale: 1.1 },
      operator: [
        { at: "18m", do: "drain", scope: "region:us-west-2", reason: "planned maintenance", lease: "30m" },
        { at: "26m", do: "undrain", scope: "region:us-west-2", reason: "maintenance is done" },
      ],
      expect: [
        { metric: "event_count", kind: "override_set", min: 1 },
        { metric: "share", target: "region:us-west-2", window: ["19m", "26m"], max: 0.001 },
        { metric: "preview_error_points", max: 1 },
        { metric: "failed.shed", max: 0 },
        { metric: "failed.pre_token", max: 3 },
        // One call in five thousand breaks off in the middle, drain or not: 0.42 s on average, at most 0.6.
        { metric: "user_visible_error_seconds", max: 0.65 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
