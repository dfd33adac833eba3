extension BuiltInScenario {
  /// Well for two and a half minutes, down for twenty seconds, again and again.
  public static let lateFlapping = BuiltInScenario(
    "late-flapping",
    #"""
    // An endpoint comes all the way back before it fails again, so that every ramp is passed. Only the memory of its
    // past keeps it out for longer each time: without it, it opens with every fall, 22 times an hour.
    {
      name: "late-flapping", title: "Back for long enough to be trusted, then down again", seed: 1,
      duration: "75m", warmup: "3m",
      \#(TwoModels(replicas: 4, capacity: (60, 60), demand: "20").text)
      faults: [
        { at: "5m", for: "60m", target: "endpoint:first/model", kind: "flap", up: "150s", down: "20s",
          class: "server_error" },
      ],
      expect: [
        // 6.0 to 6.25 over 20 seeds, 22 where nothing is remembered.
        { metric: "flaps_per_hour", target: "endpoint:first/model", window: ["5m", "65m"], max: 10 },
        { metric: "user_visible_error_seconds", max: 8 },
        { metric: "attempts_per_request", max: 1.02 },
        { metric: "recovery.restore_seconds", target: "endpoint:first/model", max: 600 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
