internal import TelemetryClient
internal import Transport

/// The Unix socket on which a server waits for the console of its own process.
///
/// It lies in the state directory, which its owner alone may enter, and goes with the server.
struct ConsoleSocket {
  /// The name in the state directory.
  static let name = "console.sock"
  /// The longest path of a Unix socket in bytes (`unix(7)`).
  static let longestPath = 107

  /// Where it is.
  let path: String
  /// A folder that was made for it alone; nil where it lies in the state directory.
  private let folder: String?

  /// Chooses the place.
  ///
  /// - Parameters:
  ///   - directory: the state directory; where its path is too long for a socket, or relative, a folder for this
  ///     socket alone is made.
  ///   - temporary: where such a folder is made.
  /// - Throws: where none can be made.
  init(in directory: String, temporary: String) throws(TransportError) {
    let place = directory + "/" + Self.name
    guard !place.hasPrefix("/") || place.utf8.count > Self.longestPath else {
      (path, folder) = (place, nil)
      return
    }
    let made = try FileSystem.makeTemporaryDirectory(prefix: temporary + "/route-console-socket-")
    (path, folder) = (made + "/" + Self.name, made)
  }

  /// Where the server listens.
  var listenAddress: ListenAddress { .unix(path: path) }

  /// Where the console connects to.
  var server: ServerAddress {
    guard let address = ServerAddress("unix:" + path) else {
      preconditionFailure("A socket's path is absolute.")
    }
    return address
  }

  /// Removes what the listener leaves behind.
  func remove() {
    guard let folder else { return }
    // The socket may be gone already; what stays is an empty folder among temporary files.
    try? FileSystem.remove(path)
    try? FileSystem.remove(folder)
  }
}
