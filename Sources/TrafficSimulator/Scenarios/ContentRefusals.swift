extension BuiltInScenario {
  /// A provider refuses what it is asked.
  public static let contentRefusals = BuiltInScenario(
    "content-refusals",
    #"""
    // A provider refuses the content of one request in three. That is an answer, not a failure of health: nothing
    // trips, and the refusal is not shopped around.
    {
      name: "content-refusals", title: "A provider refuses what it is asked", seed: 1,
      duration: "12m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", for: "5m", target: "endpoint:usc1/gemini-flash", kind: "content_filter", rate: 0.3 },
      ],
      expect: [
        { metric: "event_count", kind: "tripped", max: 0 },
        { metric: "event_count", kind: "suspect", max: 0 },
        { metric: "attempts_per_request", max: 1.02 },
        { metric: "share", target: "endpoint:usc1/gemini-flash", window: ["5m", "9m"], min: 0.2 },
      ],
    }

    """#)
}
