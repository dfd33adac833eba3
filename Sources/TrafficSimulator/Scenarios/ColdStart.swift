extension BuiltInScenario {
  /// A router without history, under full load.
  public static let coldStart = BuiltInScenario(
    "cold-start",
    #"""
    // The router starts under full load with no history, and one endpoint fails half a minute later. Without a
    // reference nothing may be called slow; what fails outright is seen all the same.
    {
      name: "cold-start", title: "A router without history, under full load", seed: 1,
      duration: "10m", warmup: "0s",
      world: "default",
      faults: [
        { at: "30s", for: "2m", target: "endpoint:usc1/gemini-flash", kind: "error", class: "server_error" },
      ],
      expect: [
        { metric: "detection_seconds", target: "endpoint:usc1/gemini-flash", max: 4 },
        { metric: "event_count", kind: "tripped", window: ["0s", "30s"], max: 0 },
        { metric: "event_count", kind: "suspect", window: ["0s", "30s"], max: 0 },
        { metric: "failed.shed", max: 0 },
        { metric: "state", target: "endpoint:usc1/gemini-flash", at: "9m", is: "closed" },
        { metric: "user_visible_error_seconds", max: 0.7 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
