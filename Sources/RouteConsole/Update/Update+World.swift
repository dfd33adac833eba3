// Update: what is done to a simulated world from its screen.

internal import Wire

extension Model {
  /// Enter on the simulation screen: aims, lifts, or begins.
  mutating func chooseInWorld() -> [Effect] {
    guard !settings.isReadOnly else {
      tell("\(settings.readOnlyReason): this console may look; it lets nothing strike and begins nothing")
      return []
    }
    switch table.selected {
    case .fault(let number):
      guard feed.simulation?.faults.first(where: { $0.number == number })?.isInForce ?? false else {
        tell("this fault is not in force")
        return []
      }
      return [.order(.simulation(.lift(fault: number)))]
    case .preset(let place):
      guard let presets = feed.simulation?.presets, presets.indices.contains(place) else { return [] }
      overlay = .strike(StrikeDialog(preset: place, fault: presets[place]))
      return [.flushInput]
    case .scenario(let name): return [.order(.simulation(.restart(scenario: name)))]
    default: return []
    }
  }

  /// Takes a key while a fault is being aimed.
  mutating func pressInStrike(_ key: Key, _ start: StrikeDialog) -> [Effect] {
    guard let snapshot = feed.snapshot else { return [] }
    var dialog = start
    switch key {
    case .character("y"): return strike(dialog.preset, dialog.target)
    case .right, .character("l"): dialog.widen(by: 1, in: snapshot)
    case .left, .character("h"): dialog.widen(by: -1, in: snapshot)
    case .down, .character("j"): dialog.choose(by: 1, in: snapshot)
    case .up, .character("k"): dialog.choose(by: -1, in: snapshot)
    case .escape, .enter, .character("q"), .control("c"):
      overlay = nil
      return []
    default: return []
    }
    overlay = .strike(dialog)
    return []
  }

  /// Lets a fault strike; where it is aimed, if nothing else is said.
  mutating func strike(_ preset: Int, _ target: String?) -> [Effect] {
    overlay = nil
    if let presets = feed.simulation?.presets, presets.indices.contains(preset) {
      var fault = presets[preset]
      fault.target = target ?? fault.target
      tell("struck: \(fault.text)")
    }
    return [.order(.simulation(.inject(preset: preset, target: target)))]
  }
}
