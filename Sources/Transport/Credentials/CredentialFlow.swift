/// How a credential is got: a value that asks for texts and requests, and ends with a secret or a failure.
///
/// It does no I/O. Every call returns what it needs next; the answer comes with ``receive(_:at:)``.
public protocol CredentialFlow: Sendable {
  /// Begins anew, whatever was under way.
  ///
  /// - Returns: what is needed first.
  mutating func start(at now: WallTime) -> CredentialStep
  /// Goes on with the answer to the last step.
  ///
  /// - Returns: what is needed next, or how it ended.
  mutating func receive(_ input: CredentialInput, at now: WallTime) -> CredentialStep
  /// How long before its end a credential of this kind is renewed, in seconds.
  var renewalLeadSeconds: Int64 { get }
  /// After how many seconds a credential without an end is read again; `nil` for never.
  var rereadSeconds: Int64? { get }
  /// Whether beginning anew may give another credential than the last one.
  var canGetAnother: Bool { get }
  /// Seconds between two renewals that a provider's refusals bring about, at least.
  var rejectionPauseSeconds: Int64 { get }
}

extension CredentialFlow {
  /// Credentials with an end are not read again before it nears.
  public var rereadSeconds: Int64? { nil }
  /// A token service gives another token.
  public var canGetAnother: Bool { true }
  /// A token service is spared a storm of refusals.
  public var rejectionPauseSeconds: Int64 { 10 }
}

/// What a flow needs next, or how it ended.
public enum CredentialStep: Hashable, Sendable {
  /// Read this text.
  case read(SecretSource)
  /// Send this request.
  case send(OutgoingRequest)
  /// The credential, and when it ends.
  case have(CredentialGrant)
  /// It could not be got.
  case failed(CredentialFailure)
}

/// What a flow asked for.
public enum CredentialInput: Hashable, Sendable {
  /// The text, or why it could not be read.
  case text(Result<Secret, TransportError>)
  /// The response to the request: status, body, and the fields that a flow looks at.
  case answer(CredentialAnswer)
  /// No response came.
  case unanswered(TransferFailure)
}

/// A response of a token service.
///
/// Its body holds secrets, so it prints its status only.
public struct CredentialAnswer: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The status code.
  public let status: Int
  /// The body.
  public let body: [UInt8]
  /// The value of `Metadata-Flavor`, by which Google's metadata server is known.
  public let metadataFlavor: String?

  /// Creates a response.
  public init(status: Int, body: [UInt8], metadataFlavor: String? = nil) {
    self.status = status
    self.body = body
    self.metadataFlavor = metadataFlavor
  }

  /// The status.
  public var description: String { "answer \(status)" }

  /// A mirror that shows the status only.
  public var customMirror: Mirror { Mirror(self, children: ["status": status]) }

  var text: String { String(decoding: body, as: UTF8.self) }
}

/// Where a text is that a flow starts from.
public enum SecretSource: Hashable, Sendable, CustomStringConvertible {
  case file(path: String)
  case environment(name: String)

  /// The path or the name, never the text.
  public var description: String {
    switch self {
    case .file(let path): path
    case .environment(let name): "the environment variable \(name)"
    }
  }

  /// Longest text in bytes.
  static let limitBytes = 256 * 1024

  /// Reads the text, blanks and line ends around it removed.
  ///
  /// - Throws: where the file or the variable is missing, unreadable or empty.
  public func read() throws(TransportError) -> Secret {
    let text: [UInt8]
    switch self {
    case .file(let path):
      text = try SystemCalls.readFile(path, limitBytes: Self.limitBytes)
    case .environment(let name):
      text = Array((SystemCalls.environment(name) ?? "").utf8)
    }
    let isSpace = { (byte: UInt8) in byte == ByteClass.space || (0x09...0x0D).contains(byte) }
    var trimmed = text.drop(while: isSpace)
    while let last = trimmed.last, isSpace(last) {
      trimmed.removeLast()
    }
    guard !trimmed.isEmpty else {
      throw .system(action: "read", subject: description, reason: "it is missing or empty")
    }
    return Secret(String(decoding: trimmed, as: UTF8.self))
  }
}

/// What a request to a provider is authorised with.
public enum Credential: Hashable, Sendable {
  /// A key that goes into a field of the provider's choice.
  case key(Secret)
  /// A token that goes into `Authorization: Bearer`.
  case bearer(Secret)
  /// A key that signs requests.
  case aws(AWSKey)
}

/// A credential and when it ends.
public struct CredentialGrant: Hashable, Sendable {
  /// The credential.
  public let credential: Credential
  /// When it ends; `nil` where it does not by itself.
  public let expiresAt: WallTime?

  /// Creates a grant.
  public init(_ credential: Credential, expiresAt: WallTime?) {
    self.credential = credential
    self.expiresAt = expiresAt
  }
}
