import Glibc
import RoutingEngine

/// Measures the engine against its budgets, prints a table and writes `.build/bench/engine.json`.
///
/// With the name of a part as argument it measures that part alone and writes nothing.
@main
enum Bench {
  static func main() {
    let parts: [(String, () -> [Measurement])] = [
      // First, while no freed memory lies about that an endpoint could take unseen.
      ("bytes", memory), ("peer", peer), ("decide", decisions), ("outcome", outcomes), ("rebuild", rebuilds),
      ("snapshot", snapshot), ("simulation", simulations),
    ]
    let only = CommandLine.arguments.dropFirst().first
    var rows: [Measurement] = []
    for (name, part) in parts where only.map({ $0 == name }) ?? true { rows += part() }
    printTable(rows)
    if only == nil { write(rows, to: ".build/bench/engine.json") }
  }

  /// One update of a dictionary of a thousand entries: what a reader knows, on this machine at this moment.
  private static func peer() -> [Measurement] {
    var counts = Dictionary(uniqueKeysWithValues: (0..<1_000).map { (UInt64($0), 0) })
    var key: UInt64 = 0
    let samples = time(batches: 400, operations: 1_000) {
      for _ in 0..<1_000 {
        key = (key &+ 617) % 1_000
        counts[key, default: 0] += 1
      }
    }
    precondition(counts.values.reduce(0, +) == 400_000, "every update was counted")
    return [Measurement(name: "dictionary_update", unit: "ns", samples: samples)]
  }

  private static func decisions() -> [Measurement] {
    [(12, 5, 12), (1_000, 20, 50)].map { endpoints, features, candidates in
      var world = BenchWorld(endpoints: endpoints, features: features, candidates: candidates)
      world.warmUp(40)
      var samples: [Double] = []
      for batch in 0..<400 {
        samples += time(batches: 1, operations: 1_000) { world.route(1_000) }
        world.finish()
        if batch % 4 == 0 { _ = world.engine.handle(.tick, at: world.now) }
      }
      return Measurement(
        name: "decide_\(endpoints)_endpoints", unit: "ns", budget: .p99AtMost(endpoints == 12 ? 100 : 300),
        samples: samples)
    }
  }

  private static func outcomes() -> [Measurement] {
    var world = BenchWorld(endpoints: 64, features: 16, candidates: 12)
    world.warmUp(40)
    var samples: [Double] = []
    var ingest: [Double] = []
    for _ in 0..<400 {
      world.route(1_000)
      let count = world.admitted
      let each = time(batches: 1, operations: count) { world.finish() }
      samples += each
      ingest += each.map { 1e9 / $0 }
    }
    return [
      Measurement(name: "record_outcome", unit: "ns", samples: samples),
      Measurement(name: "ingest_outcomes_per_s", unit: "1/s", budget: .atLeast(5e6), samples: ingest),
    ]
  }

  private static func rebuilds() -> [Measurement] {
    [(12, 5, 12, 400, 10e3), (100, 20, 20, 100, 1e6), (5_000, 20, 250, 40, 10e6)].map {
      endpoints, features, candidates, batches, limit in
      var world = BenchWorld(endpoints: endpoints, features: features, candidates: candidates)
      world.warmUp(20)
      let samples = time(batches: batches, operations: 10) {
        for _ in 0..<10 { world.engine.rebuild(at: world.now) }
      }
      return Measurement(
        name: "rebuild_\(endpoints)x\(features)", unit: "ns", budget: .atMost(limit), samples: samples)
    }
  }

  private static func snapshot() -> [Measurement] {
    var world = BenchWorld(endpoints: 1_000, features: 20, candidates: 50)
    world.warmUp(40)
    var sink = 0
    let samples = time(batches: 50, operations: 1) {
      sink &+= world.engine.snapshot(at: world.now).endpoints.count
    }
    precondition(sink == 50_000, "a snapshot has every endpoint")
    return [Measurement(name: "snapshot_1000", unit: "ns", budget: .atMost(1e6), samples: samples)]
  }

  /// Of a balanced feature over all endpoints, so that a feature's own windows weigh nothing beside theirs.
  private static func memory() -> [Measurement] {
    let before = residentBytes()
    var world = BenchWorld(endpoints: 200, features: 2, candidates: 200)
    world.warmUp(40)
    let bytes = (residentBytes() - before) / 200
    let busy = world.engine.snapshot(at: world.now).endpoints.count { $0.tpot != nil }
    precondition(busy == 200, "\(busy) of 200 endpoints have traffic")
    return [Measurement(name: "bytes_per_endpoint", unit: "B", budget: .atMost(90e3), samples: [bytes])]
  }
}
