internal import Gateway

extension CommandTable {
  /// The longest time to first token or per token of a stand-in, in nanoseconds: ten minutes.
  private static let longestWait: Int64 = 600_000_000_000

  static let stubProvider = Command(
    .stubProvider, "Stand in for a provider, with faults at will",
    description: [
      """
      Answers as a provider would: whole and in pieces, with tools, images and JSON schemas, usage, model lists, \
      and errors in the provider's own words. The same request always gets the same text. It ends on SIGTERM or \
      Control-C.
      """,
      """
      POST /control begins faults, one object or a list, in the form of a scenario file: error, blackhole, \
      connect, slow_ttft, slow_tpot, latency, cut_stream, in_band_error, stall_stream, empty_success, \
      rate_limit, quota_exhausted, auth_expired, model_gone, content_filter, capacity, flap, and malformed, \
      which sends an event that is no JSON. "at" and "target" may be left out; "after_tokens" says where an \
      answer breaks. DELETE /control, or {"clear": true}, lifts them all; GET shows them, with counters.
      """,
    ],
    options: [
      CommandOption(.listen, .address, isRequired: true, help: "where to listen; port 0 takes a free one"),
      CommandOption(
        .wireProtocol, .choice(label: "NAME", among: StubProtocol.allCases.map(\.rawValue)),
        isRequired: true,
        help: "what to speak"),
      CommandOption(.ttft, .duration(most: longestWait), help: "time to the first token (50ms)"),
      CommandOption(.pace, .duration(most: longestWait), help: "time per token after the first (10ms)"),
      CommandOption(
        .tokens, .count(1...StubOptions.mostTokens), help: "tokens of an answer without a limit (32)"),
      CommandOption(
        .model, .text(label: "NAME"), repeats: true, help: "a model to list; it answers for any"),
      CommandOption(
        .requestsPerSecond, .count(1...1_000_000),
        help: "the capacity that rate_limit and capacity take a share of (100)"),
      CommandOption(.seed, .seed, help: "the seed of which requests a fault strikes (1)"),
    ],
    examples: [
      .init(
        line: "route-console stub-provider --listen 127.0.0.1:9001 --protocol openai",
        effect: "an OpenAI of your own"),
      .init(
        line:
          "curl -d '{kind: \"error\", rate: 0.5, for: \"1m\"}' 127.0.0.1:9001/control",
        effect: "half of its answers fail for a minute"),
    ])
}
