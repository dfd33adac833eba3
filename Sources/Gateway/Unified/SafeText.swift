import Transport

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

  /// What stands in the place of a credential.
  static let mask = "[credential]"

  /// A text of at most `limit` characters, without control characters and credentials.
  ///
  /// Escapes of JSON are read first: what hides in them is what a reader sees.
  static func message(_ text: String, limit: Int = messageLimit) -> String {
    let text = unescaped(text)
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

  /// A text in which `\u` escapes and `\/` are what they stand for; halves of characters are left alone.
  private static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let first = rest.first {
      rest.removeFirst()
      guard first == "\\", let kind = rest.first else {
        result.append(first)
        continue
      }
      let digits = rest.dropFirst().prefix(4)
      if kind == "/" {
        rest.removeFirst()
        result.append(kind)
      } else if kind == "u", digits.count == 4, digits.allSatisfy(\.properties.isASCIIHexDigit),
        let scalar = UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init)
      {
        rest.removeFirst(5)
        result.append(scalar)
      } else {
        result.append(first)
      }
    }
    return String(result)
  }

  /// A text that ends like a sentence, whether or not its author wrote a full stop.
  static func sentence(_ text: String) -> String {
    guard let last = text.last, !".!?…".contains(last) else { return text }
    return text + "."
  }

  private static func flush(_ word: inout String, _ followsBearer: inout Bool, into result: inout String) {
    guard !word.isEmpty else { return }
    let isCredential = isSecret(word) || (followsBearer && word.utf8.count >= shortestSecret)
    result += isCredential ? mask : word
    followsBearer = word.lowercased() == "bearer"
    word = ""
  }

  private static func isSecret(_ word: String) -> Bool {
    // A name may stand before the credential, as in `api-key=sk-…`, and what is percent-encoded is read as it is meant.
    let plain = word.utf8.contains(UInt8(ascii: "%")) ? PercentEncoding.decode(word) : word
    return plain.unicodeScalars.split { $0 == "=" || !isWordPart($0) }.contains { part in
      part.count >= shortestSecret && secretPrefixes.contains { String(part).hasPrefix($0) }
    }
  }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "*", "+", "/", "=", "%", "~": true
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
