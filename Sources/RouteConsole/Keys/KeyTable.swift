// Keys: the one table that bindings, footer, help, man page and completions are made of.

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

  /// The table with keys of a configuration instead of its own.
  ///
  /// - Parameter changes: names of actions, each with the names of its keys.
  /// - Returns: the new table.
  /// - Throws: every mistake at once. Confirming an act is in no row, so that nothing here can take it away.
  func remapped(_ changes: [(action: String, keys: [String])]) throws(KeyTableError) -> KeyTable {
    var rows = bindings
    var problems: [String] = []
    for change in changes {
      guard let action = KeyAction(rawValue: change.action),
        let place = rows.firstIndex(where: { $0.action == action })
      else {
        let names = KeyAction.allCases.map(\.rawValue).joined(separator: ", ")
        problems.append("keys.\(change.action): there is no such action; there are \(names)")
        continue
      }
      rows[place].keys = Self.read(change.keys, for: action, problems: &problems)
    }
    problems += Self.conflicts(in: rows)
    guard problems.isEmpty else { throw KeyTableError(problems: problems) }
    return KeyTable(bindings: rows)
  }

  private static func read(_ names: [String], for action: KeyAction, problems: inout [String]) -> [Key] {
    if names.isEmpty, [.quit, .help, .back].contains(action) {
      problems.append("keys.\(action.rawValue): leave it a key, there is no other way")
    }
    return names.compactMap { name in
      guard let key = Key(name: name) else {
        problems.append("keys.\(action.rawValue): `\(name)` is no key; write it as the help does")
        return nil
      }
      guard !action.isAct || isSafeForActs(key) else {
        problems.append(
          "keys.\(action.rawValue): `\(name)` is too easy to press; an act takes an upper-case letter")
        return nil
      }
      return key
    }
  }

  private static func isSafeForActs(_ key: Key) -> Bool {
    guard case .character(let character) = key else { return false }
    return character.isUppercase
  }

  /// Keys that two rows want, keys that leave no way out, and lower-case twins of acting keys.
  private static func conflicts(in rows: [KeyBinding]) -> [String] {
    var owners: [Key: KeyAction] = [:]
    var problems: [String] = []
    for row in rows {
      for key in row.keys {
        if let other = owners[key] {
          problems.append("`\(key)` is bound to both \(other.rawValue) and \(row.action.rawValue)")
        }
        owners[key] = row.action
      }
    }
    for row in rows where row.action.isAct {
      for case .character(let character) in row.keys {
        if let twin = character.lowercased().first, let other = owners[.character(twin)] {
          problems.append(
            "`\(twin)` is bound to \(other.rawValue) and differs from \(row.action.rawValue) by Shift alone")
        }
      }
    }
    return problems
  }
}

/// What is wrong with the keys of a configuration.
struct KeyTableError: Error, Hashable, Sendable {
  /// One sentence each.
  var problems: [String]
}
