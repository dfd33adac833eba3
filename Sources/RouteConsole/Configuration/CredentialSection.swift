internal import Documents

/// How a provider is told who we are: secretless where it can be, never a secret in the file.
struct CredentialSection: Sendable, Hashable {
  /// The flow.
  enum Kind: String, Sendable, CaseIterable {
    case webIdentity = "web-identity"
    case container
    case imds
    case workloadIdentity = "workload-identity"
    case metadata
    case federatedToken = "federated-token"
    case managedIdentity = "managed-identity"
    case apiKey = "api-key"
  }

  var kind: Kind
  /// The environment variable that holds the key, of `api-key`.
  var environment: String?
  /// The file that holds the key or describes the identity.
  var file: String?
  var tokenURL: String?
  var stsURL: String?

  /// Credentials that take everything from their surroundings.
  init(kind: Kind) { self.kind = kind }

  /// Reads credentials; nil when their kind is not known.
  init?(_ section: ObjectReader) {
    refuseSecrets(section)
    let kind = section.choice("kind", as: Kind.self)
    environment = section.optionalString("env")
    file = section.optionalString("file")
    tokenURL = AddressText.url("token_url", of: section)
    stsURL = AddressText.url("sts_url", of: section)
    section.finish()
    guard let kind else { return nil }
    self.kind = kind
    if kind == .apiKey, (environment == nil) == (file == nil), !section.holds("api_key") {
      section.problems.report(
        section.position, "\(section.what) needs either \"env\" or \"file\"",
        hint: "name the environment variable or the file that holds the key")
    }
    if kind != .apiKey, environment != nil {
      section.report("env", "\"env\" is for api-key credentials, not for \(kind.rawValue)", hint: "remove it")
    }
    if let name = environment, !Self.isVariable(name) {
      section.report(
        "env", "\"env\" in \(section.what) is no name of an environment variable",
        hint: "write the variable's name, never the key itself")
    }
  }

  private static func isVariable(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first), text.utf8.count <= 128 else {
      return false
    }
    return text.utf8.allSatisfy { byte in
      (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte) || byte == 95
    }
  }
}
