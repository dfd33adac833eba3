/// A credential of a store.
public struct CredentialID: Hashable, Sendable {
  let index: Int
}

/// The credentials of a process, kept fresh over its event loop: the shell around ``CredentialSlot``.
///
/// Its owner passes on what the loop says of transfers; the store says which of them are its own.
public struct CredentialStore: Sendable {
  private struct Entry: Sendable {
    var slot: CredentialSlot
    var transfer: TransferID?
    var status = 0
    var flavor: String?
    var body: [UInt8] = []
  }

  private var entries: [Entry] = []

  /// Creates an empty store.
  public init() {}

  /// Adds a credential; nothing is asked for before it is wanted.
  ///
  /// - Returns: what it is asked for with.
  public mutating func add(_ slot: CredentialSlot) -> CredentialID {
    entries.append(Entry(slot: slot))
    return CredentialID(index: entries.count - 1)
  }

  /// The state of a credential.
  public func slot(_ id: CredentialID) -> CredentialSlot {
    entries[id.index].slot
  }

  /// The credential, if one lives; begins to renew it where that is due.
  ///
  /// - Parameters:
  ///   - id: which.
  ///   - now: the present moment.
  ///   - isWanted: whether a request waits for it.
  ///   - loop: carries requests to token services.
  /// - Returns: `nil` where it has to be waited for: ``responseEnded(_:_:at:on:)`` names it when it has come or
  ///   could not be got.
  public mutating func credential(
    _ id: CredentialID, at now: WallTime, isWanted: Bool = false, on loop: inout EventLoop
  ) -> Credential? {
    if let action = entries[id.index].slot.renewIfDue(at: now, isWanted: isWanted) {
      carryOut(action, id.index, at: now, on: &loop)
    }
    return entries[id.index].slot.credential(at: now)
  }

  /// Begins to renew every credential that is due.
  public mutating func renewDue(at now: WallTime, on loop: inout EventLoop) {
    for index in entries.indices {
      _ = credential(CredentialID(index: index), at: now, on: &loop)
    }
  }

  /// Hears that a provider refused a credential; begins to get another one where that can be and is due.
  ///
  /// - Returns: whether there is another one now, or will be or not as ``responseEnded(_:_:at:on:)`` tells.
  public mutating func reject(
    _ credential: Credential, of id: CredentialID, at now: WallTime, on loop: inout EventLoop
  ) -> Bool {
    entries[id.index].slot.reject(credential, at: now)
    let present = self.credential(id, at: now, on: &loop)
    return entries[id.index].slot.isRenewing || (present != nil && present != credential)
  }

  /// Hears of a response's head.
  ///
  /// - Returns: whether the transfer is the store's.
  public mutating func responseBegan(_ id: TransferID, _ head: ResponseHead) -> Bool {
    guard let index = entry(of: id) else {
      return false
    }
    entries[index].status = head.status
    entries[index].flavor = head.text(of: "metadata-flavor")
    return true
  }

  /// Hears of a piece of a response's body; what is beyond 1 MiB is not kept.
  ///
  /// - Returns: whether the transfer is the store's.
  public mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>) -> Bool {
    guard let index = entry(of: id) else {
      return false
    }
    let room = TokenReply.limitBytes - entries[index].body.count
    entries[index].body.append(copying: bytes, in: 0..<min(room, bytes.count))
    return true
  }

  /// Hears that a transfer has ended.
  ///
  /// - Returns: the credential whose renewal has ended with it, or `nil`.
  public mutating func responseEnded(
    _ id: TransferID, _ failure: TransferFailure?, at now: WallTime, on loop: inout EventLoop
  ) -> CredentialID? {
    guard let index = entry(of: id) else {
      return nil
    }
    let answer = CredentialAnswer(
      status: entries[index].status, body: entries[index].body, metadataFlavor: entries[index].flavor)
    entries[index].transfer = nil
    entries[index].body = []
    let input = failure.map { CredentialInput.unanswered($0) } ?? .answer(answer)
    if let action = entries[index].slot.receive(input, at: now) {
      carryOut(action, index, at: now, on: &loop)
    }
    return entries[index].slot.isRenewing ? nil : CredentialID(index: index)
  }

  /// Whether a transfer is the store's.
  public func owns(_ id: TransferID) -> Bool { entry(of: id) != nil }

  private func entry(of id: TransferID) -> Int? {
    entries.firstIndex { $0.transfer == id }
  }

  /// Reads and sends until an answer has to be waited for or the run has ended.
  private mutating func carryOut(
    _ first: CredentialAction, _ index: Int, at now: WallTime, on loop: inout EventLoop
  ) {
    var next: CredentialAction? = first
    while let action = next {
      switch action {
      case .read(let source):
        next = entries[index].slot.receive(.text(Self.read(source)), at: now)
      case .send(let request):
        do {
          entries[index].transfer = try loop.start(request)
          entries[index].status = 0
          entries[index].flavor = nil
          return
        } catch {
          let failure = TransferFailure(kind: .setup, detail: error.description)
          next = entries[index].slot.receive(.unanswered(failure), at: now)
        }
      }
    }
  }

  private static func read(_ source: SecretSource) -> Result<Secret, TransportError> {
    do {
      return .success(try source.read())
    } catch {
      return .failure(error)
    }
  }
}
