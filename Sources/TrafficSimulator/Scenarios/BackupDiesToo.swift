extension BuiltInScenario {
  /// The backup dies while the primary is on its way back.
  public static let backupDiesToo = BuiltInScenario(
    "backup-dies-too",
    #"""
    // The primary has been well again for half a minute, and is let have a tenth of its share, when the backup fails
    // every call. Nobody else has room for what it carries, so that no share of errors takes it out; a run does.
    {
      name: "backup-dies-too", title: "The backup dies while the primary is on its way back", seed: 1,
      duration: "18m", warmup: "3m",
      \#(TwoModels(capacity: (60, 60), demand: "40").text)
      faults: [
        { at: "5m", for: "2m", target: "endpoint:first/model", kind: "error", class: "server_error" },
        { at: "7m30s", for: "3m", target: "endpoint:second/model", kind: "error", class: "server_error" },
      ],
      expect: [
        // 2 s in each of 100 seeds; 8 or 9 where only rates are looked at.
        { metric: "detection_seconds", target: "endpoint:second/model", max: 3 },
        // 0.5 s in the middle, 1.3 at most over 100 seeds; 6.7 at most where only rates are looked at.
        { metric: "user_visible_error_seconds", max: 2 },
        { metric: "state", target: "endpoint:first/model", at: "10m", is: "closed" },
        { metric: "state", target: "endpoint:second/model", at: "16m", is: "closed" },
        { metric: "false_trips", max: 0 },
        { metric: "attempts_per_request", max: 1.1 },
      ],
    }

    """#)
}
