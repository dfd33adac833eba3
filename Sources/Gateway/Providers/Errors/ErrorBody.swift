import Documents
import RoutingEngine

/// The body of an error in any of the shapes that providers use.
///
/// Known shapes: `{"error": {…}}`, the same in a list of one, `{"error": "text"}`, `{"type": "error",
/// "error": {…}}`, flat ones with `message` or `Message`, and `{"detail": …}`. Anything else, HTML for
/// example, gives a body whose text is its beginning.
struct ErrorBody: Sendable, Equatable {
  /// Bytes of a body that are read.
  static let mostBytes = 256 << 10

  /// What the provider says.
  var message = ""
  /// Codes and types, the most telling first.
  var codes: [String] = []
  /// The field that is wrong.
  var param: String?
  /// The status inside the body; Google's may differ from HTTP's.
  var status: Int?
  /// Google's `details`.
  var details: [Node] = []
  /// Bedrock's status of the model behind it.
  var originalStatus: Int?

  /// The code to show.
  var code: String? { codes.first }

  /// Reads the body of a response.
  init(_ bytes: [UInt8]) {
    let beginning = Array(bytes.prefix(ErrorBody.mostBytes))
    if let node = JSONText.parse(beginning) {
      read(root: node)
    } else {
      message = SafeText.message(String(decoding: beginning.prefix(1_024), as: UTF8.self))
    }
  }

  /// Reads an error that stands inside something else.
  init(_ node: Node) { read(root: node) }

  private mutating func read(root node: Node) {
    let root = node.array?.first ?? node
    guard let fields = root.members else { return }
    if let error = root["error"], error.members != nil {
      read(error)
    } else if let text = root["error"]?.string {
      message = text
    }
    if message.isEmpty || codes.isEmpty, fields.contains(where: { ErrorBody.flatKeys.contains($0.key) }) {
      read(root)
    }
    if message.isEmpty { message = SafeText.message(JSONText.text(of: root)) }
  }

  private static let flatKeys: Set<String> = ["message", "Message", "detail", "__type", "code"]

  private mutating func read(_ error: Node) {
    if message.isEmpty {
      let text = error["message"] ?? error["Message"] ?? error["detail"] ?? error["originalMessage"]
      message = text.map(ErrorBody.text) ?? ""
    }
    let inner = error["details"]?["error_code"] ?? error["innererror"]?["code"]
    for node in [inner, error["__type"], error["code"], error["status"]] where node?.string != nil {
      addCode(node)
    }
    if error["type"]?.string != "error" { addCode(error["type"]) }
    addCode(error["code"])
    param = param ?? error["param"]?.string
    status = status ?? (error["status"]?.integer ?? error["code"]?.integer).flatMap(Int.init(exactly:))
    originalStatus = originalStatus ?? error["originalStatusCode"]?.integer.flatMap(Int.init(exactly:))
    if let list = error["details"]?.array { details = list }
    for detail in details { addCode(detail["reason"]) }
  }

  private mutating func addCode(_ node: Node?) {
    guard let node else { return }
    var code: String
    switch node.value {
    case .string(let text): code = text
    case .integer(let number): code = String(number)
    default: return
    }
    // Smithy's names come with a namespace before and a URL behind.
    if let hash = code.lastIndex(of: "#") { code = String(code[code.index(after: hash)...]) }
    if let colon = code.firstIndex(of: ":") { code = String(code[..<colon]) }
    if !code.isEmpty, !codes.contains(code) { codes.append(code) }
  }

  private static func text(_ node: Node) -> String {
    if let text = node.string { return text }
    if let first = node.array?.first { return first["msg"]?.string ?? JSONText.text(of: first) }
    return node["detail"].map(text) ?? JSONText.text(of: node)
  }
}
