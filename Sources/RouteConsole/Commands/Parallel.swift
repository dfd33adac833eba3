internal import Dispatch
internal import Synchronization
internal import TrafficSimulator

/// Does independent work on all cores, and gives what came of it in the order of the items.
///
/// Dispatch uses at most as many threads as there are cores.
func parallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], _ work: @Sendable (Item) throws(SimulationError) -> Value
) -> [Result<Value, SimulationError>] {
  let outcomes = Mutex([Result<Value, SimulationError>?](repeating: nil, count: items.count))
  DispatchQueue.concurrentPerform(iterations: items.count) { place in
    let outcome: Result<Value, SimulationError>
    do throws(SimulationError) {
      outcome = .success(try work(items[place]))
    } catch {
      outcome = .failure(error)
    }
    outcomes.withLock { $0[place] = outcome }
  }
  return outcomes.withLock { $0 }.map { outcome in
    guard let outcome else { preconditionFailure("A piece of parallel work was never done.") }
    return outcome
  }
}
