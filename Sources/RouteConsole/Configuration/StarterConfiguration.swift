/// What `init` writes: a whole configuration in which every section is explained.
///
/// A test reads it, and reads it again with every commented section switched on.
enum StarterConfiguration {
  /// What stands before configuration that is not in force.
  static let switchedOff = "//: "

  static let text = #"""
    // The configuration of route-console. Lines that begin with //: are examples; remove the mark to use them.
    //
    //   route-console check route-console.json5             every mistake, and every default in force
    //   route-console check route-console.json5 --online    asks each endpoint and each source once
    //   route-console serve --config route-console.json5    the gateway, with the console on top
    //
    // No secret stands in this file: keys come from environment variables or files, and the big clouds need none.
    {
      // Who is asked, and how we say who we are.
      providers: {
        openai: { kind: "openai", credentials: { kind: "api-key", env: "OPENAI_API_KEY" } },
        claude: { kind: "anthropic", credentials: { kind: "api-key", env: "ANTHROPIC_API_KEY" } },
      //: bedrock: { kind: "aws-bedrock", region: "us-east-1", credentials: { kind: "web-identity" } },
      //: vertex: { kind: "gcp-vertex", project: "acme", region: "us-central1",
      //:   credentials: { kind: "workload-identity", file: "/etc/acme/wif.json" } },
      //: azure: { kind: "azure-openai", resource: "acme-eus2", credentials: { kind: "federated-token" } },
      //: cluster: { kind: "openai-compatible", base_url: "http://vllm.internal:8000/v1",
      //:   tls: { ca_file: "/etc/ssl/acme.pem" } },
      },

      // What can be asked: one model at one provider, in one region, with one kind of capacity.
      endpoints: [
        { id: "openai/gpt", provider: "openai", model: "gpt-4.1",
          // What it can carry; without it the capacity is unknown, and never guessed.
          capacity: { kind: "on-demand", requests_per_minute: 500, tokens_per_minute: 200000 } },
        { id: "anthropic/sonnet", provider: "claude", model: "claude-sonnet-4-5" },
      //: { id: "use1/sonnet", provider: "bedrock", model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      //:   // Labels and dimensions that name this endpoint in telemetry.
      //:   match: { model_id: "sonnet-prod", cloudwatch: { ModelId: "us.anthropic.claude-sonnet-4-5-20250929-v1:0" } } },
      //: { id: "usc1/gemini", provider: "vertex", model: "gemini-2.5-pro",
      //:   capacity: { kind: "provisioned", tokens_per_minute: 1000000, hourly_usd: 40 } },
      //: { id: "eus2/gpt", provider: "azure", model: "gpt-4.1", deployment: "gpt-41-prod" },
      //: { id: "cluster/llama", provider: "cluster", model: "llama-3.3-70b" },
      ],

      // What callers ask for instead of a model: { "model": "chat", … } to /v1/chat/completions.
      features: [
        { id: "chat", primary: "openai/gpt", backups: ["anthropic/sonnet"],
          // 1 matters most; where not all can be served, the highest number is refused first.
          priority: 1,
          // What is promised, and how long one answer may take.
          objectives: { ttft_p90_ms: 1500, latency_p90_ms: 12000, error_rate: 0.01,
            ttft_deadline_ms: 8000, deadline_ms: 60000 },
          // Benchmark results; an endpoint below the floor, or without a score where there is a floor, is not asked.
          quality: { floor: 0.8, scores: {
            "openai/gpt": { mean: 0.9, n: 400, date: "2026-11-01" },
            "anthropic/sonnet": { mean: 0.91, n: 400, date: "2026-11-01" } } },
        //: experiments: [ { endpoint: "anthropic/sonnet", percent: 5 } ],
        },
      ],

      // The inference API. Listening for other machines takes tokens: one NAME TOKEN a line, mode 0600.
      gateway: {
        listen: "127.0.0.1:8080",
      //: tokens_file: "/etc/route-console/callers",
      },

      // The control API: attach, status, drain and the like; /metrics for Prometheus. The same rule.
      control: {
        listen: "127.0.0.1:8081",
        environment: "dev",
      //: viewer_token_file: "/etc/route-console/viewers",
      //: operator_token_file: "/etc/route-console/operators",
      },

      // What other systems know of the traffic; `watch` lives on it, `serve` does not need it.
      telemetry: [
      //: { kind: "prometheus", url: "http://127.0.0.1:9090", preset: "litellm" },
      //: { kind: "cloudwatch", region: "us-east-1" },
      //: { kind: "cloud-monitoring", project: "acme" },
      //: { kind: "azure-monitor",
      //:   resource: "/subscriptions/S/resourceGroups/G/providers/Microsoft.CognitiveServices/accounts/acme-eus2" },
      //: { kind: "events", file: "/var/log/gateway/requests.ndjson" },
      ],

      // Who carries out acts in watch mode; without it `watch` only advises.
      //: watch: { acts: { kind: "webhook", url: "https://router.example/acts", key_file: "/etc/route-console/key" } },

      // Prices in USD per million tokens, where the built-in ones are not yours.
      prices: {
      //: "llama-3.3-70b": { input: 0.6, cached_input: 0.3, cache_write: 0.6, output: 0.6 },
      },

      // When an endpoint is taken out, and how it comes back; check prints every name and default.
      breaker: {
      //: error_rate_limit: 0.2,
      },

      // How much of the past is kept for replay and reports.
      recording: { keep: "24h" },
    }

    """#
}
