internal import Documents

/// A provider: whose API, where, and how we prove who we are.
struct ProviderSection: Sendable, Hashable {
  /// The protocol that is spoken.
  enum Kind: String, Sendable, CaseIterable {
    case awsBedrock = "aws-bedrock"
    case gcpVertex = "gcp-vertex"
    case azureOpenAI = "azure-openai"
    case openAI = "openai"
    case anthropic
    case openAICompatible = "openai-compatible"

    /// The cloud it runs in when the file does not say.
    var cloud: String {
      switch self {
      case .awsBedrock: "aws"
      case .gcpVertex: "gcp"
      case .azureOpenAI: "azure"
      case .openAI: "openai"
      case .anthropic: "anthropic"
      case .openAICompatible: "on-prem"
      }
    }

    /// The ways in, the preferred one first; nil means that none is needed.
    var credentialKinds: [CredentialSection.Kind?] {
      switch self {
      case .awsBedrock: [.webIdentity, .container, .imds]
      case .gcpVertex: [.workloadIdentity, .metadata]
      case .azureOpenAI: [.federatedToken, .managedIdentity, .apiKey]
      case .openAI, .anthropic: [.apiKey]
      case .openAICompatible: [nil, .apiKey]
      }
    }
  }

  /// Its name in the file.
  var name: String
  var kind: Kind
  var cloud: String
  var region: String?
  /// The project, of `gcp-vertex`.
  var project: String?
  /// The resource, of `azure-openai`.
  var resource: String?
  var baseURL: String?
  var apiVersion: String?
  /// Sent with every request; never a secret.
  var headers: [Header]
  /// Nil where none is needed.
  var credentials: CredentialSection?
  var tls: TLSSection

  /// A header that is sent with every request.
  struct Header: Sendable, Hashable {
    var name: String
    var value: String
  }

  /// Reads a provider; nil when its kind is not known.
  init?(name: String, _ section: ObjectReader) {
    refuseSecrets(section)
    let kind = section.choice("kind", as: Kind.self)
    self.name = name
    cloud = section.optionalString("cloud") ?? kind?.cloud ?? ""
    region = section.optionalString("region")
    project = section.optionalString("project")
    resource = section.optionalString("resource")
    baseURL = AddressText.url("base_url", of: section)
    apiVersion = section.optionalString("api_version")
    headers = Self.headers(of: section)
    credentials = section.optionalObject("credentials").flatMap(CredentialSection.init)
    tls = section.optionalObject("tls").map(TLSSection.init) ?? TLSSection()
    section.finish()
    guard let kind else { return nil }
    self.kind = kind
    checkNeeds(section)
  }

  private mutating func checkNeeds(_ section: ObjectReader) {
    func need(_ key: String, _ value: String?, unless alternative: String?) {
      guard value == nil, alternative == nil, !section.holds(key) else { return }
      section.problems.report(
        section.position, "\"\(key)\" is missing in \(section.what)",
        hint: "a \(kind.rawValue) provider needs it")
    }
    switch kind {
    case .awsBedrock: need("region", region, unless: baseURL)
    case .gcpVertex: need("project", project, unless: nil)
    case .azureOpenAI: need("resource", resource, unless: baseURL)
    case .openAICompatible: need("base_url", baseURL, unless: nil)
    case .openAI, .anthropic: break
    }
    let allowed = kind.credentialKinds
    if let given = credentials {
      guard !allowed.contains(given.kind) else { return }
      let list = allowed.compactMap { $0?.rawValue }.joined(separator: ", ")
      section.report(
        "credentials", "\(given.kind.rawValue) credentials are not for a \(kind.rawValue) provider",
        hint: "use one of: \(list)")
    } else if let preferred = allowed.first ?? nil, !section.holds("credentials") {
      if preferred == .apiKey {
        section.problems.report(
          section.position, "\"credentials\" is missing in \(section.what)",
          hint: "add credentials: { kind: \"api-key\", env: \"NAME\" }")
      } else {
        credentials = CredentialSection(kind: preferred)
      }
    }
  }

  private static func headers(of section: ObjectReader) -> [Header] {
    guard let object = section.optionalObject("headers") else { return [] }
    let secret = ["authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie"]
    return object.members().compactMap { member in
      guard !secret.contains(member.key.lowercased()) else {
        object.report(
          member.key, "the header \"\(member.key)\" carries a secret, which does not belong in this file",
          hint: "use \"credentials\" with an environment variable or a file")
        return nil
      }
      let isToken = !member.key.isEmpty && member.key.utf8.allSatisfy(AddressText.isTokenByte)
      guard isToken else {
        object.report(
          member.key, "a name in \"headers\" is no HTTP header name", hint: "letters, digits and -")
        return nil
      }
      guard let value = object.string(member.key) else { return nil }
      guard value.utf8.allSatisfy({ ($0 >= 32 && $0 != 127) || $0 == 9 }) else {
        object.report(member.key, "the header \"\(member.key)\" holds a control character")
        return nil
      }
      return Header(name: member.key, value: value)
    }
  }
}

/// Refuses a secret that is written in the file itself; its value is never repeated.
func refuseSecrets(_ section: ObjectReader) {
  let keys = [
    "api_key", "apikey", "key", "secret", "token", "password", "access_key", "secret_access_key",
    "client_secret", "session_token",
  ]
  for key in keys where section.holds(key) {
    _ = section.has(key)
    section.report(
      key, "\"\(key)\" in \(section.what) puts a secret in this file, which is refused",
      hint: "credentials: { kind: \"api-key\", env: \"NAME\" } or file: \"PATH\"; better, a secretless kind")
  }
}
