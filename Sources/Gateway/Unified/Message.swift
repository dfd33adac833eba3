import Documents

/// One message of a conversation, in the roles of OpenAI's protocol.
enum Message: Sendable, Hashable {
  /// Instructions; `developer` and `system` are one role under two names.
  case system(Instruction)
  /// What the user says.
  case user(UserMessage)
  /// What the model said.
  case assistant(AssistantMessage)
  /// What a tool returned.
  case tool(ToolResult)
}

/// Instructions to the model.
struct Instruction: Sendable, Hashable {
  /// The text, its parts joined by line ends.
  var text: String
  /// Whether the caller wrote `developer`.
  var isDeveloper = false
  /// The participant's name, if the caller gave one.
  var name: String?
}

/// A message of the user.
struct UserMessage: Sendable, Hashable {
  /// Text and images in the order given; at least one part.
  var parts: [ContentPart]
  /// The participant's name, if the caller gave one.
  var name: String?
}

/// A message of the model.
struct AssistantMessage: Sendable, Hashable {
  /// What it said; nil or empty where it only called tools.
  var text: String?
  /// Why it refused, where it did.
  var refusal: String?
  /// The tools it called.
  var toolCalls: [ToolCall] = []
  /// The participant's name, if the caller gave one.
  var name: String?
}

/// What a tool returned.
struct ToolResult: Sendable, Hashable {
  /// Which call it answers.
  var callID: String
  /// The result, its parts joined by line ends.
  var text: String
}

/// One tool call of the model.
struct ToolCall: Sendable, Hashable {
  /// The id by which its result refers to it.
  var id: String
  /// The tool's name.
  var name: String
  /// The arguments as the text of a JSON object, as the model wrote them.
  var arguments: String
  /// The provider's proof of the thought behind the call, which it wants back; Gemini's `thoughtSignature`.
  var signature: String?
}

/// A piece of a user's message.
enum ContentPart: Sendable, Hashable {
  /// Text.
  case text(String)
  /// An image.
  case image(ImageSource, detail: String?)
  /// A file given inline, with its name.
  case file(InlineData, name: String?)
  /// Sound in base64, with its format (`wav`, `mp3`).
  case audio(base64: String, format: String)
}

/// Where an image comes from.
enum ImageSource: Sendable, Hashable {
  /// The bytes are in the request.
  case inline(InlineData)
  /// The provider fetches it.
  case url(String)
}

/// Bytes in a request.
struct InlineData: Sendable, Hashable {
  /// The media type, such as `image/png`.
  var mediaType: String
  /// The bytes in base64, as the caller wrote them.
  var base64: String

  /// The URI with the bytes in it.
  var dataURI: String { "data:\(mediaType);base64,\(base64)" }

  /// Reads `data:TYPE;base64,BYTES`; nil for anything else.
  init?(dataURI: String) {
    guard dataURI.hasPrefix("data:"), let comma = dataURI.firstIndex(of: ",") else { return nil }
    let head = dataURI[..<comma].dropFirst("data:".count)
    guard head.hasSuffix(";base64") else { return nil }
    let type = head.dropLast(";base64".count)
    let bare = type.firstIndex(of: ";").map { type[..<$0] } ?? type
    guard bare.contains("/") else { return nil }
    mediaType = bare.lowercased()
    base64 = String(dataURI[dataURI.index(after: comma)...])
  }

  /// Bytes of a media type.
  init(mediaType: String, base64: String) {
    self.mediaType = mediaType
    self.base64 = base64
  }
}
