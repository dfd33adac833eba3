import Testing
import Transport

@testable import Gateway

/// Answers and callers that keep to the rules in an unusual way.
@Suite struct `A stream` {
  private static let stream =
    #"{"model":"chat","stream":true,"messages":[{"role":"user","content":"hi"}]}"#

  @Test func `whose events come in several lines reaches the caller in one line each`() throws {
    var bench = try GatewayBench()
    let lines =
      "data: {\"id\":\"c-1\",\ndata: \"choices\":[{\"index\":0,\ndata:\"delta\":{\"content\":\"one\"}}]}\n\n"
    bench.handler.upstreams[0].replies = [.pieces([lines, .finish, .done], .end)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one")
    #expect(caller.events.first == #"{"id":"c-1", "choices":[{"index":0, "delta":{"content":"one"}}]}"#)
  }

  @Test func `that is announced as a whole answer is read as what it is`() throws {
    var bench = try GatewayBench()
    let text = [String.role, .chunk("one"), .finish, .usage, .done].joined()
    bench.handler.upstreams[0].replies = [.whole(200, text)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one")
    #expect(caller.events.last == "[DONE]")
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
  }

  @Test func `that is in truth a whole answer is read as what it is`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([" \n", .answer("one")], .end)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one")
    #expect(caller.events.last == "[DONE]")
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
  }

  @Test func `in which a tool call has not begun is not delivered yet`() throws {
    var bench = try GatewayBench()
    let empty = """
      data: {"id":"c-1","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"function":\
      {"arguments":""}}]}}]}\n\n
      """
    bench.handler.upstreams[0].replies = [.pieces([empty], .cut)]
    bench.handler.upstreams[1].replies = [.streamed("from the backup")]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "from the backup")
  }

  @Test func `goes on to a caller that only says it will ask nothing more`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.silence]
    let caller = bench.ask(Self.stream.replacing(#""stream":true,"#, with: ""))
    bench.requests(1, at: 0)
    caller.endWriting()
    bench.settle()
    #expect(bench.handler.upstreams[0].aborted == 0)
    bench.handler.upstreams[0].answer(.answer("late"), &bench.loop)
    bench.turn { _ in
      caller.receive()
      return caller.isClosed
    }
    #expect(caller.text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
    #expect(caller.text.contains("late"))
  }
}
