public import Documents
internal import RoutingEngine

/// A number of the engine that a file may set: its key, where it lives, and what it may be.
///
/// One list of them reads a section, prints it, and names it in errors.
public struct NumberField<Root>: Sendable {
  /// The key in the file, unit last.
  public let key: String
  /// Where it lives, and in which unit the file gives it.
  let place: Place
  /// What it may be, in the unit of the file.
  let range: ClosedRange<Double>

  enum Place: Sendable {
    case milliseconds(any WritableKeyPath<Root, Nanoseconds> & Sendable)
    case number(any WritableKeyPath<Root, Double> & Sendable)
    case count(any WritableKeyPath<Root, Int> & Sendable)
    /// Percent in the file, millionths in the engine.
    case percent(any WritableKeyPath<Root, Int> & Sendable)
  }

  init(_ key: String, _ place: Place, _ range: ClosedRange<Double>) {
    self.key = key
    self.place = place
    self.range = range
  }

  /// A length of time in milliseconds, more than 0 and at most a day.
  static func time(
    _ key: String, _ path: any WritableKeyPath<Root, Nanoseconds> & Sendable
  ) -> NumberField {
    NumberField(key, .milliseconds(path), 1...Limits.tuningMilliseconds)
  }

  /// A share, more than 0 and at most 1.
  static func share(_ key: String, _ path: any WritableKeyPath<Root, Double> & Sendable) -> NumberField {
    NumberField(key, .number(path), .leastNonzeroMagnitude...1)
  }

  /// A whole number from 1.
  static func count(
    _ key: String, _ path: any WritableKeyPath<Root, Int> & Sendable, to most: Double = 1_000_000
  ) -> NumberField {
    NumberField(key, .count(path), 1...most)
  }

  /// Sets the number if the section has it.
  func read(_ section: ObjectReader, into root: inout Root) {
    switch place {
    case .milliseconds(let path):
      guard let number = section.optionalNumber(key, in: range) else { return }
      root[keyPath: path] = Nanoseconds(Int64((number * 1e6).rounded()))
    case .number(let path):
      guard let number = section.optionalNumber(key, in: range) else { return }
      root[keyPath: path] = number
    case .count(let path):
      let whole = Int(range.lowerBound)...Int(range.upperBound)
      guard let number = section.optionalInteger(key, in: whole) else { return }
      root[keyPath: path] = number
    case .percent(let path):
      guard let number = section.optionalNumber(key, in: range) else { return }
      root[keyPath: path] = Int((number * 10_000).rounded())
    }
  }

  /// Writes the number in force, without a fraction it does not need.
  func write(_ root: Root, to writer: inout JSONWriter) {
    let value = value(in: root)
    if let whole = Int64(exactly: value) {
      writer.field(key, whole)
    } else {
      writer.field(key, value)
    }
  }

  /// The number in force, in the unit of the file.
  private func value(in root: Root) -> Double {
    switch place {
    case .milliseconds(let path): root[keyPath: path].milliseconds
    case .number(let path): root[keyPath: path]
    case .count(let path): Double(root[keyPath: path])
    case .percent(let path): Double(root[keyPath: path]) / 10_000
    }
  }
}

/// A group of the engine's numbers that is a section of its own in a file.
public protocol NumberSection: Sendable, Hashable {
  /// The numbers of the section, in the order they are printed.
  static var fields: [NumberField<Self>] { get }
  /// Reads what is more than a number, and checks the numbers against each other.
  mutating func readRest(_ section: ObjectReader)
  /// Writes what is more than a number.
  func writeRest(to writer: inout JSONWriter)
}

extension NumberSection {
  /// Overrides numbers with those of a section of a file; every problem is reported.
  public mutating func override(from section: ObjectReader) {
    for field in Self.fields { field.read(section, into: &self) }
    readRest(section)
    section.finish()
  }

  /// Writes every number in force as an object, under the keys that a file has for them.
  public func write(to writer: inout JSONWriter) {
    writer.object { writer in
      for field in Self.fields {
        field.write(self, to: &writer)
      }
      writeRest(to: &writer)
    }
  }

  /// Reads nothing.
  public mutating func readRest(_ section: ObjectReader) {}

  /// Writes nothing.
  public func writeRest(to writer: inout JSONWriter) {}
}
