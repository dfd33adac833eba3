/// What is known of the states an endpoint can be in, and of what trips it.
extension EmbeddedKnowledge {
  static let states = #"""
    {
      states: {
        closed: {
          title: "Healthy",
          means: "As in an electrical breaker, closed lets through: it takes its full share.",
          engine: "Every trigger watches it. Its usual speed and error rate are learned while it is well.",
          do: [],
        },
        suspect: {
          title: "In doubt",
          means: "Something is a little wrong, or it should be open and its pool cannot do without it.",
          engine: "At most a quarter of its share, as far as the others can carry the rest. Evidence or ten quiet minutes clear it.",
          do: [
            "Look at its error classes and at TTFT against the reference (Enter).",
            "ejection_refused means: bring capacity back elsewhere, and the engine opens it by itself.",
          ],
        },
        open: {
          title: "Shut",
          means: "A trigger fired. It takes nothing until the time shown, 5 to 60 seconds, longer where it comes and goes.",
          engine: "Then single probes are let in, invisible to users: one that fails is tried elsewhere. Three good ones begin the ramp.",
          do: [
            "Check that its features are served (2) and that what remains has head-room.",
            "D stops the probes as well; B, close forces it in against the evidence, and needs a reason.",
          ],
        },
        partial_open: {
          title: "On its way back",
          means: "It takes 1, 5, 10, 25, 50, then 75 % of its fair share, a stage at a time.",
          engine: "A stage lasts at least ten seconds and asks for its number of good answers. Bad ones set it back a stage or two, mostly bad ones open it again. Of requests that nobody else has room for it may take more: twice what it answered lately.",
          do: [
            "Nothing: forcing it in (B, close) is how a provider that recovers is knocked over again.",
            "A stage that is starved has too little traffic to prove anything; it waits.",
          ],
        },
      },
      overrides: {
        drain: {
          title: "Drained by an operator",
          means: "No new calls. Those in flight finish, or are cut after ten minutes.",
          engine: "It keeps judging in the background. At the end of the lease the drain stays, and every screen asks.",
          do: ["U brings it back through the ramp.", "D again extends the lease."],
        },
        forced_open: {
          title: "Forced open by an operator",
          means: "No calls, whatever the breaker thinks.",
          engine: "It ends with its lease, into the ramp.",
          do: ["B, auto lets the breaker judge again."],
        },
        forced_closed: {
          title: "Forced closed by an operator",
          means: "Its full share, whatever the breaker thinks. Users pay for each failure.",
          engine: "What would have tripped is recorded as would_trip. It ends with its lease.",
          do: ["B, auto lets the breaker judge again."],
        },
        pinned: {
          title: "Pinned by an operator",
          means: "Today's state stays. Nothing automatic changes it.",
          engine: "What would have tripped is recorded as would_trip. It ends with its lease.",
          do: ["B, auto lets the breaker judge again."],
        },
      },
      holds: {
        quota: {
          title: "Held: a limit is used up",
          means: "A spend or daily limit of your account. The endpoint may be perfectly healthy.",
          engine: "No calls until the end shown; then the ramp.",
          do: ["Raise the limit, then B, auto."],
          call: "Your owner of provider accounts.",
        },
        auth: {
          title: "Held: the credential is refused",
          means: "Three refusals in a row. Calls would only fail.",
          engine: "One call a minute asks again; a success begins the ramp.",
          do: ["route-console check --online FILE says which credential, and what came back."],
          call: "Whoever owns identities and secrets here.",
        },
        retired: {
          title: "Held: the model is gone",
          means: "The provider said twice that it does not exist.",
          engine: "No calls until the configuration changes.",
          do: ["Correct the model's name, then :reload."],
          call: "Whoever changed the configuration or the deployment last.",
        },
      },
      triggers: {
        consecutive_failures: {
          title: "Failures in a row",
          means: "Five hard failures in a row, over at least a quarter of a second, or a third of that where each call set out after the one before had failed.",
        },
        error_rate: {
          title: "Error rate over ten seconds",
          means: "More than 10 % of at least ten calls certainly fail, or more than three times its own usual rate.",
        },
        error_rate_slow: {
          title: "Error rate over a minute",
          means: "More than 5 % of at least a hundred calls certainly fail, or more than three times its own usual rate.",
        },
        gray_failure: {
          title: "Slightly more errors than usual",
          means: "A small rise over its own baseline that does not end. It leads to doubt, not to opening.",
        },
        ttft: {
          title: "Slow first tokens",
          means: "More than 10 % of at least twenty calls in 30 seconds take twice the usual p90, and 250 ms more.",
        },
        tpot: {
          title: "Slow streams",
          means: "More than 10 % of at least thirty streams in a minute take twice the usual time a token.",
        },
        overdue: {
          title: "Calls overdue",
          means: "Calls in flight are older than what counts as slow. They count now, before they end.",
        },
        pushback: {
          title: "Pushed back at its floor",
          means: "More than half of the calls were refused for 30 seconds although almost none are sent any more.",
        },
        probe: {
          title: "A probe failed",
          means: "A call that tested the way back failed, or a stage of the ramp saw too many failures.",
        },
      },
    }
    """#
}
