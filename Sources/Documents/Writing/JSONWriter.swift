/// Writes JSON straight into bytes, in the order of the calls.
///
/// The same calls give the same bytes:
/// ```swift
/// var writer = JSONWriter(style: .pretty)
/// writer.object {
///   $0.field("id", "use1/sonnet")
///   $0.array("features") { $0.value("chat") }
/// }
/// print(writer.text)
/// ```
/// Calls that cannot give JSON (a value without key in an object, a second value outside) are programmer's
/// mistakes and trap.
public struct JSONWriter: Sendable {
  /// How the document is laid out.
  public enum Style: Sendable, Hashable {
    /// No blanks at all: one line.
    case compact
    /// An item a line, each level two spaces further in.
    case pretty
  }

  private enum Container { case object, array }

  /// How the document is laid out.
  public let style: Style

  /// What is written so far, UTF-8.
  public private(set) var bytes: [UInt8] = []

  private var open: [Container] = []
  /// The next item is the first of its container, or of the line.
  private var isFirst = true
  private var hasKey = false

  /// An empty writer.
  public init(style: Style = .compact) {
    self.style = style
  }

  /// What is written so far.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Makes room for a document of about this many bytes.
  public mutating func reserve(bytes count: Int) { bytes.reserveCapacity(bytes.count + count) }

  // MARK: Objects

  /// Writes an object; the closure writes its fields.
  public mutating func object(_ fields: (inout JSONWriter) -> Void) {
    beginObject()
    fields(&self)
    endObject()
  }

  /// Writes a key and an object; the closure writes its fields.
  public mutating func object(_ key: String, _ fields: (inout JSONWriter) -> Void) {
    self.key(key)
    object(fields)
  }

  /// Writes a key and its value.
  public mutating func field(_ key: String, _ value: some JSONWritable) {
    self.key(key)
    value.write(to: &self)
  }

  /// Writes a key; its value must be next.
  public mutating func key(_ key: String) {
    precondition(open.last == .object && !hasKey, "JSONWriter: a key belongs in an object, before a value")
    separate()
    appendQuoted(key)
    bytes.append(Byte.colon)
    if style == .pretty { bytes.append(Byte.space) }
    hasKey = true
  }

  /// Opens an object, which `endObject()` closes.
  public mutating func beginObject() { begin(.object, Byte.openBrace) }

  /// Closes the object opened last.
  public mutating func endObject() { end(.object, Byte.closeBrace) }

  // MARK: Lists

  /// Writes a list; the closure writes its items.
  public mutating func array(_ items: (inout JSONWriter) -> Void) {
    beginArray()
    items(&self)
    endArray()
  }

  /// Writes a key and a list; the closure writes its items.
  public mutating func array(_ key: String, _ items: (inout JSONWriter) -> Void) {
    self.key(key)
    array(items)
  }

  /// Opens a list, which `endArray()` closes.
  public mutating func beginArray() { begin(.array, Byte.openBracket) }

  /// Closes the list opened last.
  public mutating func endArray() { end(.array, Byte.closeBracket) }

  // MARK: Values

  /// Writes a value: an item of a list, the value after `key`, or the whole document.
  public mutating func value(_ value: some JSONWritable) { value.write(to: &self) }

  /// Writes `null`.
  public mutating func null() { raw("null") }

  /// Ends the line after a finished document, so that another one may follow (one document a line).
  public mutating func endLine() {
    precondition(open.isEmpty, "JSONWriter: a line ends only after its document is closed")
    bytes.append(Byte.lineFeed)
    isFirst = true
  }

  /// Forgets what is written and keeps the memory, for a writer that is used over and over.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    isFirst = true
    hasKey = false
  }

  mutating func string(_ text: String) {
    beginValue()
    appendQuoted(text)
  }

  /// Writes a number or word as it stands.
  mutating func raw(_ text: String) {
    beginValue()
    bytes.append(contentsOf: text.utf8)
  }

  // MARK: Layout

  private mutating func begin(_ container: Container, _ bracket: UInt8) {
    beginValue()
    bytes.append(bracket)
    open.append(container)
    isFirst = true
  }

  private mutating func end(_ container: Container, _ bracket: UInt8) {
    precondition(
      open.last == container && !hasKey, "JSONWriter: the end must match what was opened, after a whole field"
    )
    open.removeLast()
    if !isFirst { breakLine() }
    bytes.append(bracket)
    isFirst = false
  }

  private mutating func beginValue() {
    switch open.last {
    case .object:
      precondition(hasKey, "JSONWriter: a value in an object needs a key")
      hasKey = false
    case .array:
      separate()
    case nil:
      precondition(isFirst, "JSONWriter: a document is one value; end the line before the next")
      isFirst = false
    }
  }

  private mutating func separate() {
    if !isFirst { bytes.append(Byte.comma) }
    isFirst = false
    breakLine()
  }

  private mutating func breakLine() {
    guard style == .pretty else { return }
    bytes.append(Byte.lineFeed)
    bytes.append(contentsOf: repeatElement(Byte.space, count: 2 * open.count))
  }

  private mutating func appendQuoted(_ text: String) {
    bytes.append(Byte.quote)
    appendEscaped(text, to: &bytes)
    bytes.append(Byte.quote)
  }
}
