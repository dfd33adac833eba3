/// A snapshot's JSON taken apart into what rarely changes and what often does.
///
/// The elements of its lists are parts of their own, the rest is the first part, so that one endpoint with new
/// keys leaves the others as they are. Nothing here knows a key: whatever is added to the shapes of the API is
/// recorded without a change.
struct SnapshotParts: Hashable {
  /// The rest of the document first, then the elements of its lists in order.
  var parts: [Part] = []

  /// One part.
  struct Part: Hashable {
    /// The JSON of the part with `hole` for each scalar.
    var skeleton: [UInt8]
    /// The scalars, in order.
    var leaves: [Leaf]
  }

  /// Stands for a scalar in a skeleton.
  static let hole: UInt8 = 0
  /// Stands for the elements of a list in the first part; a scalar says how many there are.
  static let list: UInt8 = 1

  /// Takes a compact JSON document of ours apart.
  init(_ json: [UInt8]) {
    var splitter = Splitter(json: json)
    parts = splitter.run()
  }

  init(parts: [Part]) { self.parts = parts }

  /// The JSON document; nil where the parts do not fit together.
  var json: [UInt8]? {
    guard let head = parts.first else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(parts.reduce(0) { $0 + $1.skeleton.count + 8 * $1.leaves.count })
    var leaves = head.leaves.makeIterator()
    var next = 1
    for byte in head.skeleton {
      switch byte {
      case Self.hole:
        guard let leaf = leaves.next() else { return nil }
        leaf.append(to: &bytes)
      case Self.list:
        guard case .integer(let count)? = leaves.next(), count >= 0, count <= parts.count - next else {
          return nil
        }
        for place in 0..<Int(count) {
          if place > 0 { bytes.append(UInt8(ascii: ",")) }
          guard parts[next + place].append(to: &bytes) else { return nil }
        }
        next += Int(count)
      default: bytes.append(byte)
      }
    }
    return next == parts.count && leaves.next() == nil ? bytes : nil
  }
}

extension SnapshotParts.Part {
  /// Appends the JSON of an element; false where scalars and holes do not agree.
  fileprivate func append(to bytes: inout [UInt8]) -> Bool {
    var rest = leaves.makeIterator()
    for byte in skeleton {
      if byte == SnapshotParts.hole {
        guard let leaf = rest.next() else { return false }
        leaf.append(to: &bytes)
      } else {
        bytes.append(byte)
      }
    }
    return rest.next() == nil
  }
}

/// Walks a document once.
private struct Splitter {
  let json: [UInt8]
  private var place = 0
  private var depth = 0
  /// The part that is being read: the first one, or an element while a list is read.
  private var part = SnapshotParts.Part(skeleton: [], leaves: [])
  private var elements: [SnapshotParts.Part] = []

  init(json: [UInt8]) { self.json = json }

  mutating func run() -> [SnapshotParts.Part] {
    while place < json.count {
      if depth == 1, json[place] == UInt8(ascii: "["), place + 1 < json.count,
        json[place + 1] == UInt8(ascii: "{")
      {
        takeList()
      } else {
        step()
      }
    }
    return [part] + elements
  }

  /// Takes a list of objects: each is a part.
  private mutating func takeList() {
    let before = elements.count
    let head = part
    place += 1
    while place < json.count, json[place] != UInt8(ascii: "]") {
      if json[place] == UInt8(ascii: ",") { place += 1 }
      part = SnapshotParts.Part(skeleton: [], leaves: [])
      let level = depth
      repeat { step() } while place < json.count && depth > level
      elements.append(part)
    }
    place += 1
    part = head
    part.skeleton += [UInt8(ascii: "["), SnapshotParts.list, UInt8(ascii: "]")]
    part.leaves.append(.integer(Int64(elements.count - before)))
  }

  /// Takes a bracket, a separator, a key or a scalar.
  private mutating func step() {
    let byte = json[place]
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      depth += 1
      take(1)
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      take(1)
    case UInt8(ascii: ","), UInt8(ascii: ":"): take(1)
    case UInt8(ascii: "\""):
      let end = endOfString()
      if end < json.count, json[end] == UInt8(ascii: ":") {
        take(end - place)
      } else {
        takeScalar(upTo: end)
      }
    default:
      let end = json[place...].firstIndex { [0x2C, 0x5D, 0x7D].contains($0) } ?? json.count
      takeScalar(upTo: max(end, place + 1))
    }
  }

  private mutating func take(_ count: Int) {
    part.skeleton += json[place..<place + count]
    place += count
  }

  private mutating func takeScalar(upTo end: Int) {
    part.skeleton.append(SnapshotParts.hole)
    part.leaves.append(Leaf(json[place..<end]))
    place = end
  }

  private func endOfString() -> Int {
    var end = place + 1
    while end < json.count, json[end] != UInt8(ascii: "\"") {
      end += json[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(end + 1, json.count)
  }
}
