import Glibc

/// A server that speaks TLS, played by the `openssl` program, with an authority made for the occasion.
final class TLSServer {
  static let program = "/usr/bin/openssl"
  static let isAvailable = unsafe access(program, X_OK) == 0

  let port: UInt16
  private let process: pid_t
  private let output: Int32

  /// Starts a server for `localhost` on a free port of 127.0.0.1.
  init(_ authority: TestAuthority, wantsCertificate: Bool = false) {
    var arguments = [
      Self.program, "s_server", "-accept", "127.0.0.1:0", "-www", "-naccept", "8",
      "-cert", authority.path("server.pem"), "-key", authority.path("server.key"),
    ]
    if wantsCertificate {
      arguments += ["-Verify", "1", "-verify_return_error", "-CAfile", authority.path("ca.pem")]
    }
    (process, output) = Self.spawn(arguments)
    var text = ""
    while !text.contains("ACCEPT 127.0.0.1:") || text.last != "\n" {
      guard let more = Self.readSome(output) else { break }
      text += more
    }
    let digits = text.split(separator: "ACCEPT 127.0.0.1:").last?.prefix { $0.isNumber } ?? ""
    guard let port = UInt16(digits) else {
      preconditionFailure("The TLS server did not start: \(text)")
    }
    self.port = port
  }

  deinit {
    kill(process, SIGKILL)
    var status: Int32 = 0
    unsafe waitpid(process, &status, 0)
    close(output)
  }

  /// Starts a program; its standard output can be read from the descriptor.
  static func spawn(_ arguments: [String]) -> (pid_t, Int32) {
    var ends: [Int32] = [0, 0]
    precondition(unsafe pipe(&ends) == 0, "No pipe.")
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/zero", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addclose(&actions, ends[0])
    var pointers = unsafe arguments.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    var process: pid_t = 0
    let result = unsafe posix_spawn(&process, arguments[0], &actions, nil, pointers, environ)
    precondition(result == 0, "\(arguments[0]) did not start.")
    unsafe pointers.forEach { unsafe free($0) }
    unsafe posix_spawn_file_actions_destroy(&actions)
    close(ends[1])
    return (process, ends[0])
  }

  /// What comes next, or `nil` at the end.
  static func readSome(_ descriptor: Int32) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}

/// A certificate authority in a directory of its own, with a certificate for `localhost` and one for a client.
final class TestAuthority: Sendable {
  /// One for all tests, removed when the process ends.
  static let shared: TestAuthority = {
    atexit { TestAuthority.shared.remove() }
    return TestAuthority()
  }()

  private let directory: String
  /// The pin of the server's key.
  let pin: String

  private init() {
    directory = TemporaryPath.fresh()
    let script = """
      set -e; rm -rf \(directory); mkdir -m 700 \(directory); cd \(directory)
      key() { openssl ecparam -genkey -name prime256v1 -noout -out $1.key; }
      key ca; openssl req -x509 -new -key ca.key -out ca.pem -days 2 -subj /CN=ca
      key server; openssl req -new -key server.key -subj /CN=localhost -out server.csr
      printf 'subjectAltName=DNS:localhost' > names
      openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem
      key client; openssl req -new -key client.key -subj /CN=client -out client.csr
      openssl x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out client.pem
      openssl pkey -in server.key -pubout -outform der | openssl dgst -sha256 -binary | base64
      """
    let (process, output) = TLSServer.spawn(["/bin/sh", "-c", script])
    var text = ""
    while let more = TLSServer.readSome(output) {
      text += more
    }
    var status: Int32 = 0
    unsafe waitpid(process, &status, 0)
    close(output)
    precondition(status == 0, "The certificates could not be made.")
    pin = "sha256//" + text.filter { !$0.isNewline }
  }

  private func remove() {
    for name in ["ca", "server", "client"] {
      for suffix in ["key", "pem", "csr", "srl"] {
        unsafe unlink(path("\(name).\(suffix)"))
      }
    }
    unsafe unlink(path("names"))
    unsafe rmdir(directory)
  }

  func path(_ name: String) -> String { directory + "/" + name }
}
