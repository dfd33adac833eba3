// Keys: what an operator can press. Knows neither terminals nor what a key does.

/// One key press.
enum Key: Hashable, Sendable {
  /// A printable character, as typed.
  case character(Character)
  /// A letter with Ctrl, in lower case, or one of `@ \ ] ^ _`; Ctrl-Space is `@`.
  case control(Character)
  /// A character with Alt, or typed right after Esc.
  case alt(Character)
  case enter, tab, backTab, backspace, escape
  case insert, delete, home, end, pageUp, pageDown, up, down, left, right
  /// A function key, from 1.
  case function(Int)
  /// A key that is not a character, with modifiers held.
  indirect case modified(KeyModifiers, Key)
}

extension Key {
  /// The second key, where Esc and it come as one when they are typed fast; nil for all others.
  ///
  /// What begins a sequence may be one whose rest is late: it is never taken apart.
  var afterEscape: Key? {
    switch self {
    case .alt(let character): return "[O]PX^_".contains(character) ? nil : .character(character)
    case .modified(.alt, let key):
      switch key {
      case .enter, .tab, .backspace, .control: return key
      default: return nil
      }
    default: return nil
    }
  }
}

/// The keys held while another is pressed.
struct KeyModifiers: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  static let shift = KeyModifiers(rawValue: 1)
  static let alt = KeyModifiers(rawValue: 2)
  static let control = KeyModifiers(rawValue: 4)

  /// The names, in the order in which they are written.
  static let names: [(name: String, modifier: KeyModifiers)] = [
    ("Ctrl", .control), ("Alt", .alt), ("Shift", .shift),
  ]
}
