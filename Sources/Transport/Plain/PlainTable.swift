/// The connections of our own to elsewhere, by place, and those of them that are idle, by address.
struct PlainTable {
  private(set) var places: [PlainTransfer?] = []
  private var generations: [UInt32] = []
  private var free: [Int32] = []
  private var pools: [Pool] = []
  private var opened: UInt32 = 0
  /// Connections that are open.
  private(set) var count = 0
  /// Connections that are open for another request.
  private(set) var idleCount = 0

  private struct Pool {
    let address: PlainAddress
    /// The one used last is used next: the others grow old and are closed.
    var idle: [Int32] = []
  }

  /// The transfer of an id; nil where it has ended.
  func transfer(_ id: TransferID) -> PlainTransfer? {
    guard id.isPlain, Int(id.index) < places.count, let transfer = places[Int(id.index)] else { return nil }
    return transfer.generation == id.generation ? transfer : nil
  }

  /// An idle connection to an address.
  mutating func takeIdle(_ address: PlainAddress) -> PlainTransfer? {
    guard let pool = pools.firstIndex(where: { $0.address == address }),
      let index = pools[pool].idle.popLast()
    else { return nil }
    idleCount -= 1
    return places[Int(index)]
  }

  /// A mark for a new socket, among 2²⁹.
  mutating func nextMark() -> UInt32 {
    opened &+= 1
    return EventLoop.plainMark | opened & 0x1FFF_FFFF
  }

  /// Makes a place for a connection.
  mutating func add(_ address: PlainAddress, headLimitBytes: Int) -> PlainTransfer {
    let index = free.popLast() ?? Int32(places.count)
    if Int(index) == places.count {
      places.append(nil)
      generations.append(0)
    }
    let transfer = PlainTransfer(
      index: index, generation: generations[Int(index)], address: address, headLimitBytes: headLimitBytes)
    places[Int(index)] = transfer
    count += 1
    return transfer
  }

  /// Notes that a connection waits for another request.
  mutating func park(_ transfer: PlainTransfer) {
    idleCount += 1
    if let pool = pools.firstIndex(where: { $0.address == transfer.address }) {
      pools[pool].idle.append(transfer.index)
    } else {
      pools.append(Pool(address: transfer.address, idle: [transfer.index]))
    }
  }

  /// Forgets a connection that is closed.
  mutating func remove(_ transfer: PlainTransfer) {
    guard places[Int(transfer.index)] === transfer else { return }
    places[Int(transfer.index)] = nil
    generations[Int(transfer.index)] = transfer.generation
    free.append(transfer.index)
    count -= 1
    guard let pool = pools.firstIndex(where: { $0.address == transfer.address }) else { return }
    if let idle = pools[pool].idle.firstIndex(of: transfer.index) {
      pools[pool].idle.remove(at: idle)
      idleCount -= 1
    }
  }
}
