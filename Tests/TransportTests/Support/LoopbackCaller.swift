import Glibc

/// A plain socket to 127.0.0.1, for what a well-behaved client would never send.
final class LoopbackCaller {
  let descriptor: Int32

  init(port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    precondition(result == 0, "The caller could not connect to port \(port).")
  }

  /// A connection that was accepted elsewhere.
  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    close()
  }

  private var isClosed = false

  /// Closes the socket, now rather than with its last owner.
  func close() {
    if !isClosed { Glibc.close(descriptor) }
    isClosed = true
  }

  func send(_ text: String) {
    send(Array(text.utf8))
  }

  func send(_ bytes: [UInt8]) {
    let sent = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    precondition(sent == bytes.count, "The caller could not send.")
  }

  /// Sends what the kernel takes at once; returns how much that was.
  func sendSome(_ bytes: [UInt8]) -> Int {
    let sent = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }
    return max(0, sent)
  }

  /// What has come and was not read; `nil` where the other side has closed and nothing is left.
  func receive() -> String? {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
    }
    if count == 0 || (count < 0 && errno == ECONNRESET) {
      return nil
    }
    return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
  }

  func endWriting() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Ends the connection with a reset.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }
}

/// A listening socket that answers nothing by itself.
final class LoopbackListener {
  private let descriptor: Int32
  let port: UInt16

  init(backlog: Int32 = 16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, length) == 0 && listen(descriptor, backlog) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    precondition(result, "The listener could not listen.")
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit {
    Glibc.close(descriptor)
  }

  /// Leaves the file of a Unix socket that nobody listens on.
  static func leaveStaleSocket(_ path: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(stale, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    precondition(result == 0, "The stale socket could not be made.")
    Glibc.close(stale)
  }

  /// The next caller, or `nil` where none waits.
  func accept() -> LoopbackCaller? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&waiting, 1, 0) == 1 else {
      return nil
    }
    return LoopbackCaller(descriptor: Glibc.accept(descriptor, nil, nil))
  }
}
