// Asks the system who runs this process, where.
internal import CurlShim
internal import Glibc

/// Whoever runs this process, as the system knows them.
public enum Login {
  /// Longest machine name in bytes (`HOST_NAME_MAX`), its end included.
  private static let hostBytes = 65

  /// The login name; nil where the user has none.
  public static var name: String? { ConnectionPeer.loginName(of: SystemCalls.effectiveUser) }

  /// The name of this machine; nil where it has none.
  public static var host: String? {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: hostBytes) { buffer in
      guard let base = buffer.baseAddress, unsafe gethostname(base, hostBytes - 1) == 0 else { return nil }
      unsafe buffer[hostBytes - 1] = 0
      let name = unsafe String(cString: base)
      return name.isEmpty ? nil : name
    }
  }

  /// The terminal on standard input; nil where it is none.
  public static var terminal: String? {
    guard isatty(STDIN_FILENO) == 1 else { return nil }
    let bytes = 64
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes) { buffer in
      guard let base = buffer.baseAddress, unsafe ttyname_r(STDIN_FILENO, base, bytes) == 0 else {
        return nil
      }
      return unsafe String(cString: base)
    }
  }
}
