// Views: the features screen: primary, backup, who serves now, what room is left, what would flip.

internal import RoutingEngine
internal import Wire

/// The table of features.
struct FeatureTable {
  private let model: Model
  private let snapshot: SystemSnapshot

  /// The table of a model that has figures.
  init(_ model: Model, snapshot: SystemSnapshot) {
    self.model = model
    self.snapshot = snapshot
  }

  private static func columns(_ isAdvisory: Bool) -> [TableColumn] {
    [
      TableColumn("S", track: .fixed(2, priority: 100)),
      TableColumn("FEATURE", track: Track(minimum: 10, maximum: 20, weight: 1, priority: 99)),
      TableColumn("PRIMARY", track: Track(minimum: 17, maximum: 30, weight: 2, priority: 90)),
      TableColumn("BACKUP", track: Track(minimum: 15, maximum: 30, weight: 2, priority: 70)),
      TableColumn(isAdvisory ? "ADV" : "ON", track: .fixed(5, priority: 95)),
      TableColumn(
        isAdvisory ? "ADVISED" : "SERVED BY", track: Track(minimum: 16, maximum: 44, weight: 2, priority: 40)),
      TableColumn("RPS", track: .fixed(5, priority: 60), alignment: .right),
      TableColumn("P90", track: .fixed(6, priority: 80), alignment: .right),
      TableColumn("GOAL", track: .fixed(6, priority: 75), alignment: .right),
      TableColumn("ERR%", track: .fixed(5, priority: 78), alignment: .right),
      TableColumn("SPARE", track: .fixed(5, priority: 85), alignment: .right),
      TableColumn("QUAL", track: .fixed(5, priority: 20), alignment: .right),
      TableColumn("FLIP", track: Track(minimum: 14, maximum: 24, weight: 1, priority: 30)),
      TableColumn("AT RISK", track: Track(minimum: 16, weight: 3, priority: 35)),
    ]
  }

  /// Draws the features.
  func draw(on surface: inout Surface, in area: Rect) {
    let words = FeatureWords(snapshot)
    var features: [String: FeatureStatus] = [:]
    for feature in snapshot.features { features[feature.id] = feature }
    let rows = model.order.ids.map { id -> TableRow<RowID> in
      guard case .feature(let name) = id, let feature = features[name] else {
        return TableRow(id: id, cells: [])
      }
      return TableRow(id: id, cells: cells(feature, words))
    }
    Table(
      columns: Self.columns(snapshot.isAdvisory), rows: rows, glyphs: model.settings.glyphs,
      empty: "no features"
    )
    .draw(on: &surface, in: area, state: model.table)
  }

  private func cells(_ feature: FeatureStatus, _ words: FeatureWords) -> [TextLine] {
    let isSlow = (feature.ttft?.p90 ?? 0) > (feature.objectiveTTFT ?? .infinity)
    let isFailing = (feature.errorRate ?? 0) > (feature.objectiveErrorRate ?? .infinity)
    let on = words.on(feature)
    let room = feature.headroom.map { Show.spare($0) } ?? "?"
    return [
      TextLine(feature.severity.mark, feature.severity.role),
      TextLine(feature.id, feature.severity == .ok ? .text : .strong),
      words.named(feature.primary), words.named(feature.backups.first),
      TextLine(on, on == "PRI" ? .text : .strong),
      TextLine(served(feature)),
      TextLine(Show.rate(feature.requestsPerSecond)),
      TextLine(Show.milliseconds(feature.ttft, .p90), isSlow ? .strong : .text),
      TextLine(Show.milliseconds(feature.objectiveTTFT), .dim),
      TextLine(Show.percent(feature.errorRate), isFailing ? .strong : .text),
      TextLine(room, (feature.headroom ?? 9) < 1.1 ? .strong : .text),
      TextLine(Figures.fixed(feature.qualityMean, 2)),
      TextLine(feature.flipProposed.map { "X to \($0)" } ?? "-"),
      TextLine(feature.atRisk ?? "-"),
    ]
  }

  private func served(_ feature: FeatureStatus) -> String {
    feature.serving.sorted { $0.share > $1.share }.prefix(3)
      .map { "\($0.endpoint) \(Show.signed($0.share))" }.joined(separator: " ")
  }
}
