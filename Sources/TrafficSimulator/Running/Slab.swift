/// A table whose slots are used again; a slot's use count tells a late reference from a fresh one.
struct Slab<Element: Sendable>: Sendable {
  private var items: [Element] = []
  private var uses: [UInt32] = []
  private var isUsed: [Bool] = []
  private var free: [Int] = []

  /// How many slots are in use.
  var count: Int { items.count - free.count }

  /// Stores an element and says where.
  mutating func insert(_ element: Element) -> Int {
    if let slot = free.popLast() {
      items[slot] = element
      isUsed[slot] = true
      return slot
    }
    items.append(element)
    uses.append(0)
    isUsed.append(true)
    return items.count - 1
  }

  /// How often a slot had been used before.
  func use(of slot: Int) -> UInt32 { uses[slot] }

  /// Whether a reference still means what is in the slot.
  func isCurrent(_ slot: Int, use: UInt32) -> Bool { isUsed[slot] && uses[slot] == use }

  /// Frees a slot.
  mutating func remove(_ slot: Int) {
    precondition(isUsed[slot], "A slot is freed once.")
    isUsed[slot] = false
    uses[slot] &+= 1
    free.append(slot)
  }

  /// The slots in use, in ascending order.
  var slots: [Int] { items.indices.filter { isUsed[$0] } }

  /// What is in a slot.
  subscript(slot: Int) -> Element {
    get { items[slot] }
    _modify { yield &items[slot] }
  }
}
