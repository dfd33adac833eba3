// State: what was decided before the console opened.

/// What the console was told on its command line and by its configuration.
struct ConsoleSettings: Hashable, Sendable {
  /// Who sits here, as the audit log has it.
  var operatorName: String
  /// Whether acts are allowed at all.
  var isReadOnly = false
  /// Why acts are not allowed, in a word for the footer: `--read-only`, `viewer`.
  var readOnlyReason = "read-only"
  /// What the feed can do.
  var traits: FeedTraits
  /// What the place is called, where the feed does not say.
  var environment: String?
  /// What drawings are made of.
  var glyphs = GlyphSet.braille
  /// Which key does what.
  var keys = KeyTable.standard
  /// The theme in use.
  var themeName = EmbeddedTheme.name
  /// The themes there are.
  var themeNames = [EmbeddedTheme.name]
  /// What a team's own file adds to what is known of errors; nil for the built-in knowledge alone.
  var teamKnowledge: Knowledge?
  /// Whether no character outside 7 bits may be drawn.
  var isSevenBit = false

  /// Settings for a feed, everything else as it is without options.
  init(operatorName: String, traits: FeedTraits) {
    self.operatorName = operatorName
    self.traits = traits
  }

  /// What every error and state means and what to do about it; read when it is first asked for.
  var knowledge: Knowledge { teamKnowledge ?? .builtIn }

  /// Whether the keys that act are bound.
  var canAct: Bool { traits.canAct && !isReadOnly }
}
