/// How often something happens: the present rate, and its peak over a longer time.
///
/// Buckets are whole parts of a minute; a peak is the highest sum over one minute seen in the last `span`
/// buckets, which is how demand (five minutes) and peak (an hour) are defined.
struct RateRing: Sendable, Hashable {
  private let bucketLength: Int64
  private let perMinute: Int
  private var buckets: [UInt32]
  private var minutes: [UInt32]
  private var head: Int64 = .min
  private var headEnd = Timestamp(nanoseconds: .min)
  private var headPlace = 0
  private var first: Int64 = .min
  private var minuteSum = 0

  /// Makes a ring whose bucket divides a minute and whose peak looks back over `span` buckets.
  init(bucket: Nanoseconds, span: Int) {
    bucketLength = bucket.count
    perMinute = Int(Nanoseconds.minutes(1).count / bucket.count)
    precondition(perMinute > 0 && span > 0, "a rate ring's bucket divides a minute")
    buckets = [UInt32](repeating: 0, count: perMinute + 1)
    minutes = [UInt32](repeating: 0, count: span)
  }

  /// Counts events.
  @inline(__always)
  mutating func add(_ count: UInt32 = 1, at now: Timestamp) {
    advance(to: now)
    buckets[headPlace] &+= count
  }

  /// Lets time pass.
  @inline(__always)
  mutating func advance(to now: Timestamp) {
    if now >= headEnd { move(to: now) }
  }

  private mutating func move(to now: Timestamp) {
    let target = floorDivide(now.nanoseconds, bucketLength)
    guard target > head else { return }
    if head == .min { (head, first) = (target, target) }
    defer {
      headPlace = place(head, buckets.count)
      headEnd = Timestamp(nanoseconds: (head + 1) * bucketLength)
    }
    if target - head > Int64(minutes.count + perMinute) {
      for i in buckets.indices { buckets[i] = 0 }
      for i in minutes.indices { minutes[i] = 0 }
      minuteSum = 0
      head = target
    }
    while head < target {
      minuteSum += Int(buckets[place(head, buckets.count)])
      minuteSum -= Int(buckets[place(head + 1, buckets.count)])
      minutes[place(head, minutes.count)] = UInt32(clamping: minuteSum)
      head += 1
      buckets[place(head, buckets.count)] = 0
    }
  }

  /// The mean of the last minute, or of what there is of it, in events a second.
  var minuteRate: Double {
    guard head != .min else { return 0 }
    let filled = min(Int64(perMinute), head - first)
    let seconds = Double(bucketLength) / 1e9
    guard filled > 0 else { return Double(buckets[place(head, buckets.count)]) / seconds }
    return Double(minuteSum) / (Double(filled) * seconds)
  }

  /// The highest one-minute mean of the span, in events a second.
  var peakRate: Double {
    guard head != .min else { return 0 }
    guard head - first >= Int64(perMinute) else { return minuteRate }
    var highest: UInt32 = 0
    for value in minutes where value > highest { highest = value }
    return max(Double(highest) / 60, 0)
  }

  /// The mean of the last `count` whole buckets and the present one's beginning, in events a second.
  func recentRate(buckets count: Int, at now: Timestamp) -> Double {
    guard head != .min else { return 0 }
    var sum = Int(buckets[place(head, buckets.count)])
    let filled = min(Int64(count), head - first)
    for back in 0..<filled { sum += Int(buckets[place(head - 1 - back, buckets.count)]) }
    let begun = max(0, now.nanoseconds - head * bucketLength)
    let span = Double(filled * bucketLength + begun)
    return Double(sum) / (max(span, Double(bucketLength) / 4) / 1e9)
  }

  /// The mean of the longest window that still describes the present, in events a second.
  ///
  /// Of the last five minutes, the last minute and the last `recent` buckets, the longest that differs from
  /// each shorter one by no more than chance explains: two or three standard deviations of a Poisson count.
  func steadyRate(recent count: Int, at now: Timestamp) -> SteadyRate {
    let short = recentRate(buckets: count, at: now)
    let minute = minuteRate
    let seconds = Double(bucketLength) / 1e9 * Double(count)
    guard Self.agree(short, minute, over: seconds, sigmas: 3) else {
      return SteadyRate(perSecond: short, seconds: seconds, isSurge: true)
    }
    let minutes = wholeMinutes
    let long = spanRate(minutes)
    let isCalm =
      Self.agree(minute, long, over: 60, sigmas: 2) && Self.agree(short, long, over: seconds, sigmas: 3)
    guard isCalm, minutes > 1 else {
      return SteadyRate(perSecond: minute, seconds: filledSeconds, isSurge: false)
    }
    return SteadyRate(perSecond: long, seconds: Double(minutes) * 60, isSurge: false)
  }

  /// Whether a rate over so many seconds differs from another by no more than chance explains.
  static func agree(_ short: Double, _ long: Double, over seconds: Double, sigmas: Double) -> Bool {
    let difference = (short - long) * seconds
    return difference * difference <= sigmas * sigmas * max(long * seconds, 1)
  }

  /// Seconds that the mean of the last minute rests on.
  private var filledSeconds: Double {
    head == .min ? 0 : Double(min(Int64(perMinute), head - first) * bucketLength) / 1e9
  }

  /// Whole minutes of the span that have passed, at most five.
  private var wholeMinutes: Int64 { head == .min ? 0 : min(5, (head - first) / Int64(perMinute)) }

  /// The mean of so many whole minutes; the last minute where there are no two.
  private func spanRate(_ whole: Int64) -> Double {
    guard whole > 1 else { return minuteRate }
    var sum = 0
    for back in 0..<whole { sum += Int(minutes[place(head - 1 - back * Int64(perMinute), minutes.count)]) }
    return Double(sum) / Double(whole) / 60
  }

  private func place(_ bucket: Int64, _ count: Int) -> Int {
    let place = bucket % Int64(count)
    return Int(place < 0 ? place + Int64(count) : place)
  }
}
