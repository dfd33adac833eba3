import Documents

/// Changes to the values of a document, which a parser takes and its reader may not expect.
extension TrialDice {
  /// Levels that are looked into.
  private static let deepest = 12

  /// The bytes with the JSON of one of their lines changed; as they are where no line has any.
  mutating func restructure(_ bytes: [UInt8], keys: [String]) -> [UInt8] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    if let whole = changed(bytes, from: 0, keys) { return whole }
    for _ in 0..<4 {
      let place = below(lines.count)
      guard let start = lines[place].firstIndex(of: UInt8(ascii: "{")),
        let line = changed(lines[place], from: start, keys)
      else { continue }
      lines[place] = line
      return Array(lines.joined(separator: [0x0A]))
    }
    return bytes
  }

  private mutating func changed(_ bytes: [UInt8], from start: Int, _ keys: [String]) -> [UInt8]? {
    var node: Node
    do { node = try Document.parse(Array(bytes[start...]), dialect: .json) } catch { return nil }
    for _ in 0...below(3) { change(&node, keys, depth: 0) }
    var writer = JSONWriter()
    writer.value(node)
    return bytes[..<start] + writer.bytes
  }

  private mutating func change(_ node: inout Node, _ keys: [String], depth: Int) {
    guard depth < Self.deepest, chance(0.8) else {
      node.value = value(keys)
      return
    }
    switch node.value {
    case .object(var members) where !members.isEmpty:
      let place = below(members.count)
      switch below(7) {
      case 0: members.remove(at: place)
      case 1: members[place].key = free(keys, in: members)
      case 2: members.append(Member(key: free(keys, in: members), value: members[place].value))
      case 3: members.swapAt(place, below(members.count))
      default: change(&members[place].value, keys, depth: depth + 1)
      }
      node.value = .object(members)
    case .array(var nodes) where !nodes.isEmpty:
      let place = below(nodes.count)
      switch below(6) {
      case 0: nodes.remove(at: place)
      case 1: nodes.insert(nodes[place], at: below(nodes.count + 1))
      default: change(&nodes[place], keys, depth: depth + 1)
      }
      node.value = .array(nodes)
    default: node.value = value(keys)
    }
  }

  /// A key that the members do not have yet.
  private mutating func free(_ keys: [String], in members: [Member]) -> String {
    let key = keys.isEmpty ? "" : pick(keys)
    return members.contains { $0.key == key } ? key + "\(below(1_000_000))" : key
  }

  /// Any value.
  private mutating func value(_ keys: [String]) -> Node.Value {
    switch below(12) {
    case 0: .null
    case 1: .bool(chance(0.5))
    case 2: .integer(Int64(truncatingIfNeeded: next()))
    case 3: .integer(pick([0, -1, 1, 99, .max, .min, 1 << 32, -(1 << 31)]))
    case 4: .number(pick([0.5, -1e300, 1e300, 5e-300, 1e18, 9_007_199_254_740_992]))
    case 5: .string("")
    case 6:
      .string(
        pick(["a", "é\u{0}\u{1F600}", "data:image/png;base64,", "{}", "[", "auto", "http://", "\u{202E}"]))
    case 7: .string(keys.isEmpty ? "" : pick(keys))
    case 8: .array([])
    case 9: .array([Node(.null), Node(.string("x"))])
    case 10: .object([])
    default: .object([Member(key: keys.isEmpty ? "a" : pick(keys), value: Node(.integer(1)))])
    }
  }
}
