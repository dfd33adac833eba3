internal import RoutingEngine

/// Calls that wait for their turn: a window's calls are told to the engine evenly over as much time as they took.
///
/// The engine sees the traffic as it was, later by one window. Told all at once, a minute's calls would look like a
/// burst, and the time after it like silence.
struct Playout: Sendable {
  /// Most calls that wait; of more, the oldest are dropped.
  static let maxWaiting = 500_000

  /// How much longer than half of its own time a report's calls may wait beside the next report's.
  static let tolerance = Nanoseconds.seconds(2)

  private struct Batch {
    var source: Int?
    var calls: [ObservedCall]
    var next = 0
    var begins: Timestamp
    var length: Nanoseconds

    func instant(of place: Int) -> Timestamp {
      // 128 bits are not needed: a window of 300 s and 100,000 calls stay below 2⁶³.
      begins
        + Nanoseconds(
          length.count / Int64(calls.count) * Int64(place) + length.count / Int64(calls.count) / 2)
    }
  }

  private var batches: [Batch] = []
  /// Calls that were dropped because too many waited.
  private(set) var dropped = 0

  /// How many calls wait.
  var waiting: Int { batches.reduce(0) { $0 + $1.calls.count - $1.next } }

  /// Makes room for a source's newer report of an endpoint: what is left of its older ones is dropped where it would
  /// last much longer.
  ///
  /// After a gap a report covers all of the gap. Its calls told evenly are a good guess of the present until the next
  /// report; told on beside it, they would double the traffic for as long as the gap was.
  ///
  /// - Returns: whether something was dropped.
  mutating func supersede(
    _ endpoint: EndpointIndex, of source: Int, at now: Timestamp, by length: Nanoseconds
  ) -> Bool {
    let before = batches.count
    let latest = now + max(Self.tolerance, Nanoseconds(length.count / 2))
    batches.removeAll { batch in
      let isOlder = batch.source == source && batch.begins < now && batch.calls[0].endpoint == endpoint
      return isOlder && batch.begins + batch.length > latest
    }
    return batches.count < before
  }

  /// Adds calls of one endpoint that are to be told from an instant on, evenly over a time.
  mutating func add(
    _ calls: [ObservedCall], of source: Int, from begins: Timestamp, over length: Nanoseconds
  ) {
    guard !calls.isEmpty else { return }
    batches.append(Batch(source: source, calls: calls, begins: begins, length: length))
    while waiting > Self.maxWaiting, batches.count > 1 {
      dropped += batches[0].calls.count - batches[0].next
      batches.removeFirst()
    }
  }

  /// Follows endpoints and features to their places in another configuration; calls to what is gone are dropped.
  mutating func relocate(_ relocation: Relocation, sources: [Int?]) {
    for index in batches.indices {
      let rest = batches[index].calls[batches[index].next...].compactMap { call -> ObservedCall? in
        guard let endpoint = relocation.endpoints[call.endpoint.value] else { return nil }
        var moved = call
        moved.endpoint = endpoint
        moved.feature = call.feature.flatMap { relocation.features[$0.value] }
        return moved
      }
      // What is left of a batch is told over what is left of its time.
      let told = Int64(batches[index].next)
      let all = max(1, Int64(batches[index].calls.count))
      let passed = Nanoseconds(batches[index].length.count / all * told)
      let source = batches[index].source.flatMap { sources[$0] }
      batches[index] = Batch(
        source: source, calls: rest, begins: batches[index].begins + passed,
        length: batches[index].length - passed)
    }
    batches.removeAll { $0.calls.isEmpty }
  }

  /// Takes the calls whose turn has come, in the order of their instants.
  mutating func take(until now: Timestamp) -> [(call: ObservedCall, at: Timestamp)] {
    var due: [(call: ObservedCall, at: Timestamp)] = []
    for index in batches.indices {
      while batches[index].next < batches[index].calls.count {
        let at = batches[index].instant(of: batches[index].next)
        guard at <= now else { break }
        due.append((batches[index].calls[batches[index].next], at))
        batches[index].next += 1
      }
    }
    batches.removeAll { $0.next == $0.calls.count }
    // Stable, so that calls of one instant keep the order of their sources.
    return due.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}
