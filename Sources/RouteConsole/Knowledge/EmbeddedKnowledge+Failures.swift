/// What is known of failures of providers, with the codes behind them.
extension EmbeddedKnowledge {
  static let failures = #"""
    {
      classes: {
        server_error: {
          title: "The provider failed",
          means: "The provider took the call and could not do it: a fault on its side, or a deadline on its side that ran out.",
          engine: "Counts as a failure. The call is tried at another provider before the user notices; 5 in a row, or more than 10 % over ten seconds, open the endpoint.",
          do: [
            "Look at the provider's status page and at its other regions on this screen.",
            "One endpoint only: leave it to the breaker, or drain it (D) to stop the probes.",
            "A whole provider: check that the features at risk have head-room (2), and prepare a flip (X).",
          ],
          call: "The provider's support, with request ids from the journal, once it lasts longer than ten minutes.",
          codes: {
            openai: ["500 server_error", "502 and 504 from its edge, often HTML", "409 conflict", "error event in a stream"],
            anthropic: ["500 api_error", "504 timeout_error", "409 conflict_error", "501/503 cmek_key_unreachable"],
            bedrock: ["500 InternalServerException", "424 ModelErrorException", "424 ModelStreamErrorException", "408 ModelTimeoutException"],
            azure: ["500 InternalServerError", "504 gateway", "408 Timeout", "424 failed dependency"],
            vertex: ["500 INTERNAL", "500 UNKNOWN", "504 DEADLINE_EXCEEDED"],
            other: ["520 to 524 from an edge", "Mistral: finish_reason error"],
          },
        },
        overloaded: {
          title: "The provider is out of capacity",
          means: "The provider turns the call away because it is too busy: its capacity, not your quota. Paid, provisioned capacity that is full says the same.",
          engine: "Counts as a failure. The call goes elsewhere at once.",
          do: [
            "Send less there: a lower share (P), or drain it (D) until it recovers.",
            "Provisioned capacity that is full: let the rest spill to on-demand, or buy more.",
            "Vertex: the global location has more room than one region.",
          ],
          call: "The provider's account team, if it comes back at the same hour every day.",
          codes: {
            openai: ["503 server_is_overloaded", "429 slow_down (ramped up too fast)", "429 flex_unavailable"],
            anthropic: ["529 overloaded_error", "overloaded_error inside a stream"],
            bedrock: ["503 ServiceUnavailableException", "429 ModelNotReadyException (cold model)"],
            azure: ["429 high demand or temporarily unable", "429 NoCapacity (provisioned)", "503"],
            vertex: ["429 RESOURCE_EXHAUSTED without details", "429 provisioned throughput exceeded", "503 UNAVAILABLE"],
            other: ["Mistral: 429 service tier capacity", "Groq: 498", "llama.cpp: 503 while it loads a model"],
          },
        },
        connect: {
          title: "No connection",
          means: "No answer began: the name did not resolve, the port refused, TLS failed, or the connection was reset.",
          engine: "Counts as a failure. The call goes to another provider.",
          do: [
            "Several providers at once: it is your network, DNS, proxy or certificates, not they.",
            "One provider: see whether its name resolves from this machine, and whether an egress rule changed.",
          ],
          call: "Your network team first; the provider only if another network fails as well.",
          codes: { other: ["no HTTP status: DNS, TCP or TLS"] },
        },
        ttft_timeout: {
          title: "No first token in time",
          means: "The call was accepted, and no token came within the budget. The provider may bill it all the same.",
          engine: "Counts as a failure. It was still before the first token, so the call goes elsewhere.",
          do: [
            "Look at TTFT here and at its neighbours: slow everywhere points to you or to long prompts.",
            "Only long prompts: a larger TTFT deadline for that feature.",
            "A region that is slow for minutes: drain it (D).",
          ],
          call: "The provider's support, with the times and the region.",
          codes: { other: ["no HTTP status: our own clock"] },
        },
        stalled: {
          title: "The stream fell silent",
          means: "Tokens came, and then none for longer than the inactivity limit. The user saw a part of the answer.",
          engine: "Counts as a failure. The answer cannot be moved any more, unless the feature asks for rescue.",
          do: [
            "Look whether a proxy on the way holds data back.",
            "If it is one endpoint, drain it (D): users see these failures, retries do not hide them.",
          ],
          call: "The provider's support, with request ids.",
          codes: { other: ["HTTP 200, then silence"] },
        },
        cut: {
          title: "The stream broke off",
          means: "The stream ended without its last event, or carried an error in the middle of an answer with HTTP 200.",
          engine: "Counts as a failure. After the first token the answer cannot be moved, unless the feature asks for rescue.",
          do: [
            "Drain the endpoint (D) if it lasts: users see these failures.",
            "Look for idle timeouts of proxies and load balancers on the way.",
          ],
          call: "The provider's support, with request ids.",
          codes: {
            openai: ["an error object in a stream", "a stream without [DONE]"],
            anthropic: ["event: error", "a stream without message_stop"],
            bedrock: ["modelStreamErrorException frame", "a frame with a wrong checksum"],
            vertex: ["a stream without finishReason"],
            other: ["OpenRouter: finish_reason error"],
          },
        },
        empty: {
          title: "An answer without content",
          means: "HTTP 200, a clean end, and not one token. To the user that is a failure.",
          engine: "Counts as a failure. The call goes elsewhere.",
          do: [
            "Look whether one feature's prompts or its stop words cause it.",
            "A reasoning model may have spent its whole output limit on thinking: raise max_tokens.",
          ],
          call: "The feature's team, then the provider.",
          codes: { other: ["HTTP 200, finish_reason stop or length, zero output tokens"] },
        },
        unknown: {
          title: "Something nobody has a name for",
          means: "The answer fits no row of the provider's table. It is kept with its code, so that a row can be added.",
          engine: "Says nothing about health. It neither trips a breaker nor clears one.",
          do: ["Look at the provider's code in the journal.", "Report it with the payload, so that the table gets a row."],
          call: "Whoever maintains this program's provider tables.",
          codes: { other: ["a status or body outside every table"] },
        },
      },
    }
    """#
}
