import Documents

/// Writes the turns of a conversation in the form of Gemini's `contents`.
enum GeminiParts {
  /// What stands for the proof of a thought that another provider had; documented by the vendor.
  static let foreignSignature = "skip_thought_signature_validator"

  /// The media types of what a URL may point to, by the end of its path.
  private static let mediaTypes: [(suffix: String, type: String)] = [
    (".png", "image/png"), (".jpg", "image/jpeg"), (".jpeg", "image/jpeg"), (".webp", "image/webp"),
    (".gif", "image/gif"), (".heic", "image/heic"), (".heif", "image/heif"), (".bmp", "image/bmp"),
  ]

  /// Writes one turn.
  static func write(
    _ turn: Conversation.Turn, _ profile: ModelProfile, _ writer: inout JSONWriter
  ) throws(ProviderFailure) {
    writer.beginObject()
    writer.field("role", turn.role == .assistant ? "model" : "user")
    writer.key("parts")
    writer.beginArray()
    // Newer models demand a proof on the first call of a step.
    var needsSignature = profile.thinking == .effort || profile.thinking == .always
    for block in turn.blocks {
      if case .toolUse(let call, let input) = block {
        let signature = call.signature ?? (needsSignature ? foreignSignature : nil)
        needsSignature = false
        write(call, input, signature: signature, &writer)
      } else {
        try write(block, &writer)
      }
    }
    writer.endArray()
    writer.endObject()
  }

  private static func write(
    _ call: ToolCall, _ input: Node, signature: String?, _ writer: inout JSONWriter
  ) {
    writer.object {
      $0.object("functionCall") {
        $0.field("id", call.id)
        $0.field("name", call.name)
        $0.field("args", input)
      }
      if let signature { $0.field("thoughtSignature", signature) }
    }
  }

  private static func write(
    _ block: Conversation.Block, _ writer: inout JSONWriter
  ) throws(ProviderFailure) {
    switch block {
    case .text(let text): writer.object { $0.field("text", text) }
    case .image(.inline(let data), _), .file(let data, _, _):
      writer.object {
        $0.object("inlineData") {
          $0.field("mimeType", data.mediaType)
          $0.field("data", data.base64)
        }
      }
    case .image(.url(let url), let path):
      let bare = url.prefix { $0 != "?" && $0 != "#" }.lowercased()
      guard let type = mediaTypes.first(where: { bare.hasSuffix($0.suffix) })?.type else {
        throw .untranslatable(
          path, "this provider must be told the type of an image, and the URL does not say it")
      }
      writer.object {
        $0.object("fileData") {
          $0.field("mimeType", type)
          $0.field("fileUri", url)
        }
      }
    case .toolUse: break
    case .toolResult(let id, let name, let text):
      writer.object {
        $0.object("functionResponse") {
          $0.field("id", id)
          $0.field("name", name)
          $0.object("response") { $0.field("output", text) }
        }
      }
    }
  }
}
