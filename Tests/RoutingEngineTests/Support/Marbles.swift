import Testing

@testable import RoutingEngine

/// Tests that draw time: one character a step of 100 ms on the line of endpoint `a`, whose backup is `b`.
///
/// `✓` a request goes to `a` and is well, `✗` it fails there, `s` its first token comes late, `r` it is pushed
/// back; `b` a request goes to `b` and is well; `p` a request is a probe of `a` and is well, `x` such a probe
/// fails; `-` nothing but time. What stands between two requests and takes no time is the state of `a`:
/// `C` closed, `S` suspect, `O` open, `0` to `5` the stage of its ramp. A blank takes no time and does nothing.
/// `R` waits until the open time of `a` is over.
extension Lab {
  /// Plays a line and gives back the line as it really was: equal to the one drawn when all went as drawn.
  mutating func play(_ line: String) -> String {
    var real = ""
    for mark in line { real.append(play(mark)) }
    return real
  }

  private mutating func play(_ mark: Character) -> Character {
    switch mark {
    case " ": return mark
    case "-":
      wait(.milliseconds(100))
      return mark
    case "R":
      guard let until = openUntil(.a) else { return stateMark }
      wait(until - now + .milliseconds(250))
      return mark
    case "✓", "✗", "s", "r", "b", "p", "x": return step(mark)
    default: return stateMark
    }
  }

  private mutating func step(_ mark: Character) -> Character {
    defer { wait(.milliseconds(100)) }
    guard let attempt = send(request()) else { return "∅" }
    guard attempt.endpoint == .a else {
      end(attempt)
      return "b"
    }
    switch mark {
    case "✗", "x": end(attempt, .serverError)
    case "s": end(attempt, ttft: .seconds(3), latency: .seconds(4))
    case "r": end(attempt, .rateLimited)
    default: end(attempt)
    }
    let isProbeMark = mark == "p" || mark == "x"
    if attempt.isProbe { return isProbeMark ? mark : "p" }
    return isProbeMark || mark == "b" ? "✓" : mark
  }

  private var stateMark: Character {
    switch state(.a) {
    case .closed: "C"
    case .suspect: "S"
    case .open: "O"
    case .partialOpen(let stage): Character(String(stage))
    }
  }
}
