/// What is known of the lines of the event log, and of whom to turn to.
extension EmbeddedKnowledge {
  static let events = #"""
    {
      events: {
        tripped: { title: "A trigger fired", means: "The numbers crossed a limit, and the breaker acted on it." },
        would_trip: {
          title: "A trigger fired, and was overruled",
          means: "An operator's order is in force, so that nothing happened. Users may feel it.",
        },
        suspect: { title: "In doubt", means: "The endpoint keeps at most a quarter of its share until the doubt is cleared." },
        opened: { title: "Opened", means: "The endpoint takes no calls until the time in the line." },
        partial_open: { title: "On its way back", means: "The endpoint is let in again, at a stage of the ramp." },
        advanced: { title: "One stage on", means: "The evidence was good; its share grows." },
        regressed: { title: "Set back", means: "Too many calls failed or were slow at this stage; its share shrinks." },
        closed: { title: "Closed", means: "The endpoint is healthy and takes its full share." },
        probe_starved: { title: "Too little traffic to judge", means: "A stage sees no calls, so that it can prove nothing. It waits." },
        quota_hold: { title: "Held for a limit", means: "A spend or daily limit is used up; the endpoint waits for its end." },
        auth_hold: { title: "Held for its credential", means: "The provider refuses the credential; it is asked again every minute." },
        retired: { title: "The model is gone", means: "The provider says that it does not exist; the endpoint is out until the configuration changes." },
        cap_changed: { title: "The cap moved", means: "How much the endpoint is sent was adapted to what it accepts." },
        override_set: { title: "An operator's order", means: "Somebody drained, forced or pinned the endpoint; the line says who and why." },
        override_ended: { title: "An operator's order ended", means: "It was taken back, or its lease is over; the breaker judges again." },
        lease_overdue: { title: "A drain is overdue", means: "Its lease is over and it stays: undrain it (U) or extend it (D)." },
        ejection_refused: {
          title: "Not opened, for lack of others",
          means: "It should be open, and the rest of a pool could not carry its load. It is in doubt instead.",
        },
        panic: { title: "PANIC: only the least bad is left", means: "Every candidate of a feature is failing. One keeps serving, throttled." },
        panic_ended: { title: "The panic is over", means: "The feature has a healthy candidate again." },
        correlated_suspect: {
          title: "Slow everywhere at once",
          means: "Several providers became slow within ten seconds: it is probably us. Latency triggers pause; errors still count.",
        },
        telemetry_gap: {
          title: "No outcomes arrive",
          means: "Calls are in flight and nothing is reported from anywhere: what is seen is not what happens.",
        },
        share_changed: { title: "Shares moved", means: "A feature's traffic is split in another way than before." },
        failover: { title: "Failover", means: "A feature's traffic left its primary; the line says where to." },
        flip_proposed: {
          title: "A flip is proposed",
          means: "A backup has been better by a tenth for ten minutes. X does it; nothing happens by itself.",
        },
        config_applied: { title: "Configuration changed", means: "A configuration, a price or a benchmark result came into force." },
        started: {
          title: "The server began anew",
          means: "What stands before it in the log an earlier process recorded; the line says when that one recorded last.",
        },
        source_failed: {
          title: "A source of figures fails",
          means: "What it told of is not known from now on: old figures are shown as old, and a gap is not health.",
          do: ["see whether what it reads answers", "the line says what was tried and what came back"],
        },
        source_back: { title: "A source of figures is back", means: "It can be read again; figures come with its next report." },
        act_refused: { title: "An act was refused", means: "A guard rail, a conflict or a wrong name kept an operator's act from happening." },
      },
      providers: {
        openai: { call: "OpenAI support", status_page: "https://status.openai.com" },
        anthropic: { call: "Anthropic support", status_page: "https://status.claude.com" },
        bedrock: { call: "AWS Support: Bedrock, with the request id", status_page: "https://health.aws.amazon.com/health/status" },
        azure: { call: "Azure support: Azure OpenAI, with the request id", status_page: "https://azure.status.microsoft" },
        vertex: { call: "Google Cloud support: Vertex AI, with the project", status_page: "https://status.cloud.google.com" },
      },
    }
    """#
}
