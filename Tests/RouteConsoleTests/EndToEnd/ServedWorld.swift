import Glibc

@testable import RouteConsole

/// A stand-in provider, a configuration over it, and a folder for everything; all of it ends with this value.
final class ServedWorld {
  let folder: String
  private let stub: PtyProgram
  /// Where the stand-in listens.
  let stubPort: Int
  let binary: String

  /// Starts the stand-in; nil where that does not work.
  init?(tokens: Int = 4, pace: String = "5ms") {
    guard let binary = PtyProgram.binary else { return nil }
    self.binary = binary
    var template = Array("/tmp/route-console-test-XXXXXX".utf8CString)
    guard let made = unsafe mkdtemp(&template) else { return nil }
    folder = unsafe String(cString: made)
    guard
      let stub = PtyProgram(
        binary,
        [
          "stub-provider", "--listen", "127.0.0.1:0", "--protocol", "openai", "--ttft", "5ms", "--pace", pace,
          "--tokens", "\(tokens)",
        ], columns: 200),
      stub.shows("/control"), let port = Self.port(in: stub.text)
    else { return nil }
    self.stub = stub
    stubPort = port
    write(configuration())
  }

  deinit {
    stub.signal(SIGKILL)
    Self.remove(folder)
  }

  /// The configuration file.
  var path: String { folder + "/c.json5" }
  /// The state directory.
  var state: String { folder + "/state" }

  /// A configuration of one feature over so many endpoints.
  func configuration(endpoints: Int = 2, extra: String = "") -> String {
    let list = (1...endpoints).map { "{ id: \"stub/\($0)\", provider: \"p\", model: \"gpt-4o-mini\" }" }
    let backups = (2...max(endpoints, 2)).prefix(endpoints - 1).map { "\"stub/\($0)\"" }
    return """
      { providers: { p: { kind: "openai-compatible", cloud: "here", base_url: "http://127.0.0.1:\(stubPort)/v1" } },
        endpoints: [ \(list.joined(separator: ", ")) ],
        features: [ { id: "chat", primary: "stub/1", backups: [ \(backups.joined(separator: ", ")) ] } ],
        gateway: { listen: "127.0.0.1:0", shutdown_grace_ms: 20000 }, control: { listen: "127.0.0.1:0" }, \(extra) }
      """
  }

  /// Writes the configuration file anew, or another file that nobody else may read.
  func write(_ text: String, to path: String? = nil) {
    let path = path ?? self.path
    guard let file = unsafe fopen(path, "w") else { return }
    unsafe fputs(text, file)
    unsafe fclose(file)
    _ = unsafe chmod(path, 0o600)
  }

  /// Starts `serve` or `watch` on a terminal.
  func start(_ command: String, _ options: [String] = [], columns: Int = 120, rows: Int = 40) -> PtyProgram? {
    PtyProgram(
      binary, [command, "--config", path, "--state-dir", state] + options, columns: columns, rows: rows)
  }

  /// What a file in the state directory holds.
  func read(_ name: String) -> String {
    guard let file = unsafe fopen(state + "/" + name, "r") else { return "" }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  /// The port of the first address in a text after some words.
  static func port(in text: String, after words: String = "") -> Int? {
    let rest = words.isEmpty ? text[...] : text.range(of: words).map { text[$0...] }
    guard let rest, let host = rest.range(of: "127.0.0.1:") else { return nil }
    return Int(rest[host...].prefix { $0.isNumber })
  }

  private static func remove(_ path: String) {
    guard let stream = unsafe opendir(path) else {
      _ = unsafe Glibc.remove(path)
      return
    }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      names.append(
        unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    unsafe closedir(stream)
    for name in names where name != "." && name != ".." { remove(path + "/" + name) }
    _ = unsafe Glibc.remove(path)
  }
}

extension String {
  /// Where a text ends that is in this one; nil where it is not.
  fileprivate func range(of text: String) -> String.Index? { self[...].range(of: text) }
}

extension Substring {
  /// Where a text ends that is in this one; nil where it is not.
  fileprivate func range(of text: String) -> Substring.Index? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}

/// A request over a socket of its own, read piece by piece.
final class RawRequest {
  private let descriptor: Int32
  private(set) var text = ""
  private var isOver = false

  /// Asks a gateway of this machine for a chat.
  init?(port: Int, isStreaming: Bool) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { return nil }
    let body =
      "{\"model\":\"chat\",\"stream\":\(isStreaming),\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
    let request =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
      + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
    let bytes = Array(request.utf8)
    guard unsafe write(descriptor, bytes, bytes.count) == bytes.count else { return nil }
  }

  deinit { close(descriptor) }

  /// Reads until a text has come or the answer is over; whether it came.
  func shows(_ wanted: String) -> Bool {
    while !text.contains(wanted), take() {}
    return text.contains(wanted)
  }

  /// Reads to the end.
  func whole() -> String {
    while take() {}
    return text
  }

  private func take() -> Bool {
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard !isOver, unsafe poll(&ready, 1, Int32(PtyProgram.patience * 1_000)) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    isOver = count <= 0
    if count > 0 { text += String(decoding: bytes[..<count], as: UTF8.self) }
    return !isOver
  }
}
