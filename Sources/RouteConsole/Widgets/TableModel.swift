// Widgets: what a table holds: columns with what they ask for, and rows known by an id.

/// A column of a table.
struct TableColumn: Hashable, Sendable {
  /// What the head says.
  var title: String
  /// How wide it is, and how important.
  var track: Track
  /// Where its cells stand; heads follow.
  var alignment: Alignment

  /// Makes a column.
  init(_ title: String, track: Track, alignment: Alignment = .left) {
    self.title = title
    self.track = track
    self.alignment = alignment
  }
}

/// A row of a table.
struct TableRow<ID: Hashable & Sendable>: Hashable, Sendable {
  /// What the row is about; unique in the table.
  var id: ID
  /// One line a column; missing ones stay blank.
  var cells: [TextLine]

  /// Makes a row.
  init(id: ID, cells: [TextLine]) {
    self.id = id
    self.cells = cells
  }
}

/// A motion of the cursor in a table.
enum TableMotion: Hashable, Sendable {
  /// So many rows down, or up when negative.
  case rows(Int)
  /// So many halves of the visible page down, or up when negative.
  case halfPages(Int)
  /// To the first row.
  case first
  /// To the last row.
  case last
}

/// Where the operator is in a table: which row by its id, which rows are marked, which row is on top.
///
/// The row is held by its id, so that a new order never moves another row under the cursor. When the row itself
/// goes, the cursor takes the row at its place.
struct TableState<ID: Hashable & Sendable>: Hashable, Sendable {
  /// The row under the cursor; nothing in an empty table.
  private(set) var selected: ID?
  /// The marked rows.
  private(set) var marked: Set<ID> = []
  /// The index of the topmost visible row.
  private(set) var top = 0
  private var index = 0
  private var anchor: ID?

  /// Makes the state of a table nobody has touched.
  init() {}

  /// Follows the rows as they are now; call it before drawing or moving.
  ///
  /// - Parameters:
  ///   - ids: the rows in order, each once.
  ///   - visible: the rows the table shows at once.
  mutating func follow(_ ids: [ID], visible: Int) {
    guard !ids.isEmpty else {
      self = TableState()
      return
    }
    if let selected, let found = ids.firstIndex(of: selected) {
      index = found
    } else {
      index = min(max(index, 0), ids.count - 1)
      selected = ids[index]
    }
    if !marked.isEmpty { marked.formIntersection(ids) }
    if let anchor, !ids.contains(anchor) { self.anchor = nil }
    scroll(count: ids.count, visible: visible)
  }

  /// Moves the cursor.
  mutating func move(_ motion: TableMotion, in ids: [ID], visible: Int) {
    follow(ids, visible: visible)
    guard !ids.isEmpty else { return }
    let page = max(visible / 2, 1)
    let target: Int
    switch motion {
    case .rows(let count): target = index.addingReportingOverflow(count).partialValue
    case .halfPages(let count): target = index + page * min(max(count, -ids.count), ids.count)
    case .first: target = 0
    case .last: target = ids.count - 1
    }
    index = min(max(target, 0), ids.count - 1)
    selected = ids[index]
    scroll(count: ids.count, visible: visible)
  }

  /// Puts the cursor on a row, as a click or a jump does; does nothing when there is no such row.
  mutating func select(_ id: ID, in ids: [ID], visible: Int) {
    guard let found = ids.firstIndex(of: id) else { return }
    index = found
    selected = id
    scroll(count: ids.count, visible: visible)
  }

  /// Marks the row under the cursor, or takes its mark away, and remembers it as the start of a range.
  mutating func toggleMark() {
    guard let selected else { return }
    if marked.remove(selected) == nil { marked.insert(selected) }
    anchor = selected
  }

  /// Marks all rows from the last one marked to the cursor.
  mutating func markRange(in ids: [ID]) {
    guard let selected, let end = ids.firstIndex(of: selected) else { return }
    let start = anchor.flatMap { ids.firstIndex(of: $0) } ?? end
    marked.formUnion(ids[min(start, end)...max(start, end)])
    anchor = selected
  }

  /// Takes all marks away.
  mutating func clearMarks() {
    marked = []
    anchor = nil
  }

  /// The rows an act is for, in the order of the table: the marked ones, else the one under the cursor.
  func targets(in ids: [ID]) -> [ID] {
    marked.isEmpty ? ids.filter { $0 == selected } : ids.filter(marked.contains)
  }

  /// The id of a visible row, counted from the top of the table's body.
  func id(atVisibleRow row: Int, in ids: [ID]) -> ID? {
    ids.indices.contains(top + row) && row >= 0 ? ids[top + row] : nil
  }

  private mutating func scroll(count: Int, visible: Int) {
    let visible = max(visible, 1)
    if index < top { top = index }
    if index >= top + visible { top = index - visible + 1 }
    top = min(max(top, 0), max(count - visible, 0))
  }
}
