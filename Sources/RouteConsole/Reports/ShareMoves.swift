internal import Wire

/// Where a feature's traffic went over time, as far as it left where it usually goes.
struct ShareMoves: Hashable, Sendable {
  /// Most of a feature goes elsewhere from some instant on.
  struct Move: Hashable, Sendable {
    var at: Moment
    var from: String
    var to: String
    /// The part that went there, from 0 to 1.
    var share: Double
  }

  /// A part of a feature went elsewhere for a while, and most of it stayed.
  struct Spill: Hashable, Sendable {
    var at: Moment
    /// When it was over; nil where it was not.
    var until: Moment?
    /// Where it usually goes.
    var home: String
    /// The part that goes there usually, from 0 to 1.
    var usual: Double
    /// The smallest part that stayed.
    var lowest: Double
    /// Who took most of the rest then.
    var taker: String
  }

  /// Whoever has so much of a feature has most of it.
  private static let most = 0.5
  /// So much less of a feature than usual is worth telling, and so much less ends it.
  private static let telling = 0.15
  private static let slack = 0.1
  /// What lasts no longer is not told, in seconds.
  private static let shortest = 10.0
  /// The most moves and the most spills that are kept.
  private static let limit = 200

  private(set) var moves: [Move] = []
  private(set) var spills: [Spill] = []
  private var lead: String?
  private var usual = 0.0
  /// Who leads since when, where it is not who led before.
  private var candidate: Move?
  private var spill: Spill?

  /// Takes who serves a feature at an instant.
  ///
  /// - Parameters:
  ///   - serving: the parts.
  ///   - at: the instant.
  ///   - isHomeWell: whether an endpoint is well, so that a smaller part is not its own fault.
  mutating func add(_ serving: [ServedShare], at: Moment, isWell isHomeWell: (String) -> Bool) {
    guard let top = serving.max(by: { $0.share < $1.share }) else { return }
    guard let lead else { return (self.lead, usual) = (top.endpoint, top.share) }
    if top.endpoint == lead { candidate = nil } else { follow(top, from: lead, at: at) }
    let home = self.lead ?? lead
    let share = serving.first { $0.endpoint == home }?.share ?? 0
    guard home == lead else { return (usual, spill) = (share, nil) }
    watch(share, of: home, serving, at: at, isHomeWell: isHomeWell(home))
    usual = max(usual, share)
  }

  /// Ends what goes on at the end of the span.
  mutating func end(at: Moment) {
    guard let open = spill, at.seconds(since: open.at) >= Self.shortest, spills.count < Self.limit else {
      return
    }
    spills.append(open)
    spill = nil
  }

  private mutating func follow(_ top: ServedShare, from lead: String, at: Moment) {
    let move = candidate?.to == top.endpoint ? candidate : nil
    candidate = move ?? Move(at: at, from: lead, to: top.endpoint, share: top.share)
    candidate?.share = top.share
    guard let candidate, top.share >= Self.most else { return }
    if moves.count < Self.limit { moves.append(candidate) }
    (self.lead, usual, self.candidate) = (top.endpoint, top.share, nil)
  }

  private mutating func watch(
    _ share: Double, of home: String, _ serving: [ServedShare], at: Moment, isHomeWell: Bool
  ) {
    guard isHomeWell else { return spill = nil }
    if var open = spill {
      if share > usual - Self.slack {
        if at.seconds(since: open.at) >= Self.shortest, spills.count < Self.limit {
          open.until = at
          spills.append(open)
        }
        spill = nil
      } else if share < open.lowest {
        (open.lowest, open.taker) = (share, Self.taker(serving, besides: home))
        spill = open
      }
    } else if share <= usual - Self.telling {
      spill = Spill(
        at: at, until: nil, home: home, usual: usual, lowest: share,
        taker: Self.taker(serving, besides: home))
    }
  }

  private static func taker(_ serving: [ServedShare], besides home: String) -> String {
    serving.filter { $0.endpoint != home }.max { $0.share < $1.share }?.endpoint ?? "nobody"
  }
}
