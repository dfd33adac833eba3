import Documents
import Testing

@testable import TrafficSimulator

/// Every value of a valid scenario in turn gives way to every odd one: the reader must not trap, and what it
/// takes must be fit to run.
@Suite struct OddValueTests {
  private static let odd: [Node.Value] = [
    .null, .bool(true), .integer(0), .integer(-1), .integer(.max), .integer(.min), .number(.nan),
    .number(.infinity), .number(1e308), .number(-1e308), .number(.leastNonzeroMagnitude), .string(""),
    .string("\u{0}"),
    .string("-9223372036854775808ns"), .string("999999999d"), .string("all"),
    .string("replica:99999999999999999999"),
    .array([]), .object([]), .array([Node(.null)]),
  ]

  /// Every tree that differs from a tree in one value, one at a time.
  private static func visit(_ node: Node, _ body: (Node) throws -> Void) rethrows {
    for value in odd { try body(Node(value, at: node.position)) }
    switch node.value {
    case .array(let items):
      for (place, item) in items.enumerated() {
        try visit(item) { changed in
          var copy = items
          copy[place] = changed
          try body(Node(.array(copy), at: node.position))
        }
      }
    case .object(let members):
      for (place, member) in members.enumerated() {
        try visit(member.value) { changed in
          var copy = members
          copy[place].value = changed
          try body(Node(.object(copy), at: node.position))
        }
      }
    default: break
    }
  }

  @Test(arguments: ["tour", "recovery-herd", "drain-at-peak", "prompt-shift"])
  func `an odd value is reported or can be run`(name: String) throws {
    let text = try #require(BuiltInScenario.named(name)).text
    let document = try Document.parse(text, dialect: .json5)
    var accepted = 0
    var refused = 0
    try Self.visit(document) { changed in
      let problems = Problems(file: name)
      guard let file = ScenarioReader.read(changed, problems: problems) else {
        refused += 1
        #expect(!problems.isEmpty, "refused without a reason")
        return
      }
      accepted += 1
      _ = try SimulatedWorld(file.scenario)
    }
    #expect(accepted > 0)
    #expect(refused > 100)
  }

  @Test func `a scenario that is cut short is refused at every byte`() throws {
    let text = Array(try #require(BuiltInScenario.named("recovery-herd")).text.utf8)
    let whole = text.count - 2
    for count in stride(from: 0, to: whole, by: 7) {
      let problems = Problems(file: "cut")
      #expect(ScenarioReader.read(Array(text[..<count]), problems: problems) == nil, "cut at \(count)")
      #expect(!problems.isEmpty)
    }
  }
}
