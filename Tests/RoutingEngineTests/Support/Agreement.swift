import Testing

/// Whether two values are equal; if not, says so once.
///
/// Far cheaper than `#expect` in an inner loop.
func agree<T: Equatable>(
  _ real: T, _ expected: T, _ what: @autoclosure () -> String, at place: SourceLocation = #_sourceLocation
) -> Bool {
  if real == expected { return true }
  Issue.record("\(what()): \(real) where \(expected) is right", sourceLocation: place)
  return false
}
