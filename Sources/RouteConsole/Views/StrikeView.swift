// Views: the dialog over a fault that is about to strike a simulated world.

internal import Wire

/// Turns a fault being aimed into a dialog.
struct StrikeView {
  private let strike: StrikeDialog
  private let model: Model

  /// The view of a fault.
  init(_ strike: StrikeDialog, model: Model) {
    self.strike = strike
    self.model = model
  }

  /// The dialog: whom it strikes, what it does, and Cancel.
  var dialog: Dialog {
    let endpoints = model.feed.snapshot.map { strike.endpoints(in: $0) } ?? []
    let all = model.feed.snapshot?.endpoints.count ?? 0
    let hits = "\(endpoints.count) of \(all) endpoints: " + endpoints.map(\.id).joined(separator: ", ")
    let name = strike.aim == .all ? "everything" : "\(strike.aim.rawValue) \(strike.name)"
    var parts: [Dialog.Part] = []
    if strike.fault.aim == .fixed {
      parts.append(.required(TextLine("whom   everybody", .strong)))
    } else {
      parts += [
        .required(TextLine([Span("< ", .key), Span(name, .strong), Span(" >", .key)])),
        .note(TextLine("Left Right narrower, wider   Up Down another", .dim)),
      ]
    }
    parts.append(.required(TextLine("does   \(strike.fault.deed)")))
    if strike.fault.aim == .endpoints {
      parts += TextLine("hits   " + hits).wrapped(columns: columns, limit: 3).map { .note($0) }
    }
    parts.append(.note(TextLine("in this simulated world only", .dim)))
    parts.append(.gap)
    return Dialog(
      title: "INJECT \(strike.preset + 1)", parts: parts,
      buttons: [Dialog.Button("Cancel", isFocused: true)],
      hint: TextLine([
        Span(" y", .strong), Span(" = strike  "), Span("Esc", .strong), Span(" = cancel"),
      ]),
      preferredColumns: columns)
  }

  private var columns: Int { min(max(model.size.columns - 22, 40), 84) }
}
