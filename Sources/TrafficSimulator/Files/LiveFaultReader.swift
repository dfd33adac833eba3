public import Documents
internal import RoutingEngine

/// Reads faults in the form of a scenario's, for whoever plays them now on something real.
///
/// `at` counts from now and may be left out, and so may `target`; names are those of whoever plays them.
public enum LiveFaultReader {
  /// The fault of an entry, or nil with the problems reported.
  ///
  /// - Parameter entry: The reader of its object; keys that were asked for before are not unknown.
  /// - Returns: The fault, its start counted from now.
  public static func read(_ entry: ObjectReader) -> Fault? {
    FaultReader(names: nil, duration: nil).read(entry)
  }
}
