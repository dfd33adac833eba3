extension BuiltInScenario {
  /// A black hole, and a request every two seconds for twenty replicas.
  public static let thinTraffic = BuiltInScenario(
    "thin-traffic",
    #"""
    // One request every forty seconds at each replica is rarer than a probe may be. Even so a dead endpoint gets a few
    // of them, not every second one: each costs a caller seconds.
    {
      name: "thin-traffic", title: "A black hole and hardly any traffic", seed: 1,
      duration: "50m", warmup: "10m",
      \#(TwoModels(replicas: 20, capacity: (36, 36), demand: "0.5").text)
      faults: [ { at: "12m", for: "20m", target: "endpoint:first/model", kind: "blackhole" } ],
      expect: [
        { metric: "share", target: "endpoint:first/model", window: ["20m", "32m"], max: 0.3 },
        { metric: "failed.pre_token", max: 3 },
        // Three of 1,200 requests weigh that much.
        { metric: "user_visible_error_seconds", max: 8 },
        { metric: "false_trips", max: 0 },
        { metric: "event_count", kind: "telemetry_gap", max: 0 },
      ],
    }

    """#)
}
