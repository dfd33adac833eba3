// Theme: the theme in the binary, so that the console starts without any file.

/// The text of `themes/default.theme`; a test keeps both equal.
enum EmbeddedTheme {
  /// The name it is found by.
  static let name = "default"
  /// The file's text.
  static let text = #"""
    # The terminal's own text and background; colour only as chips that bring their own background,
    # so that it is legible on dark and on light terminals alike.

    appearance = any

    # Running text and the frame around it
    text = default
    dim = #767676 | 243 | default
    strong = default | | | bold
    title = default | | | reverse
    heading = default | | | bold
    border = #808080 | 244 | brightblack
    focus = #2f87c9 | 32 | magenta | bold
    disabled = #767676 | 243 | brightblack
    pane.title = default | | | bold
    scrollbar = #808080 | 244 | brightblack

    # Where the operator is
    prod = #ffffff on #b01818 | 231 on 124 | brightwhite on red | bold mono:reverse
    demo = #ffffff on #1a6b35 | 231 on 22 | black on green | bold mono:reverse
    live = default | | | reverse
    frozen = #000000 on #e5c000 | 16 on 178 | black on yellow | bold mono:reverse
    replay = #ffffff on #1f5fbf | 231 on 25 | brightwhite on blue | mono:reverse
    locked = default | | | bold reverse

    # Severity
    crit = #ffffff on #b01818 | 231 on 124 | brightwhite on red | bold mono:reverse
    warn = #000000 on #e5c000 | 16 on 178 | black on yellow | bold
    drain = #ffffff on #1f5fbf | 231 on 25 | brightwhite on blue | mono:underline
    stale = #ffffff on #87408f | 231 on 90 | black on white | mono:underline
    ok = default

    # Breaker
    open = #ffffff on #b01818 | 231 on 124 | brightwhite on red | bold
    partial = #000000 on #e5c000 | 16 on 178 | black on yellow | mono:bold
    suspended = #000000 on #e5c000 | 16 on 178 | black on yellow | mono:bold
    closed = default
    forced = #ffffff on #87408f | 231 on 90 | black on white | mono:underline
    pinned = #000000 on #5fb7c7 | 16 on 73 | black on cyan | mono:underline

    # Rows under the cursor
    selected = default | | | reverse
    marked = #000000 on #5fb7c7 | 16 on 73 | black on cyan | mono:bold mono:underline
    match = default | | | underline

    # Drawings of numbers
    spark.lo = #5f875f | 65 | brightblack
    spark.mid = #af8700 | 136 | magenta
    spark.hi = #d75f5f | 167 | red | mono:bold
    chart.line = #2f87c9 | 32 | magenta
    chart.axis = #808080 | 244 | brightblack
    objective = #d75f5f | 167 | red | mono:bold
    gauge.full = #2f87c9 | 32 | magenta
    gauge.empty = #808080 | 244 | brightblack

    # Dialogs, input lines and answers
    dialog = default
    dialog.border = #2f87c9 | 32 | magenta
    dialog.title = default | | | bold
    dialog.danger = #ffffff on #b01818 | 231 on 124 | brightwhite on red | bold mono:reverse
    button = default | | | underline
    button.focus = #ffffff on #1f5fbf | 231 on 25 | brightwhite on blue | bold mono:reverse
    input = default | | | underline
    input.cursor = default | | | reverse
    prompt = default | | | bold
    suggestion = #767676 | 243 | default
    banner = #000000 on #e5c000 | 16 on 178 | black on yellow | bold mono:reverse
    result.good = default | | | mono:bold
    result.bad = #ffffff on #b01818 | 231 on 124 | brightwhite on red | bold mono:reverse

    # Key footer
    key = default | | | bold
    key.label = #767676 | 243 | default

    """#
}
