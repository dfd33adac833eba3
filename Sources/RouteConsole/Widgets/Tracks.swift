// Widgets: sharing a length among neighbours that differ in importance. Serves columns and panes alike.

/// What one neighbour asks of the length there is.
struct Track: Hashable, Sendable {
  /// The least it is of use with, in cells; with less it is left out.
  var minimum: Int
  /// The most it can use, in cells; nothing means any length.
  var maximum: Int?
  /// Its share of what is left over, against the others'; 0 takes none.
  var weight: Int
  /// How important it is: where there is not room for all, the lowest goes first, the rearmost among equals.
  var priority: Int

  /// Makes a track; lengths below 0 count as 0.
  init(minimum: Int, maximum: Int? = nil, weight: Int = 0, priority: Int = 0) {
    self.minimum = max(minimum, 0)
    self.maximum = maximum.map { max($0, max(minimum, 0)) }
    self.weight = max(weight, 0)
    self.priority = priority
  }

  /// A track of one length.
  static func fixed(_ length: Int, priority: Int = 0) -> Track {
    Track(minimum: length, maximum: length, priority: priority)
  }

  /// Places tracks one after another.
  ///
  /// - Parameters:
  ///   - tracks: the neighbours, in order.
  ///   - length: the cells there are.
  ///   - gap: the cells between two neighbours.
  /// - Returns: for each track its cells, counted from 0; nothing where it was left out.
  static func place(_ tracks: [Track], length: Int, gap: Int = 0) -> [Range<Int>?] {
    let kept = fitting(tracks, length: length, gap: gap)
    var lengths = tracks.map(\.minimum)
    var spare = length - kept.reduce(0) { $0 + lengths[$1] } - gap * max(kept.count - 1, 0)
    share(&spare, among: kept, of: tracks, lengths: &lengths)
    var result: [Range<Int>?] = Array(repeating: nil, count: tracks.count)
    var start = 0
    for index in kept {
      result[index] = start..<(start + lengths[index])
      start += lengths[index] + gap
    }
    return result
  }

  /// The tracks there is room for, in order.
  private static func fitting(_ tracks: [Track], length: Int, gap: Int) -> [Int] {
    var kept = Array(tracks.indices)
    func needed() -> Int { kept.reduce(0) { $0 + tracks[$1].minimum } + gap * max(kept.count - 1, 0) }
    while !kept.isEmpty, needed() > length {
      // `min` finds the first; reversed, the rearmost of the least important.
      let victim = kept.indices.reversed().min { tracks[kept[$0]].priority < tracks[kept[$1]].priority }
      if let victim { kept.remove(at: victim) }
    }
    return kept
  }

  /// Gives what is spare to the tracks that can use it, by weight; what division leaves goes to the first ones.
  private static func share(_ spare: inout Int, among kept: [Int], of tracks: [Track], lengths: inout [Int]) {
    while spare > 0 {
      let open = kept.filter { tracks[$0].weight > 0 && lengths[$0] < tracks[$0].maximum ?? .max }
      let weights = open.reduce(0) { $0 + tracks[$1].weight }
      guard weights > 0 else { return }
      let round = spare
      for index in open where spare > 0 {
        let part = max(round * tracks[index].weight / weights, 1)
        let room = (tracks[index].maximum ?? .max) - lengths[index]
        let given = min(part, room, spare)
        lengths[index] += given
        spare -= given
      }
    }
  }
}
