// Opens listening sockets; with ConnectingSocket the only place that builds socket addresses.
internal import CurlShim
internal import Glibc

/// A socket that is listened on, and the file that goes with it.
struct Listener {
  let descriptor: Int32
  let address: ListenAddress
  /// What its owner knows it by.
  var tag: UInt8 = 0

  /// Closes the socket and removes its file.
  func close() {
    SystemCalls.close(descriptor)
    if case .unix(let path) = address {
      // Fails only where somebody else has removed the file.
      _ = unsafe unlink(path)
    }
  }
}

enum ListeningSocket {
  /// Callers that the kernel keeps waiting for `accept`.
  static let backlog: Int32 = 1024

  /// Opens, binds and listens.
  ///
  /// - Returns: the socket, its address with the port that the system chose.
  static func open(_ address: ListenAddress) throws(TransportError) -> Listener {
    switch address {
    case .unix(let path):
      return Listener(descriptor: try openUnix(path, address), address: address)
    case .tcp(let host, let port):
      let descriptor = try openTCP(host, port, address)
      let bound = port == 0 ? boundPort(descriptor) : port
      return Listener(descriptor: descriptor, address: .tcp(host: host, port: bound))
    }
  }

  private static func openTCP(
    _ host: String, _ port: UInt16, _ address: ListenAddress
  ) throws(TransportError) -> Int32 {
    var four = sockaddr_in()
    var six = sockaddr_in6()
    if unsafe inet_pton(AF_INET, host, &four.sin_addr) == 1 {
      four.sin_family = sa_family_t(AF_INET)
      four.sin_port = port.bigEndian
      let descriptor = try socket(AF_INET, address)
      return try listen(descriptor, address) { bind(descriptor, to: &four) }
    }
    guard unsafe inet_pton(AF_INET6, host, &six.sin6_addr) == 1 else {
      throw .badAddress(address.description)
    }
    six.sin6_family = sa_family_t(AF_INET6)
    six.sin6_port = port.bigEndian
    let descriptor = try socket(AF_INET6, address)
    return try listen(descriptor, address) { bind(descriptor, to: &six) }
  }

  private static func openUnix(_ path: String, _ address: ListenAddress) throws(TransportError) -> Int32 {
    var local = sockaddr_un()
    local.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let fits = unsafe withUnsafeMutableBytes(of: &local.sun_path) { target in
      guard bytes.count < target.count, !bytes.contains(0) else {
        return false
      }
      unsafe target.copyBytes(from: bytes)
      return true
    }
    guard fits else {
      throw .badAddress(address.description)
    }
    let descriptor = try socket(AF_UNIX, address)
    if isStale(path, local) {
      _ = unsafe unlink(path)
    }
    // Only the user that runs the server may connect: on Linux the file takes the mode of the unbound socket.
    guard fchmod(descriptor, 0o600) == 0 else {
      let failure = SystemFailure(code: errno)
      SystemCalls.close(descriptor)
      throw failure.error("restrict", address.description)
    }
    return try listen(descriptor, address) { bind(descriptor, to: &local) }
  }

  /// Whether the path is a socket file that nobody listens on any more; anything else stays, and the bind fails.
  private static func isStale(_ path: String, _ local: sockaddr_un) -> Bool {
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
      return false
    }
    let probe = event_stream_socket(AF_UNIX)
    defer { SystemCalls.close(probe) }
    var target = local
    let result = unsafe withUnsafePointer(to: &target) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    return result != 0 && errno == ECONNREFUSED
  }

  private static func socket(_ family: Int32, _ address: ListenAddress) throws(TransportError) -> Int32 {
    let descriptor = event_stream_socket(family)
    guard descriptor >= 0 else {
      throw SystemFailure(code: errno).error("open a socket for", address.description)
    }
    var one: Int32 = 1
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    return descriptor
  }

  private static func bind<Address>(_ descriptor: Int32, to address: inout Address) -> Int32 {
    unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }

  private static func listen(
    _ descriptor: Int32, _ address: ListenAddress, bind: () -> Int32
  ) throws(TransportError) -> Int32 {
    guard bind() == 0, Glibc.listen(descriptor, backlog) == 0 else {
      let failure = SystemFailure(code: errno)
      SystemCalls.close(descriptor)
      throw failure.error("listen on", address.description)
    }
    return descriptor
  }

  private static func boundPort(_ descriptor: Int32) -> UInt16 {
    var address = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(descriptor, $0, &length)
      }
    }
    // The port lies at the same place for both families.
    return result == 0 ? UInt16(bigEndian: address.sin6_port) : 0
  }
}
