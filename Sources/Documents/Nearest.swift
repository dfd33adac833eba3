/// The word that somebody probably meant, or nil if none is near.
///
/// Near is a Damerau-Levenshtein distance (optimal string alignment, upper and lower case alike) of at most a
/// third of the longer word, and less than the shorter one; failing that, a word that continues `word` with
/// `_`, so that `ttft` finds `ttft_p90_ms`. Of equally near words the first one wins. Words of more than 64
/// characters are near to nothing.
public func nearest(_ word: String, among candidates: [String]) -> String? {
  let wanted = Array(word.lowercased().unicodeScalars)
  guard !wanted.isEmpty, wanted.count <= nearestLength else { return nil }
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let letters = Array(candidate.lowercased().unicodeScalars)
    guard !letters.isEmpty, letters.count <= nearestLength else { continue }
    let tolerance = max(1, max(wanted.count, letters.count) / 3)
    guard abs(wanted.count - letters.count) <= tolerance else { continue }
    let distance = editDistance(wanted, letters)
    guard distance <= tolerance, distance < min(wanted.count, letters.count) || distance == 0 else {
      continue
    }
    if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
  }
  return best?.candidate ?? candidates.first { $0.hasPrefix(word + "_") }
}

/// The longest word, in Unicode scalars, that is compared: the work for a pair is the product of the lengths.
private let nearestLength = 64

/// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforePrevious = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  var current = previous
  for (row, letter) in left.enumerated() {
    current[0] = row + 1
    for column in 1...right.count {
      let other = right[column - 1]
      var cost = min(previous[column] + 1, current[column - 1] + 1)
      cost = min(cost, previous[column - 1] + (letter == other ? 0 : 1))
      if row > 0, column > 1, letter == right[column - 2], left[row - 1] == other {
        cost = min(cost, beforePrevious[column - 2] + 1)
      }
      current[column] = cost
    }
    (beforePrevious, previous, current) = (previous, current, beforePrevious)
  }
  return previous[right.count]
}
