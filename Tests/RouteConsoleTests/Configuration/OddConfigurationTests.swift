import Documents
import RoutingEngine
import Testing

@testable import RouteConsole

/// Every value of a valid configuration in turn gives way to every odd one: the reader must not trap, and what
/// it takes must make an engine.
@Suite struct OddConfigurationTests {
  private static let odd: [Node.Value] = [
    .null, .bool(true), .integer(0), .integer(-1), .integer(.max), .integer(.min), .number(.nan),
    .number(.infinity), .number(1e308), .number(.leastNonzeroMagnitude), .string(""), .string("\u{0}"),
    .string("api-key"), .array([]), .object([]), .array([Node(.null)]),
  ]

  /// Every tree that differs from a tree in one value, one at a time.
  private static func visit(_ node: Node, _ body: (Node) -> Void) {
    for value in odd { body(Node(value, at: node.position)) }
    switch node.value {
    case .array(let items):
      for (place, item) in items.enumerated() {
        visit(item) { changed in
          var copy = items
          copy[place] = changed
          body(Node(.array(copy), at: node.position))
        }
      }
    case .object(let members):
      for (place, member) in members.enumerated() {
        visit(member.value) { changed in
          var copy = members
          copy[place].value = changed
          body(Node(.object(copy), at: node.position))
        }
      }
    default: break
    }
  }

  @Test func `an odd value is reported or makes an engine`() throws {
    let document = try Document.parse(ConfigurationTests.full, dialect: .json5)
    var accepted = 0
    var refused = 0
    Self.visit(document) { changed in
      let problems = Problems(file: "c")
      guard let configuration = ConfigurationReader.read(changed, problems: problems) else {
        refused += 1
        #expect(!problems.isEmpty, "refused without a reason")
        return
      }
      accepted += 1
      let engine = configuration.engineConfiguration(seed: 1, today: nil)
      _ = RoutingEngine(configuration: engine, at: .origin)
      #expect(!ConfigurationWriter(configuration: configuration).text.isEmpty)
    }
    #expect(accepted > 100)
    #expect(refused > 1_000)
  }
}
