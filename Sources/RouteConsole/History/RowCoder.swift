internal import Wire

/// Walks over the figures of a shape, once for writing and once for reading.
///
/// One walk for both directions means that neither can forget a field of the other.
protocol RowCoder {
  /// A whole number that may be unknown.
  mutating func code(_ value: inout Int?)
  /// A number that may be unknown, in parts of a whole: `per: 10` keeps tenths.
  mutating func code(_ value: inout Double?, per parts: Double)
  /// A text that may be missing.
  mutating func code(_ value: inout String?)
  /// An instant that may be unknown, counted from the snapshot's own.
  mutating func code(_ value: inout Moment?)
  /// Items of a list: first how many, then each.
  mutating func list<Item>(_ items: inout [Item], blank: Item, _ each: (inout Item, inout Self) -> Void)
  /// Something that may be missing as a whole.
  mutating func part<Part>(_ part: inout Part?, blank: Part, _ walk: (inout Part, inout Self) -> Void)
}

extension RowCoder {
  mutating func code(_ value: inout Int) {
    var known: Int? = value
    code(&known)
    value = known ?? 0
  }

  mutating func code(_ value: inout Double, per parts: Double) {
    var known: Double? = value
    code(&known, per: parts)
    value = known ?? 0
  }

  mutating func code(_ value: inout String) {
    var known: String? = value
    code(&known)
    value = known ?? ""
  }

  mutating func code(_ value: inout Bool) {
    var known: Int? = value ? 1 : 0
    code(&known)
    value = known == 1
  }

  mutating func code(_ texts: inout [String]) {
    list(&texts, blank: "") { text, coder in coder.code(&text) }
  }
}

/// Rows of whole numbers: what a snapshot is kept as.
struct RowSheet: Hashable, Sendable {
  /// The rows' numbers, one after the other.
  var values: [Int64] = []
  /// Where each row ends.
  var ends: [Int] = []

  /// How many rows there are.
  var count: Int { ends.count }

  /// Where a row's numbers lie.
  func range(_ row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }
}

/// Texts by number; equal texts have one number.
struct TextNumbers: Hashable, Sendable {
  private(set) var texts: [String] = []
  private var numbers: [String: Int64] = [:]

  /// The number of a text.
  mutating func number(of text: String) -> Int64 {
    if let known = numbers[text] { return known }
    let number = Int64(texts.count)
    texts.append(text)
    numbers[text] = number
    return number
  }

  /// Forgets how to find numbers; the texts stay readable.
  mutating func close() { numbers = [:] }

  /// Bytes it takes, about: a text of at most 15 bytes needs no memory of its own.
  var bytes: Int {
    texts.reduce(texts.count * MemoryLayout<String>.stride) {
      $0 + ($1.utf8.count > 15 ? $1.utf8.count + 32 : 0)
    }
  }
}

/// Turns shapes into rows.
struct RowWriter: RowCoder {
  var sheet = RowSheet()
  var table: TextNumbers
  /// The snapshot's instant in milliseconds.
  let base: Int64

  /// Ends a row.
  mutating func endRow() { sheet.ends.append(sheet.values.count) }

  mutating func code(_ value: inout Int?) { put(value.map { Int64($0) }) }

  mutating func code(_ value: inout Double?, per parts: Double) {
    guard let number = value else { return put(nil) }
    put(Int64(exactly: (number * parts).rounded()))
  }

  mutating func code(_ value: inout String?) { put(value.map { table.number(of: $0) }) }

  mutating func code(_ value: inout Moment?) { put(value.map { base &- $0.milliseconds }) }

  mutating func list<Item>(_ items: inout [Item], blank: Item, _ each: (inout Item, inout RowWriter) -> Void)
  {
    put(Int64(items.count))
    for place in items.indices { each(&items[place], &self) }
  }

  mutating func part<Part>(_ part: inout Part?, blank: Part, _ walk: (inout Part, inout RowWriter) -> Void) {
    put(part == nil ? 0 : 1)
    guard var known = part else { return }
    walk(&known, &self)
  }

  /// Unknown is 0, and what is known is one further from it, so that small numbers stay small.
  private mutating func put(_ value: Int64?) {
    sheet.values.append(value.map { $0 >= 0 ? $0 &+ 1 : $0 } ?? 0)
  }
}

/// Turns rows into shapes.
struct RowReader: RowCoder {
  let sheet: RowSheet
  let texts: [String]
  /// The snapshot's instant in milliseconds.
  let base: Int64
  private var place = 0

  init(sheet: RowSheet, texts: [String], base: Int64) {
    self.sheet = sheet
    self.texts = texts
    self.base = base
  }

  mutating func code(_ value: inout Int?) { value = next().map { Int($0) } }

  mutating func code(_ value: inout Double?, per parts: Double) { value = next().map { Double($0) / parts } }

  mutating func code(_ value: inout String?) {
    value = next().flatMap { texts.indices.contains(Int($0)) ? texts[Int($0)] : nil }
  }

  mutating func code(_ value: inout Moment?) { value = next().map { Moment(milliseconds: base &- $0) } }

  mutating func list<Item>(_ items: inout [Item], blank: Item, _ each: (inout Item, inout RowReader) -> Void)
  {
    items = []
    for _ in 0..<max(0, Int(next() ?? 0)) {
      var item = blank
      each(&item, &self)
      items.append(item)
    }
  }

  mutating func part<Part>(_ part: inout Part?, blank: Part, _ walk: (inout Part, inout RowReader) -> Void) {
    guard next() == 1 else {
      part = nil
      return
    }
    var known = blank
    walk(&known, &self)
    part = known
  }

  private mutating func next() -> Int64? {
    precondition(place < sheet.values.count, "A row is read as it was written.")
    defer { place += 1 }
    let value = sheet.values[place]
    return value == 0 ? nil : (value > 0 ? value - 1 : value)
  }
}
