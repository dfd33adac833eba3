internal import Transport

/// The paths of the control API.
enum ControlPath: String, Sendable, CaseIterable {
  case snapshot = "/api/v1/snapshot"
  case stream = "/api/v1/stream"
  case events = "/api/v1/events"
  case audit = "/api/v1/audit"
  case history = "/api/v1/history"
  case cost = "/api/v1/cost"
  case explain = "/api/v1/explain"
  case preview = "/api/v1/acts/preview"
  case acts = "/api/v1/acts"
  case cancelledActs = "/api/v1/acts/cancelled"
  case quality = "/api/v1/quality"
  case route = "/api/v1/route"
  case outcomes = "/api/v1/outcomes"
  case metrics = "/metrics"
  case health = "/healthz"
  case readiness = "/readyz"

  init?(_ text: String) { self.init(rawValue: text) }

  /// Whether it changes something, and so takes a body.
  var isPosted: Bool {
    switch self {
    case .preview, .acts, .cancelledActs, .quality, .route, .outcomes: true
    case .snapshot, .stream, .events, .audit, .history, .cost, .explain, .metrics, .health, .readiness: false
    }
  }

  /// What a caller has to be; a preview changes nothing, so that a viewer may ask for it.
  var role: ControlRole {
    switch self {
    case .acts, .cancelledActs, .quality, .route, .outcomes: .operator
    case .snapshot, .stream, .events, .audit, .history, .cost, .explain, .preview, .metrics, .health,
      .readiness:
      .viewer
    }
  }

  /// The methods it knows, for `Allow`.
  var methods: String { isPosted ? "POST" : self == .stream ? "GET" : "GET, HEAD" }

  func knows(_ method: RequestHead.Method) -> Bool {
    isPosted ? method == .post : method == .get || (method == .head && self != .stream)
  }
}
