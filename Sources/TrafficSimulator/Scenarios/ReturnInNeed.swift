extension BuiltInScenario {
  /// A short outage of a primary whose backup has room for three requests in four.
  public static let returnInNeed = BuiltInScenario(
    "return-in-need",
    #"""
    // Ten seconds without the primary cost two and a half seconds of requests, whatever anybody does. What comes after
    // is the router's: nobody else has room for every fourth request, so that the primary must be asked as soon as it
    // may be well, and be let have what it answers, long before its ramp is over.
    {
      name: "return-in-need", title: "A primary comes back whose backup has room for three in four", seed: 1,
      duration: "12m", warmup: "3m",
      \#(TwoModels(replicas: 4, capacity: (30, 15), demand: "20").text)
      faults: [
        { at: "4m", for: "10s", target: "endpoint:first/model", kind: "error", class: "server_error" },
      ],
      expect: [
        // 6.0 s in the middle, 8.1 at most over 100 seeds; 9 to 13 s where the ramp and the open time are ceilings.
        { metric: "user_visible_error_seconds", max: 9 },
        { metric: "recovery.peak_offered_over_capacity", target: "endpoint:first/model", max: 1.15 },
        { metric: "recovery.retrips", target: "endpoint:first/model", max: 0 },
        { metric: "state", target: "endpoint:first/model", at: "8m", is: "closed" },
        { metric: "attempts_per_request", max: 1.1 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
