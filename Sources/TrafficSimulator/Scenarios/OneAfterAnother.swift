extension BuiltInScenario {
  /// The primary fails, and as it is well again the backup does.
  public static let oneAfterAnother = BuiltInScenario(
    "one-after-another",
    #"""
    // One of the two is well at every moment. But when the backup fails, the primary is still out, for a time that was
    // chosen while the backup served: whoever waits for its end loses every request until then.
    {
      name: "one-after-another", title: "The backup fails as the primary is well again", seed: 1,
      duration: "15m", warmup: "3m",
      \#(TwoModels(capacity: (60, 60), demand: "8").text)
      faults: [
        { at: "4m", for: "5s", target: "endpoint:first/model", kind: "error", class: "server_error" },
        { at: "4m5s", for: "30s", target: "endpoint:second/model", kind: "error", class: "server_error" },
        { at: "8m", for: "5s", target: "endpoint:first/model", kind: "auth_expired" },
        { at: "8m5s", for: "30s", target: "endpoint:second/model", kind: "error", class: "server_error" },
      ],
      expect: [
        // 1.5 s in the middle, 2.7 at most over 100 seeds; 11 to 13 in three where who is out waits for its time.
        { metric: "user_visible_error_seconds", max: 4 },
        { metric: "state", target: "endpoint:first/model", at: "14m", is: "closed" },
        { metric: "state", target: "endpoint:second/model", at: "14m", is: "closed" },
        { metric: "false_trips", max: 0 },
        { metric: "attempts_per_request", max: 1.1 },
      ],
    }

    """#)
}
