/// How far long work is, said once for each percent.
struct Progress: Sendable {
  private let total: Int
  private let noun: String
  private let showText: @Sendable (String) -> Void

  /// Work of so many pieces, shown in place by a function of the shell.
  init(of total: Int, _ noun: String, _ show: @escaping @Sendable (String) -> Void) {
    self.total = total
    self.noun = noun
    showText = show
    showText("0 of \(total) \(noun)")
  }

  /// Shows that so many pieces are done.
  @Sendable func show(_ done: Int) {
    guard done * 100 / total > (done - 1) * 100 / total else { return }
    showText("\(done) of \(total) \(noun), \(done * 100 / total) %")
  }

  /// Takes it away, so that the result stands alone.
  func end() { showText("") }
}
