import Documents
import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// Endpoints whose provider says that their model does not exist: waiting does not bring it back.
@Suite struct GoneModelTests {
  private static let plain = #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#
  private static let gone = ScriptedUpstream.Reply.whole(
    404, #"{"error":{"message":"The model does not exist","code":"model_not_found"}}"#)

  private static func code(_ caller: Caller) -> String? {
    JSONText.parse(Array(caller.body.utf8))?["error"]?["code"]?.string
  }

  @Test(arguments: [1, 2])
  func `callers are told that the model is gone and not to try again`(count: Int) throws {
    var bench = try GatewayBench(upstreams: count)
    for index in 0..<count { bench.handler.upstreams[index].replies = [Self.gone] }
    for number in 1...4 {
      let caller = bench.answer(bench.ask(Self.plain))
      #expect(caller.status == 503)
      #expect(Self.code(caller) == "model_gone", "\(caller.body)")
      if number > 1 {
        #expect(caller.field("retry-after") == nil)
        #expect(caller.field("x-should-retry") == "false")
        #expect(
          caller.body.contains("Only an operator or a new configuration brings it back"), "\(caller.body)")
        #expect(!caller.body.contains("ry again in"), "\(caller.body)")
      }
      bench.wait(.milliseconds(300))
    }
    #expect(bench.handler.upstreams[0].bodies.count == 2)
  }

  @Test func `while another endpoint may come back the caller may try again`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [Self.gone]
    bench.handler.upstreams[1].replies = [.whole(401, "{}")]
    for _ in 0..<5 {
      let caller = bench.answer(bench.ask(Self.plain))
      #expect(caller.status == 503)
      #expect(caller.field("retry-after") != nil)
      #expect(caller.field("x-should-retry") == "true")
      bench.wait(.milliseconds(300))
    }
  }
}
