/// What is known of endings that are nobody's fault, or the caller's, or ours.
extension EmbeddedKnowledge {
  static let refusals = #"""
    {
      classes: {
        ok: {
          title: "Answered",
          means: "Content came, and the provider said that it was complete.",
          engine: "Clears doubt, feeds the references, and earns the feature a tenth of a retry.",
          do: [],
          codes: { other: ["HTTP 200 with a last event and at least one token"] },
        },
        rate_limited: {
          title: "Too many requests or tokens a minute",
          means: "You are above a limit of your account for this model: requests or tokens a minute, or a growth limit. The service itself is well.",
          engine: "Not a failure. A cap is learned from what was accepted and grows back by itself; the rest goes elsewhere. The breaker opens only where pushback stays above half with the cap at its floor.",
          do: [
            "Ask for a higher limit, or spread the load over more regions (P).",
            "Lower max_tokens: Azure and Bedrock reserve it up front.",
            "Look for one feature whose traffic jumped (2).",
          ],
          call: "Your owner of provider accounts: a limit is raised by contract or form, not by support.",
          codes: {
            openai: ["429 rate_limit_exceeded", "429 request too large for the token limit"],
            anthropic: ["429 rate_limit_error", "429 ramp_limit_exceeded"],
            bedrock: ["429 ThrottlingException", "400 ServiceQuotaExceededException"],
            azure: ["429 token or call rate limit of the tier", "429 RateLimitReached"],
            vertex: ["429 RESOURCE_EXHAUSTED with QuotaFailure", "429 quota of requests per base model"],
            other: ["429", "OpenRouter: 402 in-flight budget"],
          },
        },
        quota_exhausted: {
          title: "Money or a daily limit is used up",
          means: "A spend limit, a prepaid balance, or a limit a day. Waiting a few seconds does not help.",
          engine: "Not a failure. The endpoint is held until the provider's own end, else for 15 minutes, and comes back through the ramp.",
          do: [
            "Raise the limit or top up the balance, then lift the hold: B, auto.",
            "Until then check the head-room of the features that lost it (2).",
          ],
          call: "Your owner of provider accounts, or finance. The provider's support cannot help.",
          codes: {
            openai: ["429 insufficient_quota", "429 credit_balance_exhausted", "429 project_spend_limit_exceeded", "429 billing_hard_limit_reached"],
            anthropic: ["402 billing_error", "429 enforced_spend_limit_reached", "400 API usage limits or credit balance"],
            bedrock: ["429 ThrottlingException that names a day"],
            azure: ["429 with a retry hint of an hour or more"],
            vertex: ["429 quotaId with PerDay", "402"],
            other: ["402"],
          },
        },
        auth: {
          title: "The credential is not accepted",
          means: "A token or key is missing, wrong, expired or revoked, or this machine's clock is off.",
          engine: "Not a failure of the endpoint. The token is renewed once; 3 refusals in a row hold the endpoint, and it is asked again every minute.",
          do: [
            "All endpoints of one provider: the identity, its trust policy or the token file is broken.",
            "Signatures that expire at once: compare this machine's clock.",
            "route-console check --online FILE tries each credential and says what came back.",
          ],
          call: "Whoever owns identities and secrets here.",
          codes: {
            openai: ["401 invalid_api_key", "401 not a member of the organization"],
            anthropic: ["401 authentication_error"],
            bedrock: ["403 ExpiredTokenException", "403 UnrecognizedClientException", "403 InvalidSignatureException", "400 RequestExpired (clock)"],
            azure: ["401 wrong key or endpoint", "401 wrong audience or expired"],
            vertex: ["401 UNAUTHENTICATED", "400 API_KEY_INVALID"],
            other: ["401"],
          },
        },
        permission: {
          title: "The credential may not do this",
          means: "You are known, and may not use this model, this project or this region.",
          engine: "Not a failure. The call goes elsewhere.",
          do: [
            "Look whether a role, a model grant or an organisation policy changed.",
            "Bedrock: model access may have to be asked for again. Azure: the data action, not the owner role.",
          ],
          call: "Your cloud administrators.",
          codes: {
            openai: ["403 unsupported country or missing scope"],
            anthropic: ["403 permission_error", "400 organization_on_hold"],
            bedrock: ["403 AccessDeniedException", "404 FTUFormNotFilled"],
            azure: ["401 PermissionDenied (a 401 all the same)", "403 network rule"],
            vertex: ["403 PERMISSION_DENIED", "400 FAILED_PRECONDITION"],
            other: ["403"],
          },
        },
        model_gone: {
          title: "The model or deployment is not there",
          means: "The name is wrong, the deployment was deleted, or the model was retired.",
          engine: "Two such answers retire the endpoint until the configuration changes.",
          do: [
            "Look at the provider's list of retirements and at the last change of the configuration.",
            "Azure: a new deployment takes some minutes to be found.",
            "Correct the name and reload (:reload).",
          ],
          call: "Whoever changed the configuration or the deployment last.",
          codes: {
            openai: ["404 model_not_found"],
            anthropic: ["404 not_found_error"],
            bedrock: ["404 ResourceNotFoundException", "400 model identifier is invalid"],
            azure: ["404 DeploymentNotFound", "404 wrong path or version"],
            vertex: ["404 NOT_FOUND"],
            other: ["404", "410"],
          },
        },
        invalid_request: {
          title: "The request itself is wrong",
          means: "The provider cannot read the request, or does not know a parameter. Most of these would fail everywhere.",
          engine: "Not a failure. The caller gets the error; only a parameter that this model lacks makes the call go elsewhere.",
          do: ["Look which feature sends them (2): usually a new release of a client."],
          call: "The feature's team.",
          codes: {
            openai: ["400 invalid_request_error", "400 unsupported_parameter", "413", "422"],
            anthropic: ["400 invalid_request_error", "413 request_too_large"],
            bedrock: ["400 ValidationException"],
            azure: ["400 BadRequest", "400 API version not supported"],
            vertex: ["400 INVALID_ARGUMENT"],
            other: ["400", "413", "422"],
          },
        },
        context_length: {
          title: "The prompt is too long for this model",
          means: "Prompt and wanted output do not fit the model's context.",
          engine: "Not a failure. Only a candidate with a larger context is asked.",
          do: [
            "Look whether a feature's prompts grew (2).",
            "Give the endpoint its context_tokens in the configuration, so that it is not asked at all.",
          ],
          call: "The feature's team.",
          codes: {
            openai: ["400 context_length_exceeded"],
            anthropic: ["400 prompt is too long"],
            bedrock: ["400 ValidationException: input too long"],
            azure: ["400 context_length_exceeded"],
            vertex: ["400 INVALID_ARGUMENT: token count above the maximum"],
            other: ["llama.cpp: 400 exceed_context_size_error", "Together: 403"],
          },
        },
        content_filtered: {
          title: "The provider refused the content",
          means: "A safety system blocked the prompt or the answer.",
          engine: "Not a failure, and not tried elsewhere unless the feature says so.",
          do: [
            "One feature, one provider: its filter settings may have changed.",
            "failover_on_content_filter in the feature asks another provider instead.",
          ],
          call: "The feature's team, and whoever owns the content policy.",
          codes: {
            openai: ["400 content_policy_violation", "400 invalid_prompt", "finish_reason content_filter"],
            anthropic: ["stop_reason refusal", "400 content filtering policy"],
            bedrock: ["stopReason guardrail_intervened", "stopReason content_filtered"],
            azure: ["400 content_filter (ResponsibleAIPolicyViolation)", "finish_reason content_filter"],
            vertex: ["promptFeedback.blockReason", "finishReason SAFETY and its like"],
          },
        },
        cancelled: {
          title: "The caller went away",
          means: "The client closed the connection before the answer was complete.",
          engine: "Says nothing about health. What it cost counts as wasted.",
          do: ["A rise together with TTFT means that users lose patience: treat it as slowness."],
          call: "Nobody, or the feature's team if it is a timeout of theirs.",
          codes: { other: ["the client's connection closed"] },
        },
        local: {
          title: "We refused it ourselves",
          means: "No provider is to blame: nothing was open, the limits were reached, it was shed by priority, or a caller in haste left no time.",
          engine: "Not a failure of any endpoint. The caller gets 503 with Retry-After.",
          do: [
            "Look for PANIC or shedding on the features (2): the pool is too small for the demand.",
            "Bring capacity back: undrain (U), or take a forced-open breaker off (B, auto).",
          ],
          call: "The owner of the feature with the lowest priority, if shedding lasts.",
          codes: { other: ["503 server_is_overloaded of our own"] },
        },
      },
    }
    """#
}
