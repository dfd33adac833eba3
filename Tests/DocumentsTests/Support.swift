import Documents

/// A fixed stream of pseudo-random numbers (SplitMix64), the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// The document read and written again in one line; or the error's description.
func reread(_ text: String, _ dialect: Dialect = .json) -> String {
  reread(Array(text.utf8), dialect)
}

/// The same for bytes.
func reread(_ bytes: [UInt8], _ dialect: Dialect = .json) -> String {
  do {
    return written(try Document.parse(bytes, dialect: dialect))
  } catch {
    return error.description
  }
}

/// A value as compact JSON.
func written(_ value: some JSONWritable, _ style: JSONWriter.Style = .compact) -> String {
  var writer = JSONWriter(style: style)
  writer.value(value)
  return writer.text
}

/// The error of a document that must not be read, nil if it is read after all.
func failure(
  _ text: String, _ dialect: Dialect = .json, _ limits: Document.Limits = .init()
) -> DocumentError? {
  do {
    _ = try Document.parse(text, dialect: dialect, limits: limits)
    return nil
  } catch {
    return error
  }
}

/// Runs a reading of a JSON5 object that is called `thing`, and gives the problems it reports.
func problems(_ text: String, _ read: (ObjectReader) -> Void) throws -> [String] {
  let problems = Problems(file: "f")
  let root = try Document.parse(text, dialect: .json5)
  if let reader = ObjectReader(root, what: "thing", problems: problems) { read(reader) }
  return problems.all.map(\.description)
}

/// Reads one thing from a JSON5 object, nil if a problem came up.
func value<T>(_ text: String, _ read: (ObjectReader) -> T?) throws -> T? {
  let problems = Problems(file: "f")
  let root = try Document.parse(text, dialect: .json5)
  let result = ObjectReader(root, what: "thing", problems: problems).flatMap(read)
  return problems.isEmpty ? result : nil
}
