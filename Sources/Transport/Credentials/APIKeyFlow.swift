/// `api-key`: a key from an environment variable or a file.
public struct APIKeyFlow: CredentialFlow, Hashable {
  private let source: SecretSource

  /// Creates a flow that reads this source.
  public init(source: SecretSource) {
    self.source = source
  }

  /// A key has no end of its own.
  public var renewalLeadSeconds: Int64 { 0 }

  /// A file is read again every minute, so that its key can be rotated.
  public var rereadSeconds: Int64? {
    switch source {
    case .file: 60
    case .environment: nil
    }
  }

  /// A file may hold another key by now; the environment of a process does not change.
  public var canGetAnother: Bool { rereadSeconds != nil }

  /// A file is read again at once: that costs nothing, and a key may be rotated right after it was read.
  public var rejectionPauseSeconds: Int64 { 0 }

  /// Asks for the key.
  public mutating func start(at now: WallTime) -> CredentialStep {
    .read(source)
  }

  /// Takes the key.
  public mutating func receive(_ input: CredentialInput, at now: WallTime) -> CredentialStep {
    guard case .text(.success(let key)) = input else {
      return .failed(CredentialFailure.of(input, by: "The key's source") ?? .outOfOrder("the key's source"))
    }
    guard key.reveal().utf8.allSatisfy(ByteClass.isVisible) else {
      return .failed(
        CredentialFailure(.badInput, "\(source) has a blank or a control character inside the key."))
    }
    return .have(CredentialGrant(.key(key), expiresAt: nil))
  }
}
