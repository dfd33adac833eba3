extension BuiltInScenario {
  /// A provider goes dark and comes back.
  public static let tour = BuiltInScenario(
    "tour",
    #"""
    // The demo. At four times real time, and twenty seconds of it played beforehand, a whole provider goes dark
    // after twenty seconds and is back through the ramp within three minutes; later one region becomes slow, and
    // one endpoint pushes back.
    {
      name: "tour", title: "A provider goes dark and comes back", seed: 1,
      duration: "24m", warmup: "1m", speed: 4,
      world: "default",
      faults: [
        { at: "100s", for: "4m", target: "provider:bedrock", kind: "error", class: "server_error" },
        { at: "13m", for: "3m", over: "30s", target: "region:eastus2", kind: "slow_ttft", factor: 4 },
        { at: "19m", for: "3m", target: "endpoint:usc1/gemini-flash", kind: "rate_limit", capacity: 0.4, retry_after: "10" },
      ],
      expect: [
        { metric: "state", target: "endpoint:use1/sonnet", at: "12m", is: "closed" },
        { metric: "state", target: "endpoint:use1/haiku", at: "12m", is: "closed" },
        { metric: "detection_seconds", target: "endpoint:use1/sonnet", max: 5 },
        { metric: "user_visible_error_seconds", max: 5 },
      ],
    }

    """#)
}
