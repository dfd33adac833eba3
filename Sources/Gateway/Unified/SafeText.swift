/// Makes text from elsewhere fit for logs, errors and screens.
enum SafeText {
  /// Characters of a provider's message that are kept.
  static let messageLimit = 600

  /// How words begin that are credentials, in the forms the providers give them.
  private static let secretPrefixes = [
    "sk-", "sk_", "ya29.", "eyJ", "AKIA", "ASIA", "AIza", "gsk_", "xai-", "ABSK",
  ]

  /// Shorter words are no credentials.
  private static let shortestSecret = 12

  /// A text of at most `limit` characters, without control characters and credentials.
  static func message(_ text: String, limit: Int = messageLimit) -> String {
    var result = ""
    var word = ""
    var followsBearer = false
    var count = 0
    for scalar in text.unicodeScalars {
      if count == limit {
        flush(&word, &followsBearer, into: &result)
        return result + "…"
      }
      count += 1
      if isWordPart(scalar) {
        word.unicodeScalars.append(scalar)
        continue
      }
      flush(&word, &followsBearer, into: &result)
      result.unicodeScalars.append(isPrintable(scalar) ? scalar : " ")
    }
    flush(&word, &followsBearer, into: &result)
    return result
  }

  /// A text that ends like a sentence, whether or not its author wrote a full stop.
  static func sentence(_ text: String) -> String {
    guard let last = text.last, !".!?…".contains(last) else { return text }
    return text + "."
  }

  private static func flush(_ word: inout String, _ followsBearer: inout Bool, into result: inout String) {
    guard !word.isEmpty else { return }
    let isCredential = isSecret(word) || (followsBearer && word.utf8.count >= shortestSecret)
    result += isCredential ? "[credential]" : word
    followsBearer = word.lowercased() == "bearer"
    word = ""
  }

  private static func isSecret(_ word: String) -> Bool {
    guard word.utf8.count >= shortestSecret else { return false }
    return secretPrefixes.contains { word.hasPrefix($0) }
  }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "*", "+", "/", "=": true
    default: false
    }
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
    default: true
    }
  }
}
