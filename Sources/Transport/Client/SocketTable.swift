internal import CurlShim

/// What libcurl wants of its sockets, and what the kernel was told.
///
/// libcurl says "remove" and "read" again around every request on a kept connection. To save two system calls a
/// request, a socket of our own opening that waits for reading stays registered until it is closed or an event
/// comes that nobody wants.
struct SocketTable {
  private struct Entry {
    var wanted: Poller.Interest = []
    var registered: Poller.Interest = []
    var isOurs = false
    var isChanged = false
    /// Whether libcurl may have closed the socket since the kernel was told of it.
    var isUncertain = false
  }

  private var entries: [Entry] = []
  private var changed: [Int32] = []

  /// What has to be done so that the kernel knows what is wanted.
  enum Change: Hashable {
    case none
    case add(Poller.Interest)
    case change(Poller.Interest)
    case remove
  }

  mutating func wants(_ socket: Int32, _ what: Int32) {
    reserve(socket)
    var wanted: Poller.Interest = []
    if what != Int32(CURL_SHIM_POLL_REMOVE.rawValue) {
      if what & Int32(CURL_SHIM_POLL_IN.rawValue) != 0 {
        wanted.insert(.read)
      }
      if what & Int32(CURL_SHIM_POLL_OUT.rawValue) != 0 {
        wanted.insert(.write)
      }
    }
    entries[Int(socket)].wanted = wanted
    // The end of a socket of our opening is told; others may be closed now, and the number theirs again at once.
    if wanted.isEmpty, !entries[Int(socket)].isOurs {
      entries[Int(socket)].isUncertain = true
    }
    if !entries[Int(socket)].isChanged {
      entries[Int(socket)].isChanged = true
      changed.append(socket)
    }
  }

  mutating func opened(_ socket: Int32) {
    guard socket >= 0 else {
      return
    }
    reserve(socket)
    entries[Int(socket)].isOurs = true
    entries[Int(socket)].registered = []
  }

  /// The kernel forgets a closed socket by itself.
  mutating func closed(_ socket: Int32) {
    reserve(socket)
    entries[Int(socket)].isOurs = false
    entries[Int(socket)].wanted = []
    entries[Int(socket)].registered = []
  }

  /// Forgets what was said of a number: the descriptor that has it now is not libcurl's.
  ///
  /// libcurl closes some sockets by itself, those of its resolver among them. What is due to be told of such a
  /// socket must not befall the one that got its number since.
  mutating func forget(_ socket: Int32) {
    guard socket >= 0, Int(socket) < entries.count else {
      return
    }
    entries[Int(socket)].isOurs = false
    entries[Int(socket)].wanted = []
    entries[Int(socket)].registered = []
  }

  mutating func takeChanged() -> [Int32] {
    for socket in changed {
      entries[Int(socket)].isChanged = false
    }
    defer { changed.removeAll(keepingCapacity: true) }
    return changed
  }

  mutating func noteRegistered(_ socket: Int32, _ interest: Poller.Interest) {
    entries[Int(socket)].registered = interest
    entries[Int(socket)].isUncertain = false
  }

  /// Whether an event on the socket is wanted by anybody.
  func isWanted(_ socket: Int32) -> Bool {
    Int(socket) < entries.count && !entries[Int(socket)].wanted.isEmpty
  }

  /// Whether the kernel was told of the socket.
  func isRegistered(_ socket: Int32) -> Bool {
    Int(socket) < entries.count && !entries[Int(socket)].registered.isEmpty
  }

  func change(_ socket: Int32) -> Change {
    let entry = entries[Int(socket)]
    if entry.isUncertain, !entry.wanted.isEmpty {
      return .add(entry.wanted)
    }
    if entry.wanted == entry.registered {
      return .none
    }
    if entry.wanted.isEmpty {
      return entry.isOurs && entry.registered == .read ? .none : .remove
    }
    return entry.registered.isEmpty ? .add(entry.wanted) : .change(entry.wanted)
  }

  private mutating func reserve(_ socket: Int32) {
    precondition(socket >= 0, "libcurl named a socket that is none.")
    while entries.count <= Int(socket) {
      entries.append(Entry())
    }
  }
}
