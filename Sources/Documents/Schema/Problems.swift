/// One thing that is wrong in a file that a person wrote.
public struct Problem: Sendable, Hashable, CustomStringConvertible {
  /// The file's name as it is shown.
  public let file: String
  /// Where it is wrong.
  public let position: Position
  /// What is wrong: one sentence without a full stop.
  public let message: String
  /// What to do about it, where that is not plain.
  public let hint: String?

  /// `FILE:LINE:COLUMN: message (hint)`.
  public var description: String {
    "\(file):\(position): \(message)" + (hint.map { " (\($0))" } ?? "")
  }
}

/// All that is wrong in one file, gathered while it is read, so that a person mends it in one go.
public final class Problems: CustomStringConvertible {
  /// Problems kept with their texts; further ones are only counted.
  public static let kept = 100

  /// The file's name as it is shown.
  public let file: String

  /// How many problems were reported, kept or not.
  public private(set) var count = 0

  private var reported: [Problem] = []

  /// No problems yet, in the file of this name.
  public init(file: String) {
    self.file = printable(file, limit: Problems.fileNameCharacters)
  }

  /// Whether nothing is wrong.
  public var isEmpty: Bool { count == 0 }

  /// The problems kept, in the order of the file.
  public var all: [Problem] {
    reported.enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element)
  }

  /// The problems kept, one a line, and how many more there are.
  public var description: String {
    var lines = all.map(\.description)
    if count > reported.count { lines.append("\(file): and \(count - reported.count) more problems") }
    return lines.joined(separator: "\n")
  }

  /// Adds a problem; one that was reported already, word for word, is not added again.
  public func report(_ position: Position, _ message: String, hint: String? = nil) {
    guard hasRoom else {
      count += 1
      return
    }
    let problem = Problem(file: file, position: position, message: message, hint: hint)
    guard !reported.contains(problem) else { return }
    count += 1
    reported.append(problem)
  }

  /// Adds the reason why the file cannot be read at all.
  public func report(_ error: DocumentError) {
    report(error.position, error.message)
  }

  /// Whether the next problem's texts are kept, so that composing them is worth while.
  var hasRoom: Bool { reported.count < Problems.kept }

  private static let fileNameCharacters = 1024
}
