// Surface: one user-perceived character, stored in place so that cells copy and compare without counting.

/// One grapheme cluster as at most 16 bytes of UTF-8, stored in place.
///
/// Cells are compared by the ten thousand in each frame; two words compare in a nanosecond, a `String` that has
/// left its in-line form does not. The bound also keeps a cluster with hundreds of combining marks from being
/// sent: what does not fit is dropped at a scalar boundary.
struct Glyph: Hashable, Sendable {
  /// The longest stored cluster, in bytes of UTF-8.
  static let maximumBytes = 16

  private let low: UInt64
  private let high: UInt64

  private init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// A blank cell.
  static let blank = Glyph(ascii: 0x20)
  /// The right half of a wide character: holds nothing itself.
  static let continuation = Glyph(low: 0, high: 0)

  /// Makes the glyph of one printable ASCII byte.
  init(ascii byte: UInt8) {
    precondition(
      byte >= 0x20 && byte < 0x7F, "A glyph is made of printable ASCII; control bytes become marks.")
    self.init(low: UInt64(byte), high: 0)
  }

  /// Makes a glyph of the scalars that fit, in order; a joiner left at the end is dropped.
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var used = 0
    var lastWasJoiner = false
    var beforeJoiner: (low: UInt64, high: UInt64) = (0, 0)
    for scalar in scalars {
      let bytes = UTF8.width(scalar)
      guard used + bytes <= Self.maximumBytes else { break }
      lastWasJoiner = scalar == "\u{200D}"
      if lastWasJoiner { beforeJoiner = (low, high) }
      for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
        if used < 8 {
          low |= UInt64(byte) << UInt64(used * 8)
        } else {
          high |= UInt64(byte) << UInt64((used - 8) * 8)
        }
        used += 1
      }
    }
    if lastWasJoiner { (low, high) = beforeJoiner }
    self.init(low: low, high: high)
  }

  /// Makes a glyph of one scalar.
  init(_ scalar: Unicode.Scalar) {
    self.init(CollectionOfOne(scalar))
  }

  /// Whether this is the right half of a wide character.
  var isContinuation: Bool { low == 0 && high == 0 }

  /// The ASCII byte, when the glyph is one.
  var ascii: UInt8? { high == 0 && low < 0x80 ? UInt8(low) : nil }

  /// Appends the glyph's UTF-8; a continuation appends nothing.
  func append(to bytes: inout [UInt8]) {
    var rest = low
    while rest != 0 {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
    rest = high
    while rest != 0 {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  /// The bytes of UTF-8 that ``append(to:)`` appends.
  var byteCount: Int {
    high != 0
      ? 16 - high.leadingZeroBitCount / 8
      : 8 - low.leadingZeroBitCount / 8
  }

  /// The cluster as text.
  var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// One place of the grid: a glyph, the columns it takes, and how it is to look.
struct Cell: Hashable, Sendable {
  /// What is drawn.
  var glyph: Glyph
  /// Columns: 1, 2 for the left half of a wide character, 0 for its right half.
  var width: UInt8
  /// Whether every terminal agrees on the columns; where not, the writer sets the cursor anew after it.
  var isWidthCertain: Bool
  /// How it is to look.
  var style: Style

  /// A blank of a style.
  static func blank(_ style: Style = .plain) -> Cell {
    Cell(glyph: .blank, width: 1, isWidthCertain: true, style: style)
  }
}
