/// One user request on its way through the engine, held by its owner between attempts.
public struct RoutedRequest: Sendable, Hashable {
  /// The feature that sent it.
  public let feature: FeatureIndex
  /// When it arrived; deadlines count from here.
  public let arrived: Timestamp
  /// Prompt size in tokens, known or estimated.
  public let promptTokens: UInt32
  /// Hash of the session or conversation; 0 for none.
  public let session: UInt64
  /// Whether tokens are delivered as they come.
  public let isStreaming: Bool
  /// Bits of `Capabilities` the endpoint must have.
  public var needs: Capabilities
  /// When the caller gives up; nil for the feature's own deadline.
  public let deadline: Timestamp?
  /// The only endpoint to use, for an operator's test; nil for a normal request.
  public let only: EndpointIndex?
  /// Attempts made so far.
  public internal(set) var attempts: Int = 0
  /// Endpoints tried so far, in order.
  public internal(set) var tried = TriedEndpoints()
  /// Whether the latest attempt was a probe; its retry costs no budget.
  var lastWasProbe = false
  /// Whether the same endpoint was already asked twice.
  var repeatedHere = false
  /// The engine's count of requests when this one was first routed; every draw derives from it.
  var sequence: UInt64 = 0

  /// Describes a request before its first attempt, or after those that somebody else made.
  public init(
    feature: FeatureIndex, arrived: Timestamp, promptTokens: UInt32, session: UInt64 = 0,
    isStreaming: Bool = true, needs: Capabilities = [], deadline: Timestamp? = nil,
    only: EndpointIndex? = nil, tried: [EndpointIndex] = []
  ) {
    self.feature = feature
    self.arrived = arrived
    self.promptTokens = promptTokens
    self.session = session
    self.isStreaming = isStreaming
    self.needs = needs
    self.deadline = deadline
    self.only = only
    for endpoint in tried { self.tried.append(Int32(endpoint.value)) }
    attempts = tried.count
  }

  /// The same request among other endpoints and features.
  func moved(
    to feature: FeatureIndex, only: EndpointIndex?, _ place: (Int) -> EndpointIndex?
  ) -> RoutedRequest {
    var moved = RoutedRequest(
      feature: feature, arrived: arrived, promptTokens: promptTokens, session: session,
      isStreaming: isStreaming, needs: needs, deadline: deadline, only: only)
    moved.attempts = attempts
    moved.tried = tried.moved(place)
    moved.lastWasProbe = lastWasProbe
    moved.repeatedHere = repeatedHere
    moved.sequence = sequence
    return moved
  }
}

/// The endpoints a request has tried, in order; kept in place, so that a request needs no memory of its own.
public struct TriedEndpoints: Sendable, Hashable {
  /// The most a request may try.
  public static let limit = 8

  private var places = SIMD8<Int32>(repeating: -1)
  /// How many were tried.
  public private(set) var count = 0

  /// The one tried last; nil before the first attempt.
  public var last: EndpointIndex? {
    count > 0 ? EndpointIndex(Int(places[min(count, Self.limit) - 1])) : nil
  }

  /// Whether an endpoint was tried.
  public func contains(_ endpoint: EndpointIndex) -> Bool {
    any(places .== SIMD8<Int32>(repeating: Int32(endpoint.value)))
  }

  /// The same endpoints at other places; those that are gone keep their turn and are never met again.
  func moved(_ place: (Int) -> EndpointIndex?) -> TriedEndpoints {
    var moved = self
    for turn in 0..<min(count, Self.limit) {
      moved.places[turn] = places[turn] >= 0 ? place(Int(places[turn])).map { Int32($0.value) } ?? -1 : -1
    }
    return moved
  }

  @inline(__always)
  mutating func append(_ endpoint: Int32) {
    places[min(count, Self.limit - 1)] = endpoint
    count += 1
  }
}

/// Why a request was sent where it was sent.
public enum DecisionReason: UInt8, Sendable, Hashable {
  /// Its feature's shares say so.
  case share
  /// It is evidence for an endpoint on its ramp.
  case probe
  /// An experiment or a percentage of an operator.
  case experiment
  /// The chosen endpoint had no room; this one was next.
  case spill
  /// An earlier attempt failed.
  case failover
  /// The same endpoint again, as the feature asks.
  case sameAgain
  /// Nothing in the pool is healthy; this is the least bad.
  case leastBad
  /// The request named it.
  case named
}

/// One call to make.
public struct Attempt: Sendable, Hashable {
  /// Its name; the owner reports first token and outcome under it.
  public var id: AttemptID
  /// Where to send it.
  public var endpoint: EndpointIndex
  /// Why there.
  public var reason: DecisionReason
  /// The endpoint's generation at admission.
  public var generation: UInt32
  /// From the start of the attempt: no first token by then is `ttft_timeout` (the whole answer, where the
  /// request does not stream).
  public var budget: Nanoseconds
  /// When the whole request is too late.
  public var deadline: Timestamp

  /// Whether the call is evidence for a ramp and leased a probe slot.
  public var isProbe: Bool { reason == .probe }
}

/// Why no endpoint can be asked.
public struct Refusal: Sendable, Hashable {
  /// Why.
  public var cause: Cause
  /// When asking again may help: the earliest expected probe or free capacity.
  public var retryAfter: Nanoseconds

  /// Why a request is refused.
  public enum Cause: UInt8, Sendable, Hashable {
    /// The pool has no room; this feature's priority is shed.
    case shed
    /// Nothing in the pool may be asked.
    case noCandidate
    /// No endpoint can do what the request needs.
    case incapable
    /// The engine's table of attempts is full.
    case tooManyInFlight
    /// An attempt failed, and the feature's budget for retries is spent.
    case retriesSpent
  }
}

/// What to do with a request.
public enum Decision: Sendable, Hashable {
  /// Make this call.
  case attempt(Attempt)
  /// Tell the caller to come back later.
  case refuse(Refusal)
}

/// What to do after an attempt ended.
public enum NextStep: Sendable, Hashable {
  /// The caller has its answer, or an error that is the caller's own.
  case done
  /// Make this call, now.
  case attempt(Attempt)
  /// Make this call after a wait; the provider asked for it and it fits the objective.
  case attemptAfter(Nanoseconds, Attempt)
  /// Tell the caller that it failed.
  case fail(Refusal.Cause?, retryAfter: Nanoseconds)
}

/// What a request may need and an endpoint may be able to do.
public struct Capabilities: OptionSet, Sendable, Hashable {
  /// The bits.
  public let rawValue: UInt16

  /// Makes a set from bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Tool calls.
  public static let tools = Capabilities(rawValue: 1)
  /// Images in the prompt.
  public static let images = Capabilities(rawValue: 2)
  /// Answers that follow a JSON schema.
  public static let jsonSchema = Capabilities(rawValue: 4)
  /// Reasoning tokens.
  public static let reasoning = Capabilities(rawValue: 8)
  /// Continuing a text that the request begins.
  public static let prefill = Capabilities(rawValue: 16)
  /// Temperature and its like.
  public static let sampling = Capabilities(rawValue: 32)

  /// The names in the configuration, in the order of the bits.
  public static let names: [(String, Capabilities)] = [
    ("tools", .tools), ("images", .images), ("json_schema", .jsonSchema), ("reasoning", .reasoning),
    ("prefill", .prefill), ("sampling", .sampling),
  ]

  /// Everything.
  public static let all: Capabilities = [.tools, .images, .jsonSchema, .reasoning, .prefill, .sampling]
}
