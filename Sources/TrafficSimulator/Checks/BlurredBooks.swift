extension LiveFault {
  /// Whether the engine's books may differ from the world's without anybody's mistake.
  ///
  /// Lost reports are not booked; calls are written off when a clock jumps past their deadlines; and where a price
  /// changes, the world charges a call at the price when it was sent, the engine at the price when it ended.
  var blursBooks: Bool {
    switch fault.kind {
    case .clockStep, .price: true
    default: fault.kind.realm == .reports
    }
  }
}
