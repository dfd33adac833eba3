@testable import RouteConsole

/// A terminal in memory that understands what the frame writer sends, and nothing else.
///
/// It measures with the same table as the writer; where a character is in doubt it can be told to be wrong.
struct ScreenModel {
  /// A cell as a terminal has it.
  struct Spot: Hashable {
    var text = " "
    var paint = Paint.plain
  }

  let columns: Int
  let rows: Int
  /// How much wider doubtful characters are drawn than the table says; less than 0 for narrower.
  var doubt = 0
  private(set) var spots: [Spot]
  private(set) var unknown: [String] = []
  private(set) var isCursorVisible = false
  private(set) var column = 0
  private(set) var row = 0
  private var pen = Paint.plain

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    spots = Array(repeating: Spot(text: "?"), count: columns * rows)
  }

  /// The screen as text, a line a row; the right half of a wide character is nothing.
  var lines: [String] {
    (0..<rows).map { row in (0..<columns).map { spots[row * columns + $0].text }.joined() }
  }

  mutating func receive(_ bytes: [UInt8]) {
    // A vowel sign that follows a sequence must not be read as one character with its last letter.
    var text = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
    while let first = text.first {
      guard first != "\u{1B}" else {
        sequence(&text)
        continue
      }
      let plain = text.prefix { $0 != "\u{1B}" }
      for character in String(plain) {
        if character == "\r\n" {
          (column, row) = (0, min(row + 1, rows - 1))
        } else {
          draw(character)
        }
      }
      text = text[plain.endIndex...]
    }
  }

  private mutating func draw(_ character: Character) {
    let measured = DisplayWidth.measure(character)
    let width = max(measured.columns + (measured.isWidthCertain ? 0 : doubt), 1)
    for offset in 0..<width where column + offset < columns {
      spots[row * columns + column + offset] = Spot(text: offset == 0 ? String(character) : "", paint: pen)
    }
    column = min(column + width, columns)
  }

  private mutating func sequence(_ text: inout Substring.UnicodeScalarView) {
    let body = text.dropFirst(2)
    guard let end = body.firstIndex(where: { $0.isASCII && $0.properties.isAlphabetic }) else {
      unknown.append(String(text))
      text = text[text.endIndex...]
      return
    }
    let parameters = String(body[..<end])
    let numbers = parameters.split(separator: ";").map { Int($0) ?? 0 }
    text = text[text.index(after: end)...]
    switch (parameters.first, body[end]) {
    case ("?", let set) where ["?25", "?2026"].contains(parameters):
      if parameters == "?25" { isCursorVisible = set == "h" }
    case (_, "H"):
      row = (numbers.first ?? 1) - 1
      column = (numbers.count > 1 ? numbers[1] : 1) - 1
    case (_, "C"): column += numbers.first ?? 1
    case (_, "K"): for place in column..<columns { spots[row * columns + place] = erased }
    case (_, "J"): spots = Array(repeating: erased, count: columns * rows)
    case (_, "m"): colour(numbers.isEmpty ? [0] : numbers)
    default: unknown.append("\(parameters)\(body[end])")
    }
  }

  private var erased: Spot {
    Spot(text: " ", paint: Paint(foreground: .terminal, background: pen.background, attributes: []))
  }

  private mutating func colour(_ numbers: [Int]) {
    var index = 0
    while index < numbers.count {
      let number = numbers[index]
      switch number {
      case 0: pen = .plain
      case 1: pen.attributes.insert(.bold)
      case 2: pen.attributes.insert(.dim)
      case 3: pen.attributes.insert(.italic)
      case 4: pen.attributes.insert(.underline)
      case 7: pen.attributes.insert(.reverse)
      case 30...37: pen.foreground = .indexed(UInt8(number - 30))
      case 40...47: pen.background = .indexed(UInt8(number - 40))
      case 90...97: pen.foreground = .indexed(UInt8(number - 82))
      case 100...107: pen.background = .indexed(UInt8(number - 92))
      case 39: pen.foreground = .terminal
      case 49: pen.background = .terminal
      case 38, 48:
        let ink: Ink
        if numbers[index + 1] == 5 {
          ink = .indexed(UInt8(numbers[index + 2]))
          index += 2
        } else {
          ink = .rgb(RGB(UInt8(numbers[index + 2]), UInt8(numbers[index + 3]), UInt8(numbers[index + 4])))
          index += 4
        }
        if number == 38 { pen.foreground = ink } else { pen.background = ink }
      default: unknown.append("\(number)m")
      }
      index += 1
    }
  }
}
