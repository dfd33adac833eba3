internal import Wire

/// A few figures of everything over time, for sparklines and charts: one value in five seconds.
///
/// They would have to be picked out of hundreds of snapshots for every frame otherwise.
struct FigureHistory: Hashable, Sendable {
  /// Whom a series is about.
  enum Subject: Hashable, Sendable {
    case total
    case cloud(String)
    case endpoint(String)
    case feature(String)
  }

  /// What it shows.
  enum Figure: Int, Hashable, Sendable, CaseIterable {
    case requestsPerSecond
    case errorRate
    case ttftP90
  }

  /// How long one value stands for, in milliseconds.
  static let width: Int64 = 5_000
  /// The most values of a series: 42 minutes.
  static let maximumBuckets = 504

  /// The most subjects that have series; names beyond it have none.
  static let maximumSubjects = 4_096

  /// The values of five seconds; `unknown` where there is none.
  private struct Bucket: Hashable, Sendable {
    /// The number of its five seconds since 1970.
    var number: Int64
    var values: [Float]
  }

  private static let unknown: Float = -1
  private var subjects: [Subject: Int] = [:]
  private var buckets: [Bucket] = []

  /// Bytes it takes.
  var bytes: Int {
    let size = MemoryLayout<Float>.stride
    return buckets.reduce(0) { $0 + $1.values.count * size + 64 } + subjects.count * 64
  }

  /// Takes the figures of a snapshot; of several in the same five seconds the newest counts.
  mutating func append(_ snapshot: SystemSnapshot) {
    let number = snapshot.at.milliseconds / Self.width
    while let last = buckets.last, last.number > number { buckets.removeLast() }
    if buckets.last?.number != number {
      if buckets.count == Self.maximumBuckets { buckets.removeFirst() }
      buckets.append(Bucket(number: number, values: []))
    }
    var values = Array(
      repeating: Self.unknown, count: (subjects.count + 8) * Self.Figure.allCases.count)
    let totals = snapshot.totals
    put(
      .total, into: &values,
      [totals.requestsPerSecond, snapshot.callerErrorRate ?? totals.errorRate, totals.ttftP90])
    for cloud in snapshot.clouds {
      put(.cloud(cloud.cloud), into: &values, [cloud.requestsPerSecond, cloud.errorRate, cloud.ttftP90])
    }
    for endpoint in snapshot.endpoints {
      put(
        .endpoint(endpoint.id), into: &values,
        [endpoint.requestsPerSecond, endpoint.errorRate, endpoint.ttft?.p90])
    }
    for feature in snapshot.features {
      put(
        .feature(feature.id), into: &values,
        [feature.requestsPerSecond, feature.errorRate, feature.ttft?.p90])
    }
    buckets[buckets.count - 1].values = values
  }

  private mutating func put(_ subject: Subject, into values: inout [Float], _ figures: [Double?]) {
    let place = subjects[subject] ?? subjects.count
    guard place < Self.maximumSubjects else { return }
    if place == subjects.count { subjects[subject] = place }
    let start = place * figures.count
    while values.count < start + figures.count { values.append(Self.unknown) }
    for (offset, figure) in figures.enumerated() {
      values[start + offset] = figure.map { Float($0) } ?? Self.unknown
    }
  }

  /// A figure over time, oldest first: so many steps of so many seconds that end at an instant.
  ///
  /// Steps lie on whole multiples of their length, so that values do not wander from column to column; of a
  /// step the newest value counts. Shorter steps than five seconds are taken for five.
  func series(
    of figure: Figure, _ subject: Subject, endingAt end: Moment, steps: Int, seconds: Int
  ) -> [Double?] {
    var values: [Double?] = Array(repeating: nil, count: max(0, steps))
    guard let place = subjects[subject] else { return values }
    let index = place * Figure.allCases.count + figure.rawValue
    let span = max(1, Int64(seconds) * 1_000 / Self.width)
    let newest = end.milliseconds / Self.width
    for bucket in buckets.reversed() where bucket.number <= newest {
      let step = steps - 1 - Int(newest / span - bucket.number / span)
      guard step >= 0 else { break }
      guard values[step] == nil, index < bucket.values.count, bucket.values[index] >= 0 else { continue }
      values[step] = Double(bucket.values[index])
    }
    return values
  }
}
