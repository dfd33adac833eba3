extension BuiltInScenario {
  /// Azure's credential expires.
  public static let credentialExpiry = BuiltInScenario(
    "credential-expiry",
    #"""
    // One provider's credential is not accepted any more, and is rotated eight minutes later. The provider is held
    // and asked again once a minute; that is nobody's ill health, so nothing opens.
    {
      name: "credential-expiry", title: "Azure's credential expires", seed: 1,
      duration: "20m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", for: "8m", target: "provider:azure", kind: "auth_expired" },
      ],
      expect: [
        { metric: "event_count", kind: "auth_hold", target: "provider:azure", min: 8 },
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "event_count", kind: "auth_hold", target: "provider:bedrock", max: 0 },
        { metric: "share", target: "provider:azure", window: ["5m", "12m"], max: 0.005 },
        { metric: "state", target: "endpoint:eus2/gpt-4o-mini", at: "8m", is: "hold" },
        { metric: "state", target: "endpoint:eus2/gpt-4o-mini", at: "19m", is: "closed" },
        { metric: "user_visible_error_seconds", max: 0.5 },
      ],
    }

    """#)
}
