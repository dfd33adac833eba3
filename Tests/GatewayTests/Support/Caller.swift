import Documents
import Glibc

@testable import Gateway

/// A caller of the gateway: a plain socket to 127.0.0.1, and what came back.
final class Caller {
  private let descriptor: Int32
  /// Everything that came so far.
  private(set) var text = ""
  /// Whether the gateway closed the connection.
  private(set) var isClosed = false

  /// Connects; with a number of bytes, the caller's system takes about so many that nobody reads.
  init(port: UInt16, holding bytes: Int32? = nil) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if var bytes {
      unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    precondition(result == 0, "Nobody listens on port \(port).")
  }

  deinit { close(descriptor) }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    let sent = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    precondition(sent == bytes.count, "The caller could not send.")
  }

  /// Closes the connection.
  func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Says that nothing more will be asked.
  func endWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Takes what has come.
  func receive() {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while !isClosed {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
      }
      if count == 0 || (count < 0 && errno == ECONNRESET) { isClosed = true }
      guard count > 0 else { return }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
  }

  /// The head of the first answer.
  var head: Substring { text.range(of: "\r\n\r\n").map { text[..<$0.lowerBound] } ?? "" }

  /// The status of the first answer; 0 before it came.
  var status: Int { Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0 }

  /// A field of the first answer.
  func field(_ name: String) -> String? {
    for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix(name + ": ") {
      return String(line.dropFirst(name.count + 2))
    }
    return nil
  }

  /// The body of the first answer as far as it came, chunks joined.
  var body: String {
    guard let start = text.range(of: "\r\n\r\n")?.upperBound else { return "" }
    guard field("transfer-encoding") == "chunked" else { return String(text[start...]) }
    var rest = Array(text[start...].utf8)[...]
    var joined: [UInt8] = []
    while let end = rest.firstIndex(of: 13) {
      guard let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16), size > 0 else { break }
      joined += rest.dropFirst(end - rest.startIndex + 2).prefix(size)
      rest = rest.dropFirst(end - rest.startIndex + 2 + size + 2)
    }
    return String(decoding: joined, as: UTF8.self)
  }

  /// Whether the first answer is complete.
  var isAnswered: Bool {
    guard let start = text.range(of: "\r\n\r\n")?.upperBound else { return false }
    if field("transfer-encoding") == "chunked" { return text.hasSuffix("0\r\n\r\n") }
    let length = field("content-length").flatMap { Int($0) } ?? 0
    return text[start...].utf8.count >= length
  }

  /// The data of the events of a streamed answer.
  var events: [String] {
    body.components(separatedBy: "\n\n").filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
  }

  /// The text of a streamed answer, its pieces joined.
  var content: String {
    events.compactMap { event in
      JSONText.parse(Array(event.utf8))?["choices"]?.array?.first?["delta"]?["content"]?.string
    }.joined()
  }
}
