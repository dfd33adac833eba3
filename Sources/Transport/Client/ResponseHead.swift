/// The head of a response from elsewhere: status and fields, as libcurl hands them over.
public struct ResponseHead: Hashable, Sendable {
  /// The status code, from 200 to 599.
  public private(set) var status = 0
  /// The field lines, names in lower case.
  public private(set) var bytes: [UInt8] = []
  /// The fields in their order, as ranges of ``bytes``.
  public private(set) var fields: [RequestHead.Field] = []

  init() {}

  /// Creates a head; a field that is not valid is left out.
  public init(status: Int, fields: [HeaderField] = []) {
    self.status = status
    for field in fields where field.isValid {
      let start = bytes.count
      bytes.append(contentsOf: (field.name + ": " + field.value).utf8)
      takeField(start..<bytes.count)
    }
  }

  /// The value of the first field of that name as text, broken UTF-8 repaired.
  ///
  /// - Parameter name: in lower case.
  /// - Returns: `nil` where there is no such field.
  public func text(of name: StaticString) -> String? {
    for field in fields where bytes.matches(field.name, name) {
      return String(decoding: bytes[field.value], as: UTF8.self)
    }
    return nil
  }

  /// What a line of a head means for the whole.
  enum Line: Hashable {
    case taken
    case complete
    case tooLong
    case badStatus
  }

  /// Takes one line with its line end; interim heads are forgotten when the next head begins.
  ///
  /// A line that is no field is left out: libcurl has judged the framing already.
  mutating func take(_ line: Span<UInt8>, limitBytes: Int) -> Line {
    guard bytes.count + line.count <= limitBytes else {
      return .tooLong
    }
    var end = line.count
    while end > 0, line[end - 1] == ByteClass.lineFeed || line[end - 1] == ByteClass.carriageReturn {
      end -= 1
    }
    if end == 0 {
      // What follows 101 is another protocol, which nobody here asks for.
      guard (100...599).contains(status), status != 101 else {
        return .badStatus
      }
      return status >= 200 ? .complete : .taken
    }
    let start = bytes.count
    bytes.append(copying: line, in: 0..<end)
    if end > 5, bytes.matches(start..<start + 5, "HTTP/") {
      begin(start)
    } else {
      takeField(start..<bytes.count)
    }
    return .taken
  }

  /// Reads a status line that starts at an index, and forgets what came before.
  private mutating func begin(_ start: Int) {
    let digits = bytes[start...].drop { $0 != ByteClass.space }.dropFirst().prefix(3)
    status = digits.allSatisfy(ByteClass.isDigit) ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
    bytes.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
  }

  private mutating func takeField(_ line: Range<Int>) {
    guard case .field(let field) = FieldLine.parse(bytes, line) else {
      bytes.removeSubrange(line)
      return
    }
    for index in field.name {
      bytes[index] = ByteClass.lowercased(bytes[index])
    }
    fields.append(field)
  }
}
