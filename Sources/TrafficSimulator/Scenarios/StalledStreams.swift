extension BuiltInScenario {
  /// Streams fall silent after three tokens.
  public static let stalledStreams = BuiltInScenario(
    "stalled-streams",
    #"""
    // Streams begin and fall silent after three tokens. Each is given up after the inactivity limit and counts as a
    // failure then; new ones must go elsewhere.
    {
      name: "stalled-streams", title: "Streams fall silent after three tokens", seed: 1,
      duration: "18m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", for: "6m", target: "endpoint:usc1/gemini-flash", kind: "stall_stream", rate: 0.5 },
      ],
      expect: [
        { metric: "detection_seconds", target: "endpoint:usc1/gemini-flash", max: 20 },
        { metric: "share", target: "endpoint:usc1/gemini-flash", window: ["5m", "10m"], max: 0.026 },
        { metric: "user_visible_error_seconds", max: 7 },
        { metric: "recovery.retrips", target: "endpoint:usc1/gemini-flash", max: 0 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
