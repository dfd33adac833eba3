import RoutingEngine
import Transport

/// Reads what the head of a request to the inference API says.
enum InferenceRequestLine {
  private static let modelPrefix = "/v1/models/"

  /// What a request asks for.
  static func purpose(of head: RequestHead) -> Exchange.Purpose {
    if head.isPath("/v1/chat/completions") {
      return head.method == .post ? .chat : .refused(.wrongMethod("POST /v1/chat/completions"))
    }
    if head.isPath("/v1/models") {
      return head.method == .get ? .models : .refused(.wrongMethod("GET /v1/models"))
    }
    let path = head.text(head.path)
    if path.hasPrefix(modelPrefix) {
      let name = decoded(path.dropFirst(modelPrefix.count))
      return head.method == .get ? .model(name) : .refused(.wrongMethod("GET /v1/models/FEATURE"))
    }
    return .refused(.unknownPath)
  }

  /// What the fields of a request say about its way.
  static func hints(of head: RequestHead) -> Exchange.Hints {
    var hints = Exchange.Hints()
    for field in head.fields where field.name.count >= 15 && head.bytes[field.name.lowerBound] == 0x78 {
      if head.bytes.matches(field.name, "x-route-session") {
        hints.session = hash(head.bytes[field.value])
      } else if head.bytes.matches(field.name, "x-route-feature") {
        hints.feature = head.text(field.value)
      } else if head.bytes.matches(field.name, "x-route-deadline-ms") {
        let text = head.text(field.value)
        hints.deadline = deadline(text)
        if hints.deadline == nil { hints.fault = .deadlineField(text) }
      }
    }
    return hints
  }

  /// Digits that are a number of milliseconds within the limits; nil for anything else.
  private static func deadline(_ text: String) -> Nanoseconds? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int64(text) else { return nil }
    let most = InferencePart.longestDeadline.count / 1_000_000
    return (1...most).contains(count) ? .milliseconds(count) : nil
  }

  /// FNV-1a, 64 bits; never 0, which stands for no session.
  private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    let hash = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return hash == 0 ? 1 : hash
  }

  /// A part of a path with its percent-encoded bytes decoded.
  private static func decoded(_ part: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = part.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let code = UInt8(String(Substring(rest.prefix(2))), radix: 16)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
