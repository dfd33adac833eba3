/// Where one feature's requests go, ready to be picked from.
struct FeatureTable: Sendable, Hashable {
  /// A bin of the sticky split; bins end at `upTo` millionths.
  struct Bin: Sendable, Hashable {
    var endpoint: Int32
    var pair: Int32
    var upTo: Int32
  }

  /// An endpoint on its ramp, with its share of the feature in millionths.
  struct Probe: Sendable, Hashable {
    var endpoint: Int32
    var pair: Int32
    var millionths: Int32
  }

  /// A place to go when the pick has no room, or failed.
  struct Fallback: Sendable, Hashable {
    var endpoint: Int32
    var pair: Int32
    /// Whether it is used only when nothing else is left.
    var isLast: Bool
  }

  /// Bins of everything that is neither a probe nor a percentage; the last one ends at a million.
  var bins: [Bin] = []
  /// Where to begin looking among the bins, for each 65,536 millionths: the first bin that ends beyond their begin.
  ///
  /// A guide table (Chen and Asau 1974): the search takes a step or two, however many bins there are.
  private var guide = SIMD16<UInt8>(repeating: 0)
  var probes: [Probe] = []
  /// Sticky percentages; bins of the same form, cumulative.
  var percents: [Bin] = []
  /// Candidates in order of preference.
  var fallbacks: [Fallback] = []
  /// The part of requests that finds no room, in millionths.
  var shed: Int32 = 0
  /// Whether nothing healthy is left and the least bad serves.
  var isPanic = false
  /// The part of requests refused to protect the least bad, in millionths.
  var throttle: Int32 = 0
  /// Whether a candidate below the floor serves.
  var isDegraded = false
  /// Shares of all requests, probes and percentages included, refused ones excluded; sum to a million less
  /// what is shed.
  var shares: [EndpointShare] = []
  /// Healthy candidates.
  var healthy = 0

  /// The place of the bin that some millionths fall in; −1 when there are none.
  @inline(__always)
  func place(of millionths: Int32) -> Int {
    let first = Int(guide[Int(truncatingIfNeeded: millionths >> 16) & 15])
    for place in first..<max(first, bins.count) where millionths < bins[place].upTo { return place }
    return bins.count - 1
  }

  /// Makes the guide to the bins as they are.
  mutating func guideBins() {
    var place = 0
    for part in 0..<16 {
      while place < min(bins.count - 1, 255), bins[place].upTo <= Int32(part) << 16 { place += 1 }
      guide[part] = UInt8(place)
    }
  }
}

/// The routing table: one entry a feature.
struct RouteTable: Sendable, Hashable {
  var features: [FeatureTable]
  /// Requests a second given to each endpoint by all features.
  var offered: [Double]
  /// What of that is beyond its learned cap or given in spite of a pause, as nobody else has room.
  var beyond: [Double]
  /// What each endpoint that is held back may be asked besides, where requests would be refused otherwise.
  var spare: [Double]
}
