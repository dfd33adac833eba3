import Documents

/// Writes the turns of a conversation in the form of Bedrock's Converse.
enum ConverseBlocks {
  private static let imageFormats = [
    "image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif", "image/webp": "webp",
  ]

  private static let documentFormats = [
    "application/pdf": "pdf", "text/csv": "csv", "text/html": "html", "text/plain": "txt",
    "text/markdown": "md", "application/msword": "doc", "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  ]

  /// Writes one turn.
  static func write(_ turn: Conversation.Turn, _ writer: inout JSONWriter) throws(ProviderFailure) {
    writer.beginObject()
    writer.field("role", turn.role == .assistant ? "assistant" : "user")
    writer.key("content")
    writer.beginArray()
    for (index, block) in turn.blocks.enumerated() {
      try write(block, index: index, in: turn, &writer)
    }
    writer.endArray()
    writer.endObject()
  }

  private static func write(
    _ block: Conversation.Block, index: Int, in turn: Conversation.Turn, _ writer: inout JSONWriter
  ) throws(ProviderFailure) {
    switch block {
    case .text(let text):
      writer.object { $0.field("text", text) }
    case .image(let source, let path):
      try write(image: source, path, &writer)
    case .file(let data, let name, let path):
      try write(document: data, name: name ?? "document \(index + 1)", in: turn, path, &writer)
    case .toolUse(let call, let input):
      writer.object {
        $0.object("toolUse") {
          $0.field("toolUseId", Translation.toolID(call.id))
          $0.field("name", call.name)
          $0.field("input", input)
        }
      }
    case .toolResult(let id, _, let text):
      writer.object {
        $0.object("toolResult") {
          $0.field("toolUseId", Translation.toolID(id))
          $0.array("content") { $0.object { $0.field("text", text.isEmpty ? "(no output)" : text) } }
          $0.field("status", "success")
        }
      }
    }
  }

  private static func write(
    image: ImageSource, _ path: String, _ writer: inout JSONWriter
  ) throws(ProviderFailure) {
    guard case .inline(let data) = image else {
      throw .untranslatable(path, "this provider does not fetch images; send them as data: URLs")
    }
    guard let format = imageFormats[data.mediaType] else {
      throw .untranslatable(path, "this provider takes PNG, JPEG, GIF and WebP images, not \(data.mediaType)")
    }
    writer.object {
      $0.object("image") {
        $0.field("format", format)
        $0.object("source") { $0.field("bytes", data.base64) }
      }
    }
  }

  private static func write(
    document: InlineData, name: String, in turn: Conversation.Turn, _ path: String,
    _ writer: inout JSONWriter
  ) throws(ProviderFailure) {
    guard let format = documentFormats[document.mediaType] else {
      throw .untranslatable(path, "this provider does not take \(document.mediaType)")
    }
    let hasText = turn.blocks.contains { if case .text = $0 { true } else { false } }
    guard hasText else { throw .untranslatable(path, "this provider wants text beside a document") }
    writer.object {
      $0.object("document") {
        $0.field("format", format)
        $0.field("name", documentName(name))
        $0.object("source") { $0.field("bytes", document.base64) }
      }
    }
  }

  /// A name in the characters that the service allows: letters, digits, single blanks, `-`, `()` and `[]`.
  private static func documentName(_ name: String) -> String {
    var bytes: [UInt8] = []
    for byte in name.utf8.prefix(200) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
        UInt8(ascii: "]"), UInt8(ascii: "-"):
        bytes.append(byte)
      case UInt8(ascii: " "):
        if bytes.last != byte { bytes.append(byte) }
      default:
        if bytes.last != UInt8(ascii: "-") { bytes.append(UInt8(ascii: "-")) }
      }
    }
    return bytes.isEmpty ? "document" : String(decoding: bytes, as: UTF8.self)
  }
}
