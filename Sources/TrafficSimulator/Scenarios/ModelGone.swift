extension BuiltInScenario {
  /// A model is retired under our feet.
  public static let modelGone = BuiltInScenario(
    "model-gone",
    #"""
    // The provider has retired a model: 404 from now on. Two answers are enough, and it is never asked again.
    {
      name: "model-gone", title: "A model is retired under our feet", seed: 1,
      duration: "15m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", target: "model:gpt-4o-mini", kind: "model_gone" },
      ],
      expect: [
        { metric: "event_count", kind: "retired", target: "endpoint:eus2/gpt-4o-mini", min: 4, max: 4 },
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "share", target: "endpoint:eus2/gpt-4o-mini", window: ["5m", "15m"], max: 0 },
        { metric: "state", target: "endpoint:eus2/gpt-4o-mini", at: "14m", is: "hold" },
        { metric: "user_visible_error_seconds", max: 0.5 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
