public import Documents

/// A shape that can be read from a document a program wrote.
///
/// Readers are lenient the way the schema asks: a key that is not known is ignored, one that is missing or of
/// another type is not known. Only what makes the shape meaningless without it makes reading fail.
public protocol WireReadable {
  /// Reads the shape; nil where what identifies it is missing.
  init?(_ node: Node)
}

extension Node {
  /// The text of a key; nil where it is missing, null or no text.
  func text(_ key: String) -> String? { self[key]?.string }

  /// The number of a key; nil where it is missing, null or no number.
  func number(_ key: String) -> Double? { self[key]?.number }

  /// The whole number of a key; nil where it is missing, null or not whole.
  func count(_ key: String) -> Int? { self[key]?.integer.map { Int($0) } }

  /// The revision or number of a line in a key; nil where it is missing or negative.
  func serial(_ key: String) -> UInt64? { self[key]?.integer.flatMap { UInt64(exactly: $0) } }

  /// The truth value of a key; false where it is missing.
  func flag(_ key: String) -> Bool { self[key]?.bool ?? false }

  /// The instant of a key; nil where it is missing or no instant.
  func moment(_ key: String) -> Moment? { text(key).flatMap { Moment(text: $0) } }

  /// The texts of a list; whatever in it is no text is left out.
  func texts(_ key: String) -> [String] { self[key]?.array?.compactMap(\.string) ?? [] }

  /// The shapes of a list; whatever in it cannot be read is left out.
  func list<Shape: WireReadable>(_ key: String, of shape: Shape.Type) -> [Shape] {
    self[key]?.array?.compactMap { Shape($0) } ?? []
  }

  /// The shape of a key; nil where it is missing or cannot be read.
  func shape<Shape: WireReadable>(_ key: String, _ shape: Shape.Type) -> Shape? {
    self[key].flatMap { Shape($0) }
  }
}

extension WireReadable {
  /// Reads the shape from the bytes of one JSON document.
  ///
  /// - Throws: `WireError` where the bytes are no JSON, or not this shape.
  public static func read(_ bytes: [UInt8], limits: Document.Limits = Document.Limits()) throws(WireError)
    -> Self
  {
    let node: Node
    do {
      node = try Document.parse(bytes, dialect: .json, limits: limits)
    } catch {
      throw .notJSON(error)
    }
    guard let shape = Self(node) else { throw .wrongShape(String(describing: Self.self)) }
    return shape
  }
}

/// Why a document is not what it should be.
public enum WireError: Error, Sendable, Hashable, CustomStringConvertible {
  /// It is no JSON.
  case notJSON(DocumentError)
  /// It is JSON, but not of the shape with this name.
  case wrongShape(String)

  /// A sentence; it never repeats the document's own text.
  public var description: String {
    switch self {
    case .notJSON(let error): "the document is no JSON: \(error)"
    case .wrongShape(let name): "the document is JSON, but not what was expected here (\(name))"
    }
  }
}

extension JSONWritable {
  /// The bytes of the shape as one JSON document.
  public func json(_ style: JSONWriter.Style = .compact) -> [UInt8] {
    var writer = JSONWriter(style: style)
    write(to: &writer)
    return writer.bytes
  }
}
