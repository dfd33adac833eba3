extension BuiltInScenario {
  /// Answers without a word in them.
  public static let emptyAnswers = BuiltInScenario(
    "empty-answers",
    #"""
    // A clean end without a single token. Nobody was served, so it counts as a failure and is asked elsewhere.
    {
      name: "empty-answers", title: "Answers without a word in them", seed: 1,
      duration: "18m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", for: "6m", target: "endpoint:eus2/gpt-4o-mini", kind: "empty_success", rate: 0.5 },
      ],
      expect: [
        { metric: "detection_seconds", target: "endpoint:eus2/gpt-4o-mini", max: 10 },
        { metric: "share", target: "endpoint:eus2/gpt-4o-mini", window: ["5m", "10m"], max: 0.024 },
        { metric: "user_visible_error_seconds", max: 0.6 },
        { metric: "recovery.retrips", target: "endpoint:eus2/gpt-4o-mini", max: 0 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
