/// The bounds and timeouts of an event loop's connections, each with its unit.
public struct LoopLimits: Hashable, Sendable {
  /// Bounds of a request.
  public var http = HTTPLimits()
  /// Most callers connected at once; the next one takes the place of whoever has been idle longest, or is told 503.
  public var connections = 10_000
  /// Most callers beyond those that are told 503 and given time to read it; more are told and closed at once.
  public var turnedAway = 64
  /// Most callers accepted in one turn of the loop.
  public var acceptsPerTurn = 64
  /// Time a connection may be idle between two requests.
  public var idleTimeout = Duration.seconds(75)
  /// Time for which a connection may be idle before a newcomer may take its place: what it asks may be on its way.
  public var idleGrace = Duration.seconds(1)
  /// Time from the first byte of a head to its last, so that a slow caller holds no connection for long.
  public var headTimeout = Duration.seconds(10)
  /// Time between two pieces of a request body.
  public var bodyTimeout = Duration.seconds(30)
  /// Bytes a second that a body has to bring on average, from ``bodyTimeout`` after the head on.
  ///
  /// A tenth of a poor mobile line; a caller who sends a byte now and then holds a connection no longer than one who
  /// sends none.
  public var bodyBytesPerSecond = 4096
  /// Time from the first byte of a head to the last of the body, however steadily they come.
  public var requestTimeout = Duration.seconds(300)
  /// Time in which a caller has to take at least one byte of what waits for it.
  public var writeTimeout = Duration.seconds(60)
  /// Time given to a caller to read an early answer while it still sends.
  public var lingerTimeout = Duration.seconds(2)
  /// Bytes waiting for a caller at which ``EventLoop/writeBody(_:to:)`` reports that it is full.
  public var outputHighWaterBytes = 256 * 1024
  /// Bytes waiting for a caller at which ``LoopHandler/outputDrained(_:on:)`` is called after that.
  public var outputLowWaterBytes = 64 * 1024
  /// Bytes of later requests kept while one is answered; then reading stops.
  public var pipelinedBytes = 64 * 1024
  /// Bytes of a response body kept while the handler holds it; then the provider is made to wait.
  public var transferHighWaterBytes = 256 * 1024
  /// Longest head of a response in bytes.
  public var responseHeadBytes = 64 * 1024
  /// Most requests under way to elsewhere.
  public var transfers = 4096
  /// Most idle connections kept open to elsewhere.
  public var pooledConnections = 1024
  /// Most connections to one host; 0 for no limit.
  public var connectionsPerHost = 0

  /// Creates the default limits.
  public init() {}
}
