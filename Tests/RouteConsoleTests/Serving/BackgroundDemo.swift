import Dispatch
import Gateway
import RoutingEngine
import Synchronization
import TrafficSimulator
import Transport
import Wire

@testable import RouteConsole

/// A demo that serves its control API on a thread of its own, on a port of its own, until it is forgotten.
final class BackgroundDemo: Sendable {
  static let operatorToken = "operator-token"
  static let viewerToken = "viewer-token"

  private let done: DispatchSemaphore
  let port: UInt16

  var url: String { "http://127.0.0.1:\(port)" }

  /// Starts a demo; with a port, on that one.
  init(tokens: Bool = false, port wanted: UInt16 = 0, run: String = "run") throws {
    var access = ControlAccess.thisMachine
    if tokens {
      access = ControlAccess(
        viewers: try TokenTable(Array("victor \(Self.viewerToken)".utf8), shownAs: "viewers"),
        operators: try TokenTable(Array("mira \(Self.operatorToken)".utf8), shownAs: "operators"))
    }
    let setup = ControlSetup(mode: "demo", engine: "demo", run: run, version: "1", access: access)
    let host = try SimulatedHost(Self.scenario(), began: Moment(milliseconds: 1_795_262_400_000))
    let done = DispatchSemaphore(value: 0)
    self.done = done
    let ready = DispatchSemaphore(value: 0)
    let bound = Box<UInt16>(0)
    let ended = Box(false)
    DispatchQueue(label: "demo").async {
      defer { done.signal() }
      do {
        var loop = try EventLoop()
        if case .tcp(_, let port) = try loop.listen(on: .tcp(host: "127.0.0.1", port: wanted)) {
          bound.value = port
        }
        var server = DemoServer(host, speed: .times(1), setup)
        server.start(on: &loop)
        ready.signal()
        while !ended.value { loop.turn(&server, atMost: .milliseconds(50)) }
      } catch {
        ready.signal()
      }
    }
    ready.wait()
    port = bound.value
    self.ended = ended
  }

  private let ended: Box<Bool>

  /// Ends it, and returns when its sockets are closed.
  func end() {
    guard !ended.value else { return }
    ended.value = true
    done.wait()
  }

  deinit { end() }

  /// A small world: two endpoints at two providers, one feature, ten requests a second.
  private static func scenario() -> Scenario {
    var world = World.default
    world.replicas = 1
    world.endpoints = world.endpoints.filter { ["use1/sonnet", "eus2/gpt-4o"].contains($0.id) }
    var features = world.features.filter { $0.id == "code" }
    for index in features.indices {
      features[index].primary = "use1/sonnet"
      features[index].backups = ["eus2/gpt-4o"]
      features[index].requestsPerSecond = 10
    }
    world.features = features
    return Scenario(name: "small", title: "Small", duration: .minutes(10), world: world)
  }
}

/// A value that two threads see.
final class Box<Value: Sendable>: Sendable {
  private let state: Mutex<Value>

  init(_ value: Value) { state = Mutex(value) }

  var value: Value {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
