/// The conversations of one feature and where each was served last.
///
/// Requests take turns on as many lanes as the feature has requests in a minute, so that a conversation says
/// something every minute or so; after four requests on its lane a conversation ends and the next begins.
struct Sessions: Sendable {
  /// How long a conversation pauses between two requests, in seconds.
  static let pause = 60.0
  /// Requests of one conversation.
  static let length: UInt64 = 4
  /// Conversations of one feature at once, at most.
  static let lanesAtMost = 65_536

  private let key: UInt64
  private let lanes: Int
  private var lastSession: [UInt64]
  private var lastEndpoint: [Int32]

  init(key: UInt64, requestsPerSecond: Double) {
    self.key = key
    lanes = max(1, min(Self.lanesAtMost, Int(requestsPerSecond * Self.pause)))
    lastSession = [UInt64](repeating: 0, count: lanes)
    lastEndpoint = [Int32](repeating: -1, count: lanes)
  }

  /// The conversation of a feature's nth request; never 0.
  func session(ofRequest number: UInt64) -> UInt64 {
    let lane = number % UInt64(lanes)
    let epoch = number / UInt64(lanes) / Self.length
    return Chance.mix(Chance.mix(key, lane), epoch) | 1
  }

  /// Notes where a request was served and says whether its conversation was elsewhere before.
  mutating func serve(request number: UInt64, at endpoint: Int) -> Bool {
    let lane = Int(number % UInt64(lanes))
    let session = session(ofRequest: number)
    let moved = lastSession[lane] == session && lastEndpoint[lane] != Int32(endpoint)
    lastSession[lane] = session
    lastEndpoint[lane] = Int32(endpoint)
    return moved
  }
}
