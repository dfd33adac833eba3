/// The smallest world with a choice, which several scenarios share: one feature, a primary and a backup of one model
/// at two providers.
struct TwoModels {
  /// How many engines.
  var replicas = 1
  /// Whether they hear of each other.
  var digests = true
  /// What each of the two carries, in requests a second; sixty times as many may be in flight.
  var capacity: (Int, Int)
  /// What the feature asks for, in requests a second, as a number of JSON.
  var demand: String
  /// Whether the model thinks for seconds before its first token, and its feature waits for it.
  var thinks = false

  /// The field `world` of a scenario's text.
  var text: String {
    #"""
    world: {
        replicas: \#(replicas)\#(digests ? ", digests: true" : ""),
        providers: { first: { cloud: "aws" }, second: { cloud: "gcp" } },
        endpoints: [
    \#(endpoint("first", "us-east-1", capacity.0))
    \#(endpoint("second", "us-central1", capacity.1))
        ],
        features: [
          { id: "\#(thinks ? "think" : "chat")", requests_per_second: \#(demand), prompt_tokens: { p50: 1200, sigma: 0.5 },
            output_tokens: { p50: \#(thinks ? 400 : 120), sigma: 0.4 }, primary: "first/model", backups: ["second/model"],
            objectives: { \#(thinks ? Self.patient : Self.usual) } },
        ],
      },
    """#
  }

  private static let usual =
    "ttft_p90_ms: 1500, latency_p90_ms: 8000, deadline_ms: 30000, ttft_deadline_ms: 6000"
  private static let patient =
    "ttft_p90_ms: 15000, latency_p90_ms: 40000, deadline_ms: 180000, ttft_deadline_ms: 90000"

  private func endpoint(_ provider: String, _ region: String, _ capacity: Int) -> String {
    #"""
          { id: "\#(provider)/model", provider: "\#(provider)", region: "\#(region)", model: "large",
            capacity: { requests_per_second: \#(capacity), in_flight: \#(capacity * 60) },
            ttft: { \#(thinks ? #"p50: "6s", sigma: 0.3"# : #"p50: "400ms", sigma: 0.4"#) }, tpot: { p50: "12ms", sigma: 0.2 }, error_rate: 0.001,
            price: { input: 3.0, cached_input: 0.3, output: 15.0 } },
    """#
  }
}
