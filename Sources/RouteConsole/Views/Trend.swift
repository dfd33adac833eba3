// Views: figures of the past, for charts.

internal import Wire

/// Figures of the past of a model, up to the instant that is shown: so many steps of so many seconds.
///
/// Sparklines move once a step, and moving them is what costs bytes.
struct Trend {
  private let figures: FigureHistory
  private let end: Moment
  private let steps: Int
  private let seconds: Int

  /// The past of a model; the steps are at least five seconds long.
  init(_ model: Model, steps: Int, seconds: Int) {
    figures = model.history.figures
    end = model.shown?.at ?? Moment(milliseconds: 0)
    self.steps = steps
    self.seconds = max(seconds, 5)
  }

  /// Of figures without a limit of their own, twice what is usual among them; nil where there are none.
  static func ceiling(of values: [Double?]) -> Double? {
    let known = values.compactMap(\.self).filter(\.isFinite).sorted()
    guard !known.isEmpty, known[known.count / 2] > 0 else { return nil }
    return known[known.count / 2] * 2
  }

  /// A figure over the time, oldest first; nil where there was none.
  func of(_ subject: FigureHistory.Subject, _ figure: FigureHistory.Figure) -> [Double?] {
    figures.series(of: figure, subject, endingAt: end, steps: steps, seconds: seconds)
  }
}

extension SystemSnapshot {
  /// An endpoint by its id.
  func endpoint(_ id: String) -> EndpointStatus? { endpoints.first { $0.id == id } }
}

extension Model {
  /// The places of the rows that a table of so many lines shows; the others cost nothing but their place.
  func rowsInView(height: Int) -> Range<Int> {
    let top = min(table.top, order.ids.count)
    return top..<min(top + Table<RowID>.visibleRows(height: height), order.ids.count)
  }
}
