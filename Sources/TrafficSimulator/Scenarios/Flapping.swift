extension BuiltInScenario {
  /// Twenty seconds down, twenty seconds up, for an hour.
  public static let flapping = BuiltInScenario(
    "flapping",
    #"""
    // An endpoint comes and goes. Each return must be trusted less than the one before.
    {
      name: "flapping", title: "Twenty seconds down, twenty seconds up, for an hour", seed: 1,
      duration: "75m", warmup: "3m",
      world: "default",
      faults: [
        { at: "5m", for: "60m", target: "endpoint:eus2/gpt-4o-mini", kind: "flap", up: "20s", down: "20s", class: "server_error" },
      ],
      expect: [
        { metric: "flaps_per_hour", target: "endpoint:eus2/gpt-4o-mini", window: ["20m", "65m"], max: 30 },
        { metric: "user_visible_error_seconds", max: 10 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
