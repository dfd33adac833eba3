/// Numbers and durations, with the range that they must lie in.
extension ObjectReader {
  /// The number of a key that must be there; finite, and inside the range if one is given.
  public func number(_ key: String, in range: ClosedRange<Double>? = nil) -> Double? {
    node(key).flatMap { double(key, $0, range) }
  }

  /// The number of a key, or the default.
  public func number(
    _ key: String, in range: ClosedRange<Double>? = nil, default fallback: Double
  ) -> Double {
    optionalNumber(key, in: range) ?? fallback
  }

  /// The number of a key, nil if that is missing or `null`.
  public func optionalNumber(_ key: String, in range: ClosedRange<Double>? = nil) -> Double? {
    optionalNode(key).flatMap { double(key, $0, range) }
  }

  /// The whole number of a key that must be there; `4e6` is one, `1.5` is not.
  public func integer(_ key: String, in range: ClosedRange<Int>? = nil) -> Int? {
    node(key).flatMap { whole(key, $0, range) }
  }

  /// The whole number of a key, or the default.
  public func integer(_ key: String, in range: ClosedRange<Int>? = nil, default fallback: Int) -> Int {
    optionalInteger(key, in: range) ?? fallback
  }

  /// The whole number of a key, nil if that is missing or `null`.
  public func optionalInteger(_ key: String, in range: ClosedRange<Int>? = nil) -> Int? {
    optionalNode(key).flatMap { whole(key, $0, range) }
  }

  /// The duration of a key that must be there, in nanoseconds, written as `DurationText` says.
  ///
  /// Without a range it lies between 0 and 400 days; a range of the caller's may reach below 0.
  public func duration(
    _ key: String, in range: ClosedRange<Int64> = DurationText.usualRange
  ) -> Int64? {
    node(key).flatMap { nanoseconds(key, $0, range) }
  }

  /// The duration of a key in nanoseconds, or the default.
  public func duration(
    _ key: String, in range: ClosedRange<Int64> = DurationText.usualRange, default fallback: Int64
  ) -> Int64 {
    optionalDuration(key, in: range) ?? fallback
  }

  /// The duration of a key in nanoseconds, nil if that is missing or `null`.
  public func optionalDuration(
    _ key: String, in range: ClosedRange<Int64> = DurationText.usualRange
  ) -> Int64? {
    optionalNode(key).flatMap { nanoseconds(key, $0, range) }
  }

  private func double(_ key: String, _ node: Node, _ range: ClosedRange<Double>?) -> Double? {
    guard let number = node.number else {
      reportType(key, node, expected: "a number", hint: numberHint(key, node))
      return nil
    }
    guard let range else {
      if number.isFinite { return number }
      problems.report(node.position, "\(name(key)) must be a finite number, is \(plain(number))")
      return nil
    }
    guard number.isFinite, range.contains(number) else {
      problems.report(node.position, "\(name(key)) must be \(bounds(range)), is \(plain(number))")
      return nil
    }
    return number
  }

  private func whole(_ key: String, _ node: Node, _ range: ClosedRange<Int>?) -> Int? {
    guard let number = node.number else {
      reportType(key, node, expected: "a whole number", hint: numberHint(key, node))
      return nil
    }
    guard let integer = node.integer.flatMap(Int.init(exactly:)) else {
      problems.report(node.position, "\(name(key)) must be a whole number, is \(plain(number))")
      return nil
    }
    guard let range, !range.contains(integer) else { return integer }
    let limits =
      switch (range.lowerBound, range.upperBound) {
      case (let lower, .max): "\(lower) or more"
      case (.min, let upper): "\(upper) or less"
      case (let lower, let upper): "between \(lower) and \(upper)"
      }
    problems.report(node.position, "\(name(key)) must be \(limits), is \(integer)")
    return nil
  }

  private func nanoseconds(_ key: String, _ node: Node, _ range: ClosedRange<Int64>) -> Int64? {
    guard let text = node.string else {
      let hint =
        node.number == nil ? DurationText.example : "give it a unit and quotes, \(DurationText.example)"
      reportType(key, node, expected: "a duration", hint: hint)
      return nil
    }
    let nanoseconds: Int64
    do {
      nanoseconds = try DurationText.parse(text)
    } catch {
      problems.report(node.position, "\(name(key)) \(error.complaint)", hint: DurationText.example)
      return nil
    }
    guard range.contains(nanoseconds) else {
      let lower = DurationText.format(range.lowerBound)
      let upper = DurationText.format(range.upperBound)
      problems.report(
        node.position,
        "\(name(key)) must be between \(lower) and \(upper), is \(DurationText.format(nanoseconds))")
      return nil
    }
    return nanoseconds
  }

  /// What to do about a string that stands where a number belongs.
  private func numberHint(_ key: String, _ node: Node) -> String? {
    guard let text = node.string else { return nil }
    if Double(text) != nil { return "write it without quotes" }
    guard DurationText.isDuration(text) else { return nil }
    return "the unit is part of the key; write a plain number in that unit, without quotes"
  }

  private func bounds(_ range: ClosedRange<Double>) -> String {
    let lowest = range.lowerBound == .leastNonzeroMagnitude ? "more than 0" : nil
    let isOpenAbove = range.upperBound >= .greatestFiniteMagnitude
    if range.lowerBound <= -.greatestFiniteMagnitude { return "\(plain(range.upperBound)) or less" }
    if isOpenAbove { return lowest ?? "\(plain(range.lowerBound)) or more" }
    if let lowest { return "\(lowest) and at most \(plain(range.upperBound))" }
    return "between \(plain(range.lowerBound)) and \(plain(range.upperBound))"
  }

  /// A number as a person writes it: `3`, not `3.0`.
  private func plain(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return exactInteger(number).map(String.init) ?? number.description
  }
}
