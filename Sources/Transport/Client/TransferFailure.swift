/// A request to elsewhere; ids of requests that have ended are recognised by their generation.
public struct TransferID: Hashable, Sendable {
  let index: Int32
  let generation: UInt32
  /// Whether it goes over a socket of our own rather than libcurl's.
  let isPlain: Bool

  init(index: Int32, generation: UInt32) {
    (self.index, self.generation, isPlain) = (index, generation, false)
  }

  init(plain index: Int32, generation: UInt32) {
    (self.index, self.generation, isPlain) = (index, generation, true)
  }

  /// A small number that no other request under way has; a later one may get it again.
  public var slot: Int { Int(index) * 2 + (isPlain ? 1 : 0) }
}

/// Why a request to elsewhere came to no good end.
public struct TransferFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where it went wrong.
  public enum Kind: Hashable, Sendable {
    /// The host's or the proxy's name has no address.
    case resolve
    /// No connection came about.
    case connect
    /// TLS failed: certificate, name, pin, or the handshake.
    case tls
    /// A timeout passed.
    case timeout(Phase)
    /// The connection ended before the first byte of the response.
    case cutBeforeResponse
    /// The connection ended inside the head of the response.
    case cutInHead
    /// The connection ended inside the body of the response.
    case cutInBody
    /// What came is not HTTP, or its head is too long.
    case badResponse
    /// The request could not be set up: address, certificate file, memory.
    case setup
  }

  /// Which timeout passed.
  public enum Phase: Hashable, Sendable {
    case connect, firstByte, interByte, total
  }

  /// Where it went wrong.
  public let kind: Kind
  /// What libcurl said, for a person; it names hosts, never fields or bodies.
  public let detail: String

  /// Creates a failure.
  public init(kind: Kind, detail: String) {
    self.kind = kind
    self.detail = detail
  }

  /// What libcurl said.
  public var description: String { detail }
}
