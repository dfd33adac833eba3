internal import Dispatch
internal import Synchronization
internal import TrafficSimulator

/// Does independent work on all cores, and gives what came of it in the order of the items.
///
/// Dispatch uses at most as many threads as there are cores. `finished` hears, one call at a time, how many items are done.
func parallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], finished: @Sendable (Int) -> Void = { _ in },
  _ work: @Sendable (Item) throws(SimulationError) -> Value
) -> [Result<Value, SimulationError>] {
  let outcomes = Mutex([Result<Value, SimulationError>?](repeating: nil, count: items.count))
  let done = Mutex(0)
  DispatchQueue.concurrentPerform(iterations: items.count) { place in
    let outcome: Result<Value, SimulationError>
    do throws(SimulationError) {
      outcome = .success(try work(items[place]))
    } catch {
      outcome = .failure(error)
    }
    outcomes.withLock { $0[place] = outcome }
    done.withLock {
      $0 += 1
      finished($0)
    }
  }
  return outcomes.withLock { $0 }.map { outcome in
    guard let outcome else { preconditionFailure("A piece of parallel work was never done.") }
    return outcome
  }
}
