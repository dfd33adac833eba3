import Documents
import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// What callers may ask for, and who may ask.
@Suite struct `A request` {
  private static let plain = #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#

  private static func bench(_ change: (inout GatewaySetup) -> Void = { _ in }) throws -> GatewayBench {
    var bench = try GatewayBench(change: change)
    bench.handler.upstreams[0].replies = [.whole(200, .answer("from a"))]
    bench.handler.upstreams[1].replies = [.whole(200, .answer("from b"))]
    return bench
  }

  @Test(arguments: [("chat", "a"), ("talk", "a"), ("chat@b", "b"), ("talk@a", "a")])
  func `names a feature, another name of it, or an endpoint`(model: String, endpoint: String) throws {
    var bench = try Self.bench()
    let caller = bench.ask(#"{"model":"\#(model)","messages":[{"role":"user","content":"hi"}]}"#)
    bench.answer(caller)
    #expect(caller.status == 200)
    #expect(caller.field("x-route-endpoint") == endpoint)
  }

  @Test func `may not name an endpoint that does not serve its feature`() throws {
    var bench = try Self.bench { $0.engine.features[0].candidates.removeLast() }
    let caller = bench.ask(#"{"model":"chat@b","messages":[{"role":"user","content":"hi"}]}"#)
    bench.answer(caller)
    #expect(caller.status == 404)
    #expect(caller.body.contains("the endpoint `b`, which is no candidate of the feature `chat`"))
    #expect(caller.body.contains(#""code":"model_not_found""#))
    #expect(bench.handler.upstreams.allSatisfy { $0.bodies.isEmpty })
  }

  @Test func `may not name an endpoint that is drained`() throws {
    var bench = try Self.bench()
    let body = #"{"model":"chat@b","messages":[{"role":"user","content":"hi"}]}"#
    let act = Act(.drain(.endpoint("b")), actor: "jon", reason: "INC-1", force: true)
    let drained = bench.handler.server.core.perform(act)
    #expect(drained.result == .applied)
    let refused = bench.ask(body)
    bench.answer(refused)
    #expect(refused.status == 403)
    #expect(refused.body.contains("the endpoint `b`, which an operator drains"))
    #expect(refused.field("x-should-retry") == "false")
    #expect(bench.handler.upstreams.allSatisfy { $0.bodies.isEmpty })
    let undrain = Act(.undrain(.endpoint("b")), actor: "jon", reason: "INC-1")
    let ended = bench.handler.server.core.perform(undrain)
    #expect(ended.result == .applied)
    let served = bench.ask(body)
    bench.answer(served)
    #expect(served.status == 200)
  }

  @Test func `may name its feature in a field`() throws {
    var bench = try Self.bench()
    let caller = bench.ask(
      #"{"model":"gpt-9","messages":[{"role":"user","content":"hi"}]}"#, fields: ["x-route-feature: chat"])
    bench.answer(caller)
    #expect(caller.status == 200)
  }

  @Test(arguments: ["chut", "chat@c"])
  func `that names a wrong one in the field is told so`(name: String) throws {
    var bench = try Self.bench()
    let caller = bench.ask(
      #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#, fields: ["x-route-feature: \(name)"])
    bench.answer(caller)
    #expect(caller.status == 404)
    #expect(caller.body.contains(#""param":"x-route-feature""#), "\(caller.body)")
    #expect(caller.body.contains("`x-route-feature` names"), "\(caller.body)")
  }

  @Test(arguments: [
    (#"{"model":"chut","messages":[{"role":"user","content":"a"}]}"#, 404, "Did you mean `chat`?"),
    (#"{"model":"chat@c","messages":[{"role":"user","content":"a"}]}"#, 404, "names the endpoint `c`"),
    (#"{"model":"chat","messages":[}"#, 400, "line 1, column 29"),
    (#"{"messages":[]}"#, 400, "`model`"), ("", 400, "JSON"), (#"{"model":"chat"}"#, 400, "`messages`"),
  ])
  func `that is wrong is told what is wrong`(body: String, status: Int, message: String) throws {
    var bench = try Self.bench()
    let caller = bench.ask(body)
    bench.answer(caller)
    #expect(caller.status == status)
    #expect(caller.body.contains(message), "\(caller.body)")
    #expect(caller.field("x-request-id") != nil)
    #expect(bench.handler.upstreams.allSatisfy { $0.bodies.isEmpty })
  }

  @Test func `goes on with fields nobody here knows`() throws {
    var bench = try Self.bench()
    let caller = bench.ask(
      #"{"model":"chat","x_new":[1,{"a":null}],"messages":[{"role":"user","content":"hi"}]}"#)
    bench.answer(caller)
    #expect(
      bench.handler.upstreams[0].bodies == [
        #"{"model":"model-a","x_new":[1,{"a":null}],"messages":[{"role":"user","content":"hi"}]}"#
      ])
  }

  @Test func `with tools goes to an endpoint that has them`() throws {
    var bench = try Self.bench { $0.engine.endpoints[0].capabilities.remove(.tools) }
    let caller = bench.ask(
      #"{"model":"chat","tools":[{"type":"function","function":{"name":"f"}}],"messages":[{"role":"user","content":"hi"}]}"#
    )
    bench.answer(caller)
    #expect(caller.field("x-route-endpoint") == "b")
  }

  @Test func `that nobody can serve is refused with the reason`() throws {
    var bench = try Self.bench { setup in
      for place in setup.engine.endpoints.indices { setup.engine.endpoints[place].capabilities = [] }
    }
    let caller = bench.ask(
      #"{"model":"chat","response_format":{"type":"json_schema"},"messages":[{"role":"user","content":"hi"}]}"#
    )
    bench.answer(caller)
    #expect(caller.status == 400)
    #expect(caller.body.contains("JSON schema"))
  }

  @Test func `that begins the answer is served as history where nobody can go on`() throws {
    var bench = try Self.bench { setup in
      for place in setup.engine.endpoints.indices {
        setup.engine.endpoints[place].capabilities.remove(.prefill)
      }
    }
    let caller = bench.ask(
      #"{"model":"chat","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"ho"}]}"#)
    bench.answer(caller)
    #expect(caller.status == 200)
  }

  @Test func `follows another on the same connection, and answers keep their order`() throws {
    var bench = try Self.bench()
    bench.handler.upstreams[0].replies = [.whole(200, .answer("first")), .whole(200, .answer("second"))]
    let caller = Caller(port: bench.port)
    caller.send(GatewayBench.text(Self.plain) + GatewayBench.text(Self.plain))
    bench.turn { _ in
      caller.receive()
      return caller.text.ranges(of: "HTTP/1.1 200 OK").count == 2 && caller.text.hasSuffix("}")
    }
    let first = try #require(caller.text.range(of: "first"))
    let second = try #require(caller.text.range(of: "second"))
    #expect(first.lowerBound < second.lowerBound)
  }

  @Test(arguments: [
    ("GET /v1/models", 200, #""id":"chat""#), ("GET /v1/models/talk", 200, #""id":"talk""#),
    ("GET /v1/models/chut", 404, "Did you mean"), ("GET /v1/nothing", 404, "no such path"),
    ("GET /v1/chat/completions", 405, "use POST"), ("DELETE /v1/models", 405, "use GET"),
  ])
  func `for other paths is answered`(line: String, status: Int, text: String) throws {
    var bench = try Self.bench()
    let caller = Caller(port: bench.port)
    caller.send("\(line) HTTP/1.1\r\nhost: gateway\r\n\r\n")
    bench.answer(caller)
    #expect(caller.status == status)
    #expect(caller.body.contains(text))
  }

  @Test(arguments: [
    ([String](), 401), (["authorization: Bearer wrong-token-1"], 401),
    (["authorization: Basic token-of-red"], 401),
    (["authorization: Bearer token-of-red"], 200), (["Authorization: bearer  token-of-red"], 200),
  ])
  func `needs a caller's token where there are tokens`(fields: [String], status: Int) throws {
    let tokens = try TokenTable(Array("red token-of-red\n".utf8), shownAs: "tokens")
    var bench = try Self.bench { $0.callers = tokens }
    let caller = bench.ask(Self.plain, fields: fields)
    bench.answer(caller)
    #expect(caller.status == status)
    #expect(bench.handler.upstreams[0].credentials.allSatisfy { $0 == nil }, "the caller's token stays here")
  }

  @Test func `that waits to be told to go on is refused before its body comes`() throws {
    let tokens = try TokenTable(Array("red token-of-red\n".utf8), shownAs: "tokens")
    var bench = try Self.bench { $0.callers = tokens }
    let caller = Caller(port: bench.port)
    caller.send(
      "POST /v1/chat/completions HTTP/1.1\r\nhost: g\r\ncontent-length: 60\r\nexpect: 100-continue\r\n\r\n")
    bench.answer(caller)
    #expect(caller.status == 401)
  }
}
