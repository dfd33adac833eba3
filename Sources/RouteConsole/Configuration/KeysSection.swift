internal import Documents

/// Other keys for the console: `keys: { drain: "C", "page-down": ["PgDn", "Ctrl-f"] }`.
struct KeysSection: Sendable, Hashable {
  /// An action with its keys instead of the usual ones.
  struct Change: Sendable, Hashable {
    /// The action, by its name.
    var action: String
    /// The names of its keys; none unbinds it.
    var keys: [String]
  }

  /// In the order of the file.
  private(set) var changes: [Change] = []

  /// The usual keys.
  init() {}

  /// Reads the section; whatever cannot be a key, or is one twice, is reported where it stands.
  init(_ section: ObjectReader) {
    for member in section.members() {
      if let key = member.value.string {
        changes.append(Change(action: member.key, keys: [key]))
      } else {
        changes.append(Change(action: member.key, keys: section.strings(member.key)))
      }
    }
    do throws(KeyTableError) {
      _ = try KeyTable.standard.remapped(pairs)
    } catch {
      for problem in error.problems { section.report(problem.action, problem.text, hint: problem.hint) }
    }
    section.finish()
  }

  /// The key table with these keys; the usual one where they do not go together.
  var table: KeyTable { (try? KeyTable.standard.remapped(pairs)) ?? .standard }

  private var pairs: [(action: String, keys: [String])] { changes.map { ($0.action, $0.keys) } }
}
