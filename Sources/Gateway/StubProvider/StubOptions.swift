public import RoutingEngine

/// How a stand-in provider behaves while nothing is wrong.
public struct StubOptions: Sendable, Hashable {
  /// The protocol it speaks.
  public var wire: StubProtocol
  /// Time to first token.
  public var ttft = Nanoseconds.milliseconds(50)
  /// Time per output token after the first.
  public var pace = Nanoseconds.milliseconds(10)
  /// Tokens of an answer, unless the caller allows fewer.
  public var tokens = 32
  /// The models it lists; it answers for any.
  public var models: [String]
  /// What its draws depend on.
  public var seed: UInt64 = 1
  /// Its capacity, of which faults take a share.
  public var requestsPerSecond = 100

  /// Most tokens of an answer.
  public static let mostTokens = 100_000

  /// The behaviour of a provider of a protocol.
  public init(_ wire: StubProtocol) {
    self.wire = wire
    models = wire.usualModels
  }
}
