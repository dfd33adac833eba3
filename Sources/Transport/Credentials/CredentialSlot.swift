/// What a slot wants done.
public enum CredentialAction: Hashable, Sendable {
  /// Read this text.
  case read(SecretSource)
  /// Send this request.
  case send(OutgoingRequest)
}

/// One credential that is kept fresh: renewed ahead of its end, by one flow at a time, and served on while its token
/// service fails.
///
/// A value without I/O: the owner carries the actions out and comes back with ``receive(_:at:)``.
public struct CredentialSlot: Sendable {
  /// Seconds of life that a credential must have left to be served.
  public static let minimumLifeSeconds: Int64 = 10
  /// Longest pause after failures, in seconds; it begins at 1 and doubles.
  public static let longestPauseSeconds: Int64 = 60
  /// Longest pause after failures while no credential can be served, in seconds: requests fail meanwhile.
  public static let longestPauseWithoutSeconds: Int64 = 5
  /// Seconds after a failure at which a request that wants the credential makes the slot try again.
  public static let wantedPauseSeconds: Int64 = 2
  /// Most steps of one run of a flow.
  static let stepLimit = 8

  private var flow: any CredentialFlow
  private let jitterPerMille: Int64
  private var grant: CredentialGrant?
  private var renewAt: WallTime?
  private var keptAt: WallTime?
  private var failedAt: WallTime?
  private var failures = 0
  private var steps = 0
  /// Whether a run of the flow is under way.
  public private(set) var isRenewing = false
  /// Why the last run failed, or `nil` where it did not.
  public private(set) var lastFailure: CredentialFailure?

  /// Creates an empty slot.
  ///
  /// - Parameters:
  ///   - flow: how the credential is got.
  ///   - jitterPerMille: -100 to 100, by which the renewal of this slot is moved, so that replicas spread.
  public init(_ flow: any CredentialFlow, jitterPerMille: Int64 = 0) {
    precondition((-100...100).contains(jitterPerMille), "Renewal is moved by a tenth at most.")
    self.flow = flow
    self.jitterPerMille = jitterPerMille
  }

  /// The credential, if one lives long enough to be used.
  ///
  /// - Returns: `nil` where there is none, or it is about to end.
  public func credential(at now: WallTime) -> Credential? {
    guard let grant else {
      return nil
    }
    if let end = grant.expiresAt, end < now.advanced(bySeconds: Self.minimumLifeSeconds) {
      return nil
    }
    return grant.credential
  }

  /// When the credential ends, or `nil` where there is none or it has no end.
  public var expiresAt: WallTime? { grant?.expiresAt }

  /// When the slot next wants something done; `nil` where it waits for an answer or for nothing.
  public var nextRenewal: WallTime? {
    isRenewing ? nil : renewAt ?? (grant == nil ? WallTime(seconds: .min) : nil)
  }

  /// Begins a run of the flow where one is due and none is under way.
  ///
  /// - Parameters:
  ///   - now: the present moment.
  ///   - isWanted: whether a request waits for it: where nothing can be served, it is not kept waiting for long.
  /// - Returns: what has to be done first, or `nil`.
  public mutating func renewIfDue(at now: WallTime, isWanted: Bool = false) -> CredentialAction? {
    guard var moment = nextRenewal else {
      return nil
    }
    if isWanted, let failedAt, credential(at: now) == nil {
      moment = min(moment, failedAt.advanced(bySeconds: Self.wantedPauseSeconds))
    }
    guard moment <= now else {
      return nil
    }
    isRenewing = true
    steps = 0
    return carryOn(flow.start(at: now), at: now)
  }

  /// Goes on with the answer to the last action.
  ///
  /// - Returns: what has to be done next, or `nil` where the run has ended.
  public mutating func receive(_ input: CredentialInput, at now: WallTime) -> CredentialAction? {
    precondition(isRenewing, "An answer comes only to a slot that asked for it.")
    return carryOn(flow.receive(input, at: now), at: now)
  }

  /// Hears that a provider refused a credential: where it is still the current one and another can be got, that
  /// becomes due.
  ///
  /// The refused one is served on meanwhile. One refusal does not say that it is dead everywhere, and whoever has
  /// nothing better loses nothing by trying it.
  public mutating func reject(_ credential: Credential, at now: WallTime) {
    guard grant?.credential == credential, !isRenewing, failures == 0, flow.canGetAnother else {
      return
    }
    let earliest = keptAt?.advanced(bySeconds: flow.rejectionPauseSeconds) ?? now
    let due = max(now, earliest)
    renewAt = min(renewAt ?? due, due)
  }

  private mutating func carryOn(_ step: CredentialStep, at now: WallTime) -> CredentialAction? {
    steps += 1
    switch step {
    case .read(let source):
      return .read(source)
    case .send(let request):
      guard TokenRequest.isSecure(request.url) else {
        fail(CredentialFailure(.insecureAddress, "\(request) would carry a secret without TLS."), at: now)
        return nil
      }
      guard steps <= Self.stepLimit else {
        fail(CredentialFailure(.badAnswer, "The flow takes more than \(Self.stepLimit) steps."), at: now)
        return nil
      }
      return .send(request)
    case .have(let grant):
      keep(grant, at: now)
      return nil
    case .failed(let failure):
      fail(failure, at: now)
      return nil
    }
  }

  private mutating func keep(_ grant: CredentialGrant, at now: WallTime) {
    isRenewing = false
    failures = 0
    failedAt = nil
    lastFailure = nil
    keptAt = now
    self.grant = grant
    if let end = grant.expiresAt {
      let life = max(0, end.seconds - now.seconds)
      let lead = min(flow.renewalLeadSeconds, life / 2)
      let moved = lead + lead * jitterPerMille / 1000
      // A credential that is born old is not asked for again and again.
      renewAt = max(end.advanced(bySeconds: -moved), now.advanced(bySeconds: 1))
    } else {
      renewAt = flow.rereadSeconds.map { now.advanced(bySeconds: $0) }
    }
  }

  private mutating func fail(_ failure: CredentialFailure, at now: WallTime) {
    isRenewing = false
    lastFailure = failure
    failedAt = now
    let pause = min(longestPause(at: now), 1 << Int64(min(failures, 6)))
    failures += 1
    renewAt = now.advanced(bySeconds: pause)
  }

  /// How long to wait at most after a failure: a tenth of what the credential has left to live, and not for long where
  /// nothing is left.
  private func longestPause(at now: WallTime) -> Int64 {
    guard let grant else {
      return Self.longestPauseWithoutSeconds
    }
    guard let end = grant.expiresAt else {
      return Self.longestPauseSeconds
    }
    let left = end.seconds - Self.minimumLifeSeconds - now.seconds
    guard left > 0 else {
      return Self.longestPauseWithoutSeconds
    }
    return min(Self.longestPauseSeconds, max(1, left / 10))
  }
}
