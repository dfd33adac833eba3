/// When a request to elsewhere is given up; `nil` means never.
///
/// All run from the start but ``interByte``.
public struct TransferTimeouts: Hashable, Sendable {
  /// Time until the connection is ready, name resolution and TLS included.
  public var connect: Duration?
  /// Time until the first byte of the response.
  public var firstByte: Duration?
  /// Time between two pieces of the response.
  public var interByte: Duration?
  /// Time until the end of the response.
  public var total: Duration?

  /// Creates timeouts.
  public init(
    connect: Duration? = .seconds(5), firstByte: Duration? = nil, interByte: Duration? = nil,
    total: Duration? = .seconds(600)
  ) {
    self.connect = connect
    self.firstByte = firstByte
    self.interByte = interByte
    self.total = total
  }
}

extension TransferTimeouts {
  /// The timeout that passes next.
  ///
  /// - Parameters:
  ///   - startedAt: when the request was begun.
  ///   - isConnected: whether the connection is ready.
  ///   - lastByteAt: when the latest piece of the response came; `nil` before the first.
  ///   - isHeld: whether the reader makes the other side wait, so that silence is the reader's doing.
  /// - Returns: which it is, and when; `nil` where none is set.
  func next(
    startedAt: Instant, isConnected: Bool, lastByteAt: Instant?, isHeld: Bool
  ) -> (deadline: Instant, phase: TransferFailure.Phase)? {
    var next: (deadline: Instant, phase: TransferFailure.Phase)?
    func consider(_ limit: Duration?, _ start: Instant, _ phase: TransferFailure.Phase) {
      guard let limit else { return }
      let deadline = start.advanced(by: limit)
      if next.map({ deadline < $0.deadline }) ?? true { next = (deadline, phase) }
    }
    if let lastByteAt {
      if !isHeld { consider(interByte, lastByteAt, .interByte) }
    } else {
      if !isConnected { consider(connect, startedAt, .connect) }
      consider(firstByte, startedAt, .firstByte)
    }
    consider(total, startedAt, .total)
    return next
  }
}
