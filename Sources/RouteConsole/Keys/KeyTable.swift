// Keys: the one table that bindings, footer, help, man page and completions are made of.

internal import Documents

/// A row of the key table.
struct KeyBinding: Hashable, Sendable {
  /// What the keys do.
  var action: KeyAction
  /// The keys; the first is the one that is shown.
  var keys: [Key]
  /// What the footer says, in a word.
  var label: String
  /// What the help says.
  var help: String
  /// Where it stands in the help.
  var group: KeyGroup
  /// How important it is in the footer; 0 keeps it out.
  var footerPriority = 0

  /// The names of its keys, as the help shows them.
  var keyNames: String { keys.map(\.description).joined(separator: " ") }
}

/// Which key does what, on every screen alike.
struct KeyTable: Hashable, Sendable {
  /// The rows, in the order of the help.
  private(set) var bindings: [KeyBinding]
  private var actions: [Key: KeyAction] = [:]

  /// The table as it is without a configuration.
  static let standard = KeyTable(bindings: KeyTable.rows)

  private init(bindings: [KeyBinding]) {
    self.bindings = bindings
    for binding in bindings {
      for key in binding.keys { actions[key] = binding.action }
    }
  }

  /// What a key does; nil where it is unbound.
  func action(for key: Key) -> KeyAction? { actions[key] }

  /// The row of an action.
  func binding(of action: KeyAction) -> KeyBinding? { bindings.first { $0.action == action } }

  /// The key that is shown for an action.
  func key(for action: KeyAction) -> String {
    binding(of: action)?.keys.first?.description ?? "-"
  }

  /// The keys that act, as they are named.
  var acting: String { bindings.filter(\.action.isAct).map { key(for: $0.action) }.joined(separator: " ") }

  /// The table with keys of a configuration instead of its own.
  ///
  /// - Parameter changes: names of actions, each with the names of its keys.
  /// - Returns: the new table.
  /// - Throws: every mistake at once. Confirming an act is in no row, so that nothing here can take it away.
  func remapped(_ changes: [(action: String, keys: [String])]) throws(KeyTableError) -> KeyTable {
    var rows = bindings
    var problems: [KeyTableError.Problem] = []
    for change in changes {
      guard let action = KeyAction(rawValue: change.action),
        let place = rows.firstIndex(where: { $0.action == action })
      else {
        let names = KeyAction.allCases.map(\.rawValue)
        problems.append(
          KeyTableError.Problem(
            action: change.action, text: "there is no action \(quoted(change.action)) that keys could do",
            hint: nearest(change.action, among: names).map { "did you mean \(quoted($0))?" }
              ?? "there are \(names.joined(separator: ", "))"))
        continue
      }
      rows[place].keys = Self.read(change.keys, for: action, problems: &problems)
    }
    problems += Self.conflicts(in: rows, changed: changes.map(\.action))
    guard problems.isEmpty else { throw KeyTableError(problems: problems) }
    return KeyTable(bindings: rows)
  }

  private static func read(
    _ names: [String], for action: KeyAction, problems: inout [KeyTableError.Problem]
  ) -> [Key] {
    func report(_ text: String, _ hint: String) {
      problems.append(KeyTableError.Problem(action: action.rawValue, text: text, hint: hint))
    }
    if names.isEmpty, [.quit, .help, .back].contains(action) {
      report("\(action.rawValue) has no key", "leave it one, there is no other way")
    }
    return names.compactMap { name in
      guard let key = Key(name: name) else {
        report(
          "\(quoted(name)) is no key", "write it as the help does: j, Ctrl-d, Shift-Tab, PgUp, Space, F1")
        return nil
      }
      if let reason = reserved[key] {
        report("\(quoted(name)) cannot be bound: \(reason)", "choose another key")
        return nil
      }
      guard !action.isAct || isSafeForActs(key) else {
        report(
          "\(quoted(name)) is too easy to press for \(action.rawValue)", "an act takes an upper-case letter")
        return nil
      }
      return key
    }
  }

  /// Keys that never arrive as themselves.
  private static let reserved: [Key: String] = [
    .control("c"): "it always quits the console", .control("m"): "a terminal sends the same for Enter",
    .control("i"): "a terminal sends the same for Tab", .control("["): "a terminal sends the same for Esc",
  ]

  private static func isSafeForActs(_ key: Key) -> Bool {
    guard case .character(let character) = key else { return false }
    return character.isUppercase
  }

  /// Keys that two rows want, keys that leave no way out, and lower-case twins of acting keys.
  private static func conflicts(in rows: [KeyBinding], changed: [String]) -> [KeyTableError.Problem] {
    var owners: [Key: KeyAction] = [:]
    var problems: [KeyTableError.Problem] = []
    func report(_ actions: [KeyAction], _ text: String, _ hint: String) {
      let names = actions.map(\.rawValue)
      let place = names.first(where: changed.contains) ?? names[0]
      problems.append(KeyTableError.Problem(action: place, text: text, hint: hint))
    }
    for row in rows {
      for key in row.keys {
        if let other = owners[key] {
          let kept = changed.contains(row.action.rawValue) ? other : row.action
          report(
            [other, row.action],
            "\(quoted("\(key)")) is bound to both \(other.rawValue) and \(row.action.rawValue)",
            other == row.action ? "name it once" : "give \(kept.rawValue) another key as well")
        }
        owners[key] = row.action
      }
    }
    for row in rows where row.action.isAct {
      for case .character(let character) in row.keys {
        if let twin = character.lowercased().first, let other = owners[.character(twin)] {
          report(
            [other, row.action],
            "\(quoted(String(twin))) is bound to \(other.rawValue) and differs from \(row.action.rawValue) by Shift alone",
            "a missed Shift must change nothing: choose another key")
        }
      }
    }
    return problems
  }
}

/// What is wrong with the keys of a configuration.
struct KeyTableError: Error, Hashable, Sendable {
  /// One mistake.
  struct Problem: Hashable, Sendable {
    /// The action, by the name that the configuration has for it.
    var action: String
    /// What is wrong.
    var text: String
    /// What to do about it.
    var hint: String
  }

  /// Every mistake there is.
  var problems: [Problem]
}
