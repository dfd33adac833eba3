import Transport

/// Who may ask, by bearer token: one `NAME TOKEN` a line of a file that nobody else may read.
///
/// A token is looked up by its SHA-256 digest and compared in constant time, so that neither the table's order nor
/// a partial match shows in the time it takes.
public struct TokenTable: Sendable {
  /// Longest tokens file in bytes.
  public static let limitBytes = 1 << 20
  /// Shortest token in bytes; a shorter one can be guessed.
  public static let shortestToken = 8

  private struct Entry: Sendable {
    var digest: [UInt8]
    var token: [UInt8]
    var name: Int
  }

  /// The callers' names, each once.
  public private(set) var names: [String] = []
  private var entries: [Entry] = []
  private var places: [UInt64: [Int]] = [:]

  /// Reads a file, which is refused where others may read it.
  ///
  /// - Throws: where it cannot be read, is no list of `NAME TOKEN`, or is empty.
  public init(file path: String) throws(GatewaySetupError) {
    let bytes: [UInt8]
    do {
      bytes = try PrivateFiles.read(path, limitBytes: TokenTable.limitBytes)
    } catch {
      throw .file(error.description)
    }
    try self.init(bytes, shownAs: path)
  }

  /// Reads the bytes of a file.
  ///
  /// - Throws: where they are no list of `NAME TOKEN`, or empty. A message never shows a token.
  public init(_ bytes: [UInt8], shownAs path: String) throws(GatewaySetupError) {
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      guard let first = words.first, first.first != UInt8(ascii: "#") else { continue }
      guard words.count == 2 else {
        throw .badTokenLine(path: path, line: number, reason: "the line has not two words")
      }
      let token = Array(words[1])
      guard token.count >= TokenTable.shortestToken, token.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw .badTokenLine(
          path: path, line: number,
          reason: "the token is shorter than \(TokenTable.shortestToken) characters, or not plain ASCII")
      }
      add(name: String(decoding: first, as: UTF8.self), token: token)
    }
    guard !entries.isEmpty else { throw .noTokens(path: path) }
  }

  /// Whose token it is.
  ///
  /// - Returns: the place of the caller in ``names``, or nil for a token that nobody has.
  public func caller(of token: [UInt8]) -> Int? {
    let digest = SHA256.hash(token.span)
    for place in places[TokenTable.key(digest)] ?? [] {
      let entry = entries[place]
      if constantTimeEqual(entry.digest, digest), constantTimeEqual(entry.token, token) { return entry.name }
    }
    return nil
  }

  /// Whose token an `Authorization` field carries.
  ///
  /// - Returns: nil where it is no bearer token, or nobody's.
  public func caller(authorization value: ArraySlice<UInt8>) -> Int? {
    let scheme = "bearer "
    guard value.count > scheme.utf8.count else { return nil }
    for (byte, expected) in zip(value, scheme.utf8) where byte | 0x20 != expected { return nil }
    var token = value.dropFirst(scheme.utf8.count)
    while token.first == 0x20 { token.removeFirst() }
    return caller(of: Array(token))
  }

  private mutating func add(name: String, token: [UInt8]) {
    let place = names.firstIndex(of: name) ?? names.count
    if place == names.count { names.append(name) }
    let digest = SHA256.hash(token.span)
    places[TokenTable.key(digest), default: []].append(entries.count)
    entries.append(Entry(digest: digest, token: token, name: place))
  }

  private static func key(_ digest: [UInt8]) -> UInt64 {
    digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
