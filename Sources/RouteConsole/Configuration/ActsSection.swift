internal import Documents
internal import TelemetryClient

/// What carries out acts in watch mode: `watch: { acts: {} }`.
struct ActsSection: Sendable, Hashable {
  /// What the integration is told.
  var settings: ActSettings

  /// Reads the section; nil when it cannot be used.
  init?(_ section: ObjectReader) {
    refuseSecrets(section)
    var target: ActSettings.Target?
    switch section.choice("kind", of: ["webhook", "command", "file"]) {
    case "webhook":
      let keyFile = section.optionalString("key_file")
      target = AddressText.requiredURL("url", of: section).map { .webhook(url: $0, keyFile: keyFile) }
    case "command":
      let words = section.strings("argv", required: true)
      if words.isEmpty {
        section.report("argv", "\"argv\" in \(section.what) is empty", hint: "name a program")
      }
      target = words.isEmpty ? nil : .command(words)
    case "file":
      let confirmFile = section.optionalString("confirm_file")
      target = section.string("path").map { .file(path: $0, confirmFile: confirmFile) }
    default: break
    }
    let seconds = section.integer("timeout_s", in: 1...600, default: ActSettings.defaultTimeoutSeconds)
    section.finish()
    guard let target else { return nil }
    settings = ActSettings(target: target, timeoutSeconds: seconds)
  }

  /// Writes the section.
  func write(to writer: inout JSONWriter) {
    writer.object("acts") { writer in
      switch settings.target {
      case .webhook(let url, let keyFile):
        writer.field("kind", "webhook")
        writer.field("url", url)
        writer.field("key_file", keyFile)
      case .command(let words):
        writer.field("kind", "command")
        writer.field("argv", words)
      case .file(let path, let confirmFile):
        writer.field("kind", "file")
        writer.field("path", path)
        writer.field("confirm_file", confirmFile)
      }
      writer.field("timeout_s", settings.timeoutSeconds)
    }
  }
}
