// Terminal: what the sequences mean that terminals send for keys, the mouse and answers.
//
// The union of what xterm, tmux, screen, the Linux console, rxvt and vt100 send, so that a terminal that lies about
// its name is understood too. Sources: xterm's ctlseqs, terminfo.src of ncurses 6.4, console_codes(4).

/// The meaning of complete sequences.
enum KeySequences {
  /// The key of `ESC O` and a letter.
  static func single(_ final: UInt8) -> Key? {
    switch final {
    case 0x50...0x53: .function(Int(final) - 0x4F)
    case 0x4D: .enter
    default: cursor(final)
    }
  }

  /// What `ESC [`, parameters and a final byte mean.
  static func control(parameters: [UInt8], final: UInt8) -> TerminalInput? {
    if parameters.first == UInt8(ascii: "<") {
      return mouse(parameters.dropFirst(), final: final).map { .mouse($0) }
    }
    if parameters.first == UInt8(ascii: "?") { return answer(parameters.dropFirst(), final: final) }
    guard let numbers = numbers(parameters) else { return nil }
    let first = numbers.first ?? 0
    let modifiers = modifiers(numbers.count > 1 ? numbers[1] : 1)
    switch final {
    case UInt8(ascii: "~") where first == 27 && numbers.count == 3:
      return coded(numbers[2], modifiers).map { .key($0) }
    case UInt8(ascii: "~"): return numbered(first).map { .key(modified($0, modifiers)) }
    case UInt8(ascii: "^"): return numbered(first).map { .key(modified($0, .control)) }
    case UInt8(ascii: "@"): return numbered(first).map { .key(modified($0, [.control, .shift])) }
    case UInt8(ascii: "u"): return coded(first, modifiers).map { .key($0) }
    case UInt8(ascii: "Z"): return .key(.backTab)
    case UInt8(ascii: "R") where numbers.count == 2 && !(first == 1 && (2...8).contains(numbers[1])):
      return .report(.cursor(Point(column: numbers[1] - 1, row: first - 1)))
    case 0x50...0x53: return .key(modified(.function(Int(final) - 0x4F), modifiers))
    case 0x61...0x64: return cursor(final - 0x20).map { .key(modified($0, .shift)) }
    default: return cursor(final).map { .key(modified($0, modifiers)) }
    }
  }

  /// What the answer to a system question means; the colour of the background is the only one asked.
  static func system(_ body: [UInt8]) -> TerminalReport? {
    let text = String(decoding: body, as: UTF8.self)
    guard text.hasPrefix("11;rgb:") else { return nil }
    let channels = text.dropFirst(7).split(separator: "/").map { digits -> UInt8? in
      guard (1...4).contains(digits.count), let value = Int(digits, radix: 16), value >= 0 else { return nil }
      return UInt8(value * 255 / ((1 << (4 * digits.count)) - 1))
    }
    guard channels.count == 3, let red = channels[0], let green = channels[1], let blue = channels[2] else {
      return nil
    }
    return .background(RGB(red, green, blue))
  }

  /// The old mouse report: three bytes, each 32 more than its value.
  static func oldMouse(_ bytes: [UInt8]) -> MouseEvent? {
    guard bytes.count == 3, bytes.allSatisfy({ $0 >= 32 }) else { return nil }
    let code = Int(bytes[0]) - 32
    let point = Point(column: Int(bytes[1]) - 33, row: Int(bytes[2]) - 33)
    return event(code: code, isRelease: code & 3 == 3 && code & 64 == 0, point: point)
  }

  private static func mouse(_ parameters: ArraySlice<UInt8>, final: UInt8) -> MouseEvent? {
    guard let numbers = numbers(Array(parameters)), numbers.count == 3 else { return nil }
    guard final == UInt8(ascii: "M") || final == UInt8(ascii: "m") else { return nil }
    let point = Point(column: numbers[1] - 1, row: numbers[2] - 1)
    return event(code: numbers[0], isRelease: final == UInt8(ascii: "m"), point: point)
  }

  private static func event(code: Int, isRelease: Bool, point: Point) -> MouseEvent? {
    guard point.column >= 0, point.row >= 0 else { return nil }
    if code & 64 != 0 {
      guard code & 3 < 2 else { return nil }
      return MouseEvent(action: code & 1 == 0 ? .wheelUp : .wheelDown, button: 0, point: point)
    }
    guard code & 32 == 0 else { return nil }
    let button = code & 3 == 3 ? 0 : (code & 3) + 1
    return MouseEvent(action: isRelease ? .release : .press, button: button, point: point)
  }

  private static func answer(_ parameters: ArraySlice<UInt8>, final: UInt8) -> TerminalInput? {
    if final == UInt8(ascii: "c") { return .report(.attributes) }
    guard final == UInt8(ascii: "y"), parameters.last == UInt8(ascii: "$"),
      let numbers = numbers(Array(parameters.dropLast())), numbers.count == 2, numbers[0] == 2026
    else { return nil }
    return .report(.synchronizedOutput(isSupported: (1...3).contains(numbers[1])))
  }

  /// Reads numbers separated by semicolons, a missing one as 0, at most 16 of them, each below 100,000.
  ///
  /// A part after `:` is ignored.
  private static func numbers(_ parameters: [UInt8]) -> [Int]? {
    guard !parameters.isEmpty else { return [] }
    var result: [Int] = []
    for part in parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
      var value = 0
      for byte in part.prefix(while: { $0 != UInt8(ascii: ":") }) {
        guard (0x30...0x39).contains(byte), value < 10_000 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      result.append(value)
      guard result.count <= 16 else { return nil }
    }
    return result
  }

  private static func cursor(_ final: UInt8) -> Key? {
    switch final {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    default: nil
    }
  }

  private static func numbered(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...26: .function(number - 12)
    case 28, 29: .function(number - 13)
    case 31...34: .function(number - 14)
    default: nil
    }
  }

  /// A key by its code point, as terminals with extended key reports send it.
  private static func coded(_ code: Int, _ modifiers: KeyModifiers) -> Key? {
    switch code {
    case 9: return modifiers.contains(.shift) ? .backTab : modified(.tab, modifiers)
    case 13: return modified(.enter, modifiers)
    case 27: return modified(.escape, modifiers)
    case 127, 8: return modified(.backspace, modifiers)
    case 32...:
      guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init), code < 0xE000 || code > 0xF8FF,
        !(0x7F...0x9F).contains(code)
      else { return nil }
      let character = Character(scalar)
      if modifiers.contains(.control) {
        let lower = Character(character.lowercased())
        return ("a"..."z").contains(lower) || "@\\]^_".contains(lower)
          ? .control(lower) : (lower == " " ? .control("@") : nil)
      }
      return modifiers.contains(.alt) ? .alt(character) : .character(character)
    default: return nil
    }
  }

  /// xterm counts modifiers as 1 + 1 for Shift + 2 for Alt + 4 for Ctrl.
  private static func modifiers(_ number: Int) -> KeyModifiers {
    KeyModifiers(rawValue: UInt8(max(number - 1, 0) & 7))
  }

  private static func modified(_ key: Key, _ modifiers: KeyModifiers) -> Key {
    modifiers.isEmpty ? key : .modified(modifiers, key)
  }
}
