import Testing
import Transport

/// Plays the answers of files and token services to a flow, and writes down what it asked for.
struct FlowScript {
  enum Reply {
    case text(String)
    case unreadable
    case answer(Int, String, flavor: String? = nil)
    case unanswered
  }

  static let now = WallTime(seconds: 1_767_323_045)

  var requests: [OutgoingRequest] = []
  var sources: [SecretSource] = []
  var outcome: CredentialStep?

  init(_ flow: some CredentialFlow, _ replies: [Reply]) {
    self.init(boxed: flow, replies)
  }

  init(boxed: any CredentialFlow, _ replies: [Reply]) {
    var flow = boxed
    var step = flow.start(at: Self.now)
    for reply in replies {
      note(step)
      step = flow.receive(Self.input(reply), at: Self.now)
    }
    note(step)
    outcome = step
  }

  private mutating func note(_ step: CredentialStep) {
    switch step {
    case .read(let source): sources.append(source)
    case .send(let request): requests.append(request)
    case .have, .failed: break
    }
  }

  private static func input(_ reply: Reply) -> CredentialInput {
    switch reply {
    case .text(let text):
      .text(.success(Secret(text)))
    case .unreadable:
      .text(.failure(.system(action: "read", subject: "/token", reason: "No such file or directory")))
    case .answer(let status, let body, let flavor):
      .answer(CredentialAnswer(status: status, body: Array(body.utf8), metadataFlavor: flavor))
    case .unanswered:
      .unanswered(TransferFailure(kind: .connect, detail: "refused"))
    }
  }

  var grant: CredentialGrant? {
    if case .have(let grant) = outcome { grant } else { nil }
  }

  var failure: CredentialFailure? {
    if case .failed(let failure) = outcome { failure } else { nil }
  }

  var bearer: String? {
    if case .bearer(let token) = grant?.credential { token.reveal() } else { nil }
  }

  /// Access key, secret key and session token, one space apart.
  var awsKey: String? {
    guard case .aws(let key) = grant?.credential else { return nil }
    return [key.accessKeyID, key.secretAccessKey.reveal(), key.sessionToken?.reveal() ?? ""]
      .joined(separator: " ")
  }

  /// Seconds from now to the end of the credential.
  var lifeSeconds: Int64? { grant?.expiresAt.map { $0.seconds - Self.now.seconds } }

  func body(_ index: Int) -> String { String(decoding: requests[index].body ?? [], as: UTF8.self) }

  func field(_ name: String, _ index: Int) -> String? {
    requests[index].fields.first { $0.name.lowercased() == name }?.value
  }
}
