internal import Documents

/// Why a credential could not be got.
///
/// It quotes codes of the token service, never its texts.
public struct CredentialFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  public enum Kind: Hashable, Sendable {
    /// The text that the flow starts from cannot be read.
    case unreadable
    /// The text that the flow starts from is not what it should be.
    case badInput
    /// The token service did not answer.
    case unanswered
    /// The token service refused: its status and its code.
    case refused(status: Int, code: String)
    /// The token service's answer is not what it should be.
    case badAnswer
    /// A secret would have travelled without TLS.
    case insecureAddress
  }

  /// What went wrong.
  public let kind: Kind
  /// One sentence for a person.
  public let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  /// Reads a failure from an answer that is not 200.
  static func refusal(of answer: CredentialAnswer, by service: String) -> CredentialFailure {
    let code = errorCode(in: answer) ?? "no code"
    return CredentialFailure(
      .refused(status: answer.status, code: code), "\(service) refused with status \(answer.status), \(code)."
    )
  }

  static func badAnswer(of service: String, missing part: String) -> CredentialFailure {
    CredentialFailure(.badAnswer, "\(service) answered without \(part).")
  }

  static func outOfOrder(_ service: String) -> CredentialFailure {
    CredentialFailure(.badInput, "An answer of \(service) came that was not asked for.")
  }

  /// What the common ends of a step mean, or `nil` where the flow has to look itself.
  static func of(_ input: CredentialInput, by service: String) -> CredentialFailure? {
    switch input {
    case .text(.failure(let error)):
      CredentialFailure(.unreadable, error.description)
    case .unanswered(let failure):
      CredentialFailure(.unanswered, "\(service) did not answer: \(failure.detail).")
    case .answer(let answer) where answer.status != 200:
      refusal(of: answer, by: service)
    case .text, .answer:
      nil
    }
  }

  /// The code of OAuth, Google or STS in an answer; only what looks like a code is let through.
  private static func errorCode(in answer: CredentialAnswer) -> String? {
    var codes: [String] = []
    if let code = XMLText.element("Code", in: answer.text) {
      codes.append(code)
    } else if let root = TokenReply.parse(answer.body) {
      let error = root["error"]
      codes += [error?.string, error?["status"]?.string, root["Code"]?.string].compactMap { $0 }
      codes += (root["error_codes"]?.array ?? []).prefix(1).compactMap { $0.integer.map { "AADSTS\($0)" } }
    }
    let isCode = { (code: String) in
      !code.isEmpty && code.utf8.count <= 64 && code.utf8.allSatisfy(ByteClass.isUnreserved)
    }
    let shown = codes.filter(isCode)
    return shown.isEmpty ? nil : shown.joined(separator: " ")
  }
}
