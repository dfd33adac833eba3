// Terminal: bytes from the terminal become keys. A value without clock and without I/O.

/// Decodes what a terminal sends.
///
/// Keys arrive as bytes that may be cut anywhere. `Esc` alone and `Esc` as the start of a sequence differ only in
/// what follows, so the owner calls ``timeOut()`` when nothing followed for as long as ``patience`` says.
///
/// A sequence is never taken for the letters in it: `ESC [ D` is the left arrow, and `D` opens a dialog. So an
/// unknown sequence is dropped whole, and the rest of a sequence whose `ESC` came too early is recognised when it
/// arrives in one piece.
struct KeyDecoder: Sendable {
  /// The longest sequence that is understood, in bytes; longer ones are dropped.
  static let maximumSequenceBytes = 128

  /// How long to wait for more.
  enum Patience: Hashable, Sendable {
    /// A lone `ESC` has come: the short delay of the escape key.
    case escape
    /// A sequence or a character has begun: half a second, as over a slow link.
    case sequence
  }

  private enum State: Hashable, Sendable {
    case ground
    case escape
    case character(value: UInt32, missing: Int, least: UInt32, hasAlt: Bool)
    case control
    case single
    case string(introducer: UInt8)
    case stringEscape(introducer: UInt8)
    case oldMouse
    case linuxFunction
    case paste
  }

  private var state = State.ground
  private var collected: [UInt8] = []
  private var isPasteTruncated = false
  private var escapedEarly = false

  /// Whether more bytes are expected, and for how long; nothing between keys.
  var patience: Patience? {
    switch state {
    case .ground: nil
    case .escape: .escape
    default: .sequence
    }
  }

  /// Takes bytes, and says what they complete.
  mutating func feed(_ bytes: some Collection<UInt8>) -> [TerminalInput] {
    var inputs: [TerminalInput] = []
    if escapedEarly, let first = bytes.first {
      escapedEarly = false
      if bytes.count > 1, first == 0x5B || first == 0x4F { state = .escape }
    }
    for byte in bytes { take(byte, into: &inputs) }
    return inputs
  }

  /// Ends the waiting: a lone `ESC` becomes the key, the rest of a sequence is dropped.
  mutating func timeOut() -> [TerminalInput] {
    defer {
      state = .ground
      collected = []
    }
    switch state {
    case .escape:
      escapedEarly = true
      return [.key(.escape)]
    case .control where collected.isEmpty: return [.key(.alt("["))]
    case .single: return [.key(.alt("O"))]
    case .string(let introducer) where collected.isEmpty:
      return [.key(.alt(Character(Unicode.Scalar(introducer))))]
    case .paste: return [finishedPaste()]
    default: return []
    }
  }

  private mutating func take(_ byte: UInt8, into inputs: inout [TerminalInput]) {
    switch state {
    case .ground: takePlain(byte, hasAlt: false, into: &inputs)
    case .escape: takeAfterEscape(byte, into: &inputs)
    case .character(let value, let missing, let least, let hasAlt):
      guard byte & 0xC0 == 0x80 else {
        state = .ground
        return take(byte, into: &inputs)
      }
      let next = value << 6 | UInt32(byte & 0x3F)
      if missing > 1 {
        state = .character(value: next, missing: missing - 1, least: least, hasAlt: hasAlt)
        return
      }
      state = .ground
      guard next >= least, let scalar = Unicode.Scalar(next), next >= 0xA0 else { return }
      inputs.append(.key(hasAlt ? .alt(Character(scalar)) : .character(Character(scalar))))
    case .control: takeControl(byte, into: &inputs)
    case .single:
      state = .ground
      guard byte >= 0x20 else { return take(byte, into: &inputs) }
      if let key = KeySequences.single(byte) { inputs.append(.key(key)) }
    case .linuxFunction:
      state = .ground
      if (0x41...0x45).contains(byte) { inputs.append(.key(.function(Int(byte) - 0x40))) }
    case .oldMouse:
      collected.append(byte)
      guard collected.count == 3 else { return }
      if let event = KeySequences.oldMouse(collected) { inputs.append(.mouse(event)) }
      reset()
    case .string, .stringEscape: takeString(byte, into: &inputs)
    case .paste: takePaste(byte, into: &inputs)
    }
  }

  private mutating func takePlain(_ byte: UInt8, hasAlt: Bool, into inputs: inout [TerminalInput]) {
    state = .ground
    let key: Key
    switch byte {
    case 0x1B:
      state = .escape
      return
    case 0x0D, 0x0A: key = .enter
    case 0x09: key = .tab
    case 0x7F, 0x08: key = .backspace
    case 0x00: key = .control("@")
    case 0x01...0x1A: key = .control(Character(Unicode.Scalar(byte + 0x60)))
    case 0x1C...0x1F: key = .control(Character(Unicode.Scalar(byte + 0x40)))
    case 0x20...0x7E:
      let character = Character(Unicode.Scalar(byte))
      inputs.append(.key(hasAlt ? .alt(character) : .character(character)))
      return
    case 0xC2...0xDF:
      state = .character(value: UInt32(byte & 0x1F), missing: 1, least: 0x80, hasAlt: hasAlt)
      return
    case 0xE0...0xEF:
      state = .character(value: UInt32(byte & 0x0F), missing: 2, least: 0x800, hasAlt: hasAlt)
      return
    case 0xF0...0xF4:
      state = .character(value: UInt32(byte & 0x07), missing: 3, least: 0x1_0000, hasAlt: hasAlt)
      return
    default: return
    }
    inputs.append(.key(hasAlt ? .modified(.alt, key) : key))
  }

  private mutating func takeAfterEscape(_ byte: UInt8, into inputs: inout [TerminalInput]) {
    collected = []
    switch byte {
    case 0x1B: inputs.append(.key(.escape))
    case 0x5B: state = .control
    case 0x4F: state = .single
    case 0x5D, 0x50, 0x58, 0x5E, 0x5F: state = .string(introducer: byte)
    default: takePlain(byte, hasAlt: true, into: &inputs)
    }
  }

  private mutating func takeControl(_ byte: UInt8, into inputs: inout [TerminalInput]) {
    switch byte {
    case 0x00...0x1F:
      // A control inside a sequence ends it: the terminal restarted, or the line lost bytes.
      reset()
      take(byte, into: &inputs)
    case 0x5B where collected.isEmpty: state = .linuxFunction
    case 0x4D where collected.isEmpty: state = .oldMouse
    case 0x40...0x7E:
      let sequence = collected
      reset()
      guard sequence.count < Self.maximumSequenceBytes else { return }
      if byte == 0x7E, sequence == Array("200".utf8) {
        state = .paste
        isPasteTruncated = false
      } else if let input = KeySequences.control(parameters: sequence, final: byte) {
        inputs.append(input)
      }
    case 0x20...0x3F: collect(byte)
    default: reset()
    }
  }

  private mutating func takeString(_ byte: UInt8, into inputs: inout [TerminalInput]) {
    switch (state, byte) {
    case (.stringEscape(let introducer), 0x5C), (.string(let introducer), 0x07):
      if introducer == 0x5D, let report = KeySequences.system(collected) { inputs.append(.report(report)) }
      reset()
    case (.stringEscape, _):
      reset()
      state = .escape
      take(byte, into: &inputs)
    case (.string(let introducer), 0x1B): state = .stringEscape(introducer: introducer)
    default: collect(byte)
    }
  }

  private mutating func takePaste(_ byte: UInt8, into inputs: inout [TerminalInput]) {
    let end: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]
    collected.append(byte)
    if byte == 0x7E, collected.suffix(end.count).elementsEqual(end) {
      collected.removeLast(end.count)
      inputs.append(finishedPaste())
      reset()
    } else if collected.count > Paste.maximumBytes + 2 * end.count {
      // The tail stays, so that the end is still found.
      isPasteTruncated = true
      collected.remove(at: Paste.maximumBytes)
    }
  }

  private func finishedPaste() -> TerminalInput {
    let kept = collected.prefix(Paste.maximumBytes)
    return .paste(
      Paste(
        text: String(decoding: kept, as: UTF8.self),
        isTruncated: isPasteTruncated || collected.count > kept.count))
  }

  private mutating func collect(_ byte: UInt8) {
    if collected.count < Self.maximumSequenceBytes { collected.append(byte) }
  }

  private mutating func reset() {
    state = .ground
    collected = []
  }
}
