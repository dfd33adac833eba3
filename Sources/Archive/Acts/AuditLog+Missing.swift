internal import RoutingEngine
public import Wire

/// Acts that were done and of which the audit log has no line: their process was killed before it could write one, or
/// while there was no room for it.
extension AuditLog {
  /// The newest lines, and those that acts in the log beside it make up for; whoever writes the logs meanwhile is not
  /// disturbed.
  ///
  /// - Parameters:
  ///   - directory: the state directory.
  ///   - most: how many lines at most are read.
  /// - Returns: the lines, oldest first.
  /// - Throws: where a file cannot be read.
  public static func complete(in directory: String, atMost most: Int) throws(ArchiveError) -> [AuditLine] {
    let lines = try newest(in: directory, atMost: most)
    let acts = try ActLog.recent(at: directory + "/" + ActLog.name)
    return lines + missing(acts, among: lines, isWhole: lines.count < most)
  }

  /// Lines for acts that have none.
  ///
  /// - Parameters:
  ///   - acts: what was done.
  ///   - lines: the newest lines of the log.
  ///   - isWhole: whether there are no older ones; else older acts may have their lines there.
  /// - Returns: the lines, in the order of the acts.
  static func missing(_ acts: [KeptAct], among lines: [AuditLine], isWhole: Bool) -> [AuditLine] {
    let known = Set(lines.map(\.receipt.id))
    let oldest = isWhole ? 0 : known.min() ?? 0
    return acts.filter { $0.id >= oldest && !known.contains($0.id) }.map(\.auditLine)
  }
}
