public import Transport
internal import Wire

/// Who calls a control API: what is sent with every request so that acts bear a name.
public struct ControlCaller: Sendable {
  /// The token; nil where the server asks for none.
  public var token: Secret?
  /// The name that the caller logged in with.
  public var name: String?
  /// The machine that the caller sits at.
  public var host: String?
  /// The terminal that the caller types at.
  public var tty: String?

  /// Describes a caller.
  public init(token: Secret? = nil, name: String? = nil, host: String? = nil, tty: String? = nil) {
    self.token = token
    self.name = name
    self.host = host
    self.tty = tty
  }

  /// The token in a client's token file: the last word of its first line.
  ///
  /// - Returns: nil where the line has no word.
  public static func token(in file: [UInt8]) -> Secret? {
    let line = file.prefix { $0 != UInt8(ascii: "\n") }
    let words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    return words.last.map { Secret(String(decoding: $0, as: UTF8.self)) }
  }

  var fields: [HeaderField] {
    var fields: [HeaderField] = []
    if let token { fields.append(HeaderField("authorization", "Bearer " + token.reveal())) }
    for (field, value) in [(ControlField.caller, name), (ControlField.host, host), (ControlField.tty, tty)] {
      guard let value, !value.isEmpty else { continue }
      let line = HeaderField("\(field)", value)
      if line.isValid { fields.append(line) }
    }
    return fields
  }
}
