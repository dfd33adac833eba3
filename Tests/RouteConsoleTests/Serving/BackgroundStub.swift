import Dispatch
import Gateway
import RoutingEngine
import Transport

@testable import RouteConsole

/// A stand-in provider on a thread and a port of its own, until it is forgotten.
final class BackgroundStub: Sendable {
  private let done = DispatchSemaphore(value: 0)
  private let ended = Box(false)
  let port: UInt16

  var url: String { "http://127.0.0.1:\(port)" }

  /// Starts one that speaks a protocol.
  init(_ wire: StubProtocol) {
    let ready = DispatchSemaphore(value: 0)
    let bound = Box<UInt16>(0)
    DispatchQueue(label: "stub").async { [done, ended] in
      defer { done.signal() }
      do {
        var loop = try EventLoop()
        if case .tcp(_, let port) = try loop.listen(on: .tcp(host: "127.0.0.1", port: 0)) {
          bound.value = port
        }
        var options = StubOptions(wire)
        options.ttft = .milliseconds(1)
        options.pace = .milliseconds(1)
        var driver = StubDriver(options, control: StubControlReader.read)
        ready.signal()
        while !ended.value { loop.turn(&driver, atMost: .milliseconds(20)) }
        driver.abandon(on: &loop)
      } catch {
        ready.signal()
      }
    }
    ready.wait()
    port = bound.value
  }

  deinit {
    ended.value = true
    done.wait()
  }
}
