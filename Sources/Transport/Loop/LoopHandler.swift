/// A caller's connection; ids of connections that are gone are recognised by their generation.
public struct ConnectionID: Hashable, Sendable {
  let index: Int32
  let generation: UInt32

  /// A small number that no other open connection has; the next connection may get it again.
  public var slot: Int { Int(index) }
}

/// Why a caller's connection ended while a request was under way.
public enum CloseReason: Hashable, Sendable {
  /// The caller closed it, or it broke; one that closes only its sending side still listens.
  case callerGone
  /// The caller took or sent nothing for too long.
  case timeout
}

/// What an event loop tells its owner.
///
/// Every call gets the loop back, to act on it at once.
public protocol LoopHandler: ~Copyable {
  /// A caller's request has begun; its body follows.
  mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop)
  /// A piece of the request's body.
  mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop)
  /// The request is complete.
  mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop)
  /// The caller has taken enough of what waited for it that more may be written.
  mutating func outputDrained(_ id: ConnectionID, on loop: inout EventLoop)
  /// The connection ended between the beginning of a request and the end of its response.
  mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop)
  /// A request broke a rule and was answered by the loop.
  mutating func requestRefused(_ refusal: RequestRefusal, on loop: inout EventLoop)
  /// The head of a response from elsewhere has come.
  mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop)
  /// A piece of a response's body.
  mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>, on loop: inout EventLoop)
  /// A request to elsewhere has ended, well or not; its id means nothing any more.
  mutating func responseEnded(_ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop)
  /// A timer has fired.
  mutating func timerFired(_ token: UInt32, on loop: inout EventLoop)
  /// Another thread raised the wake signal.
  mutating func woken(on loop: inout EventLoop)
}

extension LoopHandler where Self: ~Copyable {
  /// Ignores refused requests.
  public mutating func requestRefused(_ refusal: RequestRefusal, on loop: inout EventLoop) {}
  /// Ignores that more may be written.
  public mutating func outputDrained(_ id: ConnectionID, on loop: inout EventLoop) {}
  /// Ignores timers.
  public mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {}
  /// Ignores the wake signal.
  public mutating func woken(on loop: inout EventLoop) {}
}
