// Opens sockets to somewhere known; with ListeningSocket the only place that builds socket addresses.
internal import CurlShim
internal import Glibc

enum ConnectingSocket {
  /// Opens a socket and begins to connect it; it is ready, or has failed, when it becomes writable.
  static func open(_ address: PlainAddress) throws(TransportError) -> Int32 {
    switch address {
    case .unix(let path): try openUnix(path)
    case .tcp(let host, let port): try openTCP(host, port)
    }
  }

  /// Why a connection that became writable is none; nil where it is one.
  static func failure(_ descriptor: Int32) -> SystemFailure? {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    let result = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
    if result != 0 { return SystemFailure(code: errno) }
    return code == 0 ? nil : SystemFailure(code: code)
  }

  private static func openTCP(_ host: String, _ port: UInt16) throws(TransportError) -> Int32 {
    var four = sockaddr_in()
    var six = sockaddr_in6()
    let name = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    if unsafe inet_pton(AF_INET, host, &four.sin_addr) == 1 {
      four.sin_family = sa_family_t(AF_INET)
      four.sin_port = port.bigEndian
      return try begin(AF_INET, &four, name)
    }
    guard unsafe inet_pton(AF_INET6, host, &six.sin6_addr) == 1 else { throw .badAddress(name) }
    six.sin6_family = sa_family_t(AF_INET6)
    six.sin6_port = port.bigEndian
    return try begin(AF_INET6, &six, name)
  }

  private static func openUnix(_ path: String) throws(TransportError) -> Int32 {
    var local = sockaddr_un()
    local.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let fits = unsafe withUnsafeMutableBytes(of: &local.sun_path) { target in
      guard bytes.count < target.count, !bytes.contains(0) else { return false }
      unsafe target.copyBytes(from: bytes)
      return true
    }
    guard fits else { throw .badAddress("unix:" + path) }
    return try begin(AF_UNIX, &local, "unix:" + path)
  }

  private static func begin<Address>(
    _ family: Int32, _ address: inout Address, _ name: String
  ) throws(TransportError) -> Int32 {
    let descriptor = event_stream_socket(family)
    guard descriptor >= 0 else { throw SystemFailure(code: errno).error("open a socket to", name) }
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
    guard result == 0 || errno == EINPROGRESS else {
      let failure = SystemFailure(code: errno)
      SystemCalls.close(descriptor)
      throw failure.error("connect to", name)
    }
    return descriptor
  }
}
