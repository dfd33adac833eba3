extension BuiltInScenario {
  /// Five endpoints that take two requests a second each, and nothing is wrong.
  public static let smallEndpoints = BuiltInScenario(
    "small-endpoints",
    #"""
    // A provider's bucket holds a second's worth, here two requests. Whoever sends it clumps of ten meets refusals that
    // nobody needs, takes them for a limit, and learns to send less and less while half of everything is idle.
    {
      name: "small-endpoints", title: "Five endpoints of two requests a second, and no fault", seed: 1,
      duration: "15m", warmup: "3m",
      world: {
        replicas: 1,
        providers: { one: { cloud: "aws" }, two: { cloud: "gcp" }, three: { cloud: "azure" } },
        endpoints: [
    \#(endpoint("one", 1)),
    \#(endpoint("two", 1)),
    \#(endpoint("three", 1)),
    \#(endpoint("one", 2)),
    \#(endpoint("two", 2)),
        ],
        features: [
          { id: "chat", requests_per_second: 5, prompt_tokens: { p50: 1200, sigma: 0.5 },
            output_tokens: { p50: 120, sigma: 0.4 }, primary: "one/1", backups: ["two/1", "three/1", "one/2", "two/2"],
            objectives: { ttft_p90_ms: 1500, latency_p90_ms: 8000, deadline_ms: 30000, ttft_deadline_ms: 6000 } },
        ],
      },
      faults: [],
      expect: [
        // 3.2 s in the middle, 6.5 at most over 100 seeds; 50 to 74 in three with clumps of ten, 65 to 68
        // of policies that try everybody.
        { metric: "user_visible_error_seconds", max: 12 },
        { metric: "false_trips", max: 0 },
        { metric: "attempts_per_request", max: 1.15 },
      ],
    }

    """#)

  private static func endpoint(_ provider: String, _ number: Int) -> String {
    #"""
          { id: "\#(provider)/\#(number)", provider: "\#(provider)", region: "r\#(number)", model: "large",
            capacity: { requests_per_second: 2, in_flight: 1000 }, ttft: { p50: "400ms", sigma: 0.4 },
            tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001, price: { input: 3.0, cached_input: 0.3, output: 15.0 } }
    """#
  }
}
