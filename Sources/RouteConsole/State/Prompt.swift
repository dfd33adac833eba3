// State: input lines that are not part of a dialog.

/// An input line at the foot of the screen.
struct Prompt: Hashable, Sendable {
  /// What the line is for.
  enum Purpose: Hashable, Sendable {
    case command, filter, goTo
  }

  /// What it is for.
  var purpose: Purpose
  /// The line.
  var editor: LineEditor
  /// What is wrong with it.
  var problem: String?

  /// Opens a line.
  init(_ purpose: Purpose, text: String = "", isSelected: Bool = false) {
    self.purpose = purpose
    editor = LineEditor(text, isSelected: isSelected)
  }

  /// What stands before the text.
  var label: String {
    switch purpose {
    case .command: ":"
    case .filter: "/"
    case .goTo: "@ go to (03:12, 03:12:40, -5m): "
    }
  }
}

/// Choosing a theme, with the screen behind it as the preview.
struct ThemePicker: Hashable, Sendable {
  /// The names to choose from.
  var names: [String]
  /// The place of the one that is tried.
  var index: Int
  /// The one to go back to.
  var original: String

  /// The one that is tried.
  var name: String { names.indices.contains(index) ? names[index] : original }
}
