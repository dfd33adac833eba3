// Asks the kernel who is at the other end of a connection.
internal import CurlShim

/// Who is at the other end of a caller's connection.
public enum ConnectionPeer: Hashable, Sendable {
  /// An IP address.
  case address(String)
  /// A user of this machine, by number, through a Unix socket; the kernel vouches for it.
  case user(UInt32)
  /// This process itself, through a Unix socket; the kernel vouches for it.
  case thisProcess

  /// Whether the caller sits at this machine.
  public var isLocal: Bool {
    switch self {
    case .user, .thisProcess: true
    case .address(let text): text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.")
    }
  }

  /// Longest login name in bytes; Linux allows 32.
  static let nameBytes: Int32 = 64
  /// Longest address in bytes, its end included (`INET6_ADDRSTRLEN`).
  static let addressBytes: Int32 = 46

  init?(descriptor: Int32) {
    var user: UInt32 = 0
    let address = unsafe Self.text(Self.addressBytes) { unsafe event_peer_address(descriptor, $0, $1) }
    if let text = address {
      self = .address(text)
    } else if unsafe (event_peer_user(descriptor, &user) == 0) {
      self = event_peer_is_self(descriptor) == 1 ? .thisProcess : .user(user)
    } else {
      return nil
    }
  }

  /// The login name of a user of this machine; nil where there is none.
  public static func loginName(of user: UInt32) -> String? {
    unsafe text(nameBytes) { unsafe event_user_name(user, $0, $1) }
  }

  private static func text(_ capacity: Int32, _ fill: (UnsafeMutablePointer<CChar>, Int32) -> Int32)
    -> String?
  {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(capacity)) { buffer in
      guard let base = buffer.baseAddress, unsafe fill(base, capacity) == 0 else { return nil }
      return unsafe String(cString: base)
    }
  }
}

extension EventLoop {
  /// Who is at the other end of a connection; nil for one that is gone.
  public func peer(of id: ConnectionID) -> ConnectionPeer? {
    isCurrent(id) ? ConnectionPeer(descriptor: connections[Int(id.index)].descriptor) : nil
  }
}
