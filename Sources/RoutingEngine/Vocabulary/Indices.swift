/// The place of an endpoint in the configuration it was loaded from; dense, from 0.
public struct EndpointIndex: Sendable, Hashable, Comparable {
  /// The place, from 0.
  public var value: Int

  /// Names an endpoint by its place.
  @inlinable public init(_ value: Int) { self.value = value }

  /// The earlier place comes first.
  @inlinable public static func < (a: EndpointIndex, b: EndpointIndex) -> Bool { a.value < b.value }
}

/// The place of a feature in the configuration it was loaded from; dense, from 0.
public struct FeatureIndex: Sendable, Hashable, Comparable {
  /// The place, from 0.
  public var value: Int

  /// Names a feature by its place.
  @inlinable public init(_ value: Int) { self.value = value }

  /// The earlier place comes first.
  @inlinable public static func < (a: FeatureIndex, b: FeatureIndex) -> Bool { a.value < b.value }
}

/// The name of one attempt while it is in flight; never given twice by one engine.
public struct AttemptID: Sendable, Hashable {
  /// The slot in the engine's table of attempts.
  public var slot: UInt32
  /// How often that slot had been used before; tells a late or repeated report from a fresh one.
  public var use: UInt32

  /// Names an attempt.
  @inlinable public init(slot: UInt32, use: UInt32) {
    self.slot = slot
    self.use = use
  }
}
