import Testing

@Suite struct SafetyTests {
  private static let traps = Rule.ban(
    ["try !", "as !"],
    advice: "handle the failure, or state the precondition in a sentence",
    applies: { $0.isProduct || $0.isTest })

  private static let fatalErrors = Rule.ban(
    ["fatalError ("],
    advice: "throw; for a programmer's mistake, write precondition with a sentence",
    applies: \.isProduct)

  private static let pureRooms = [
    "Sources/RoutingEngine/", "Sources/Documents/", "Sources/Wire/", "Sources/TrafficSimulator/",
  ]

  private static let unsafeCode = Rule.ban(
    ["unsafe"],
    advice: "unsafe code lives in Transport and RouteConsole/Terminal",
    applies: { $0.isUnder(pureRooms) })

  private static let concurrency = Rule.ban(
    ["async", "await", "Task {", "Mutex <"],
    advice: "decide in a value; whoever owns it schedules it",
    applies: { $0.isUnder(pureRooms) })

  private static let printing = Rule.ban(
    ["print (", "debugPrint (", "dump ("],
    advice: "return a value; only the executables write to a terminal",
    applies: {
      $0.isProduct
        && !$0.isUnder([
          "Sources/RouteConsole/", "Sources/EngineBench/", "Sources/FuzzEngine/", "Sources/FuzzGateway/",
          "Sources/GatewayBench/", "Sources/ArchiveTrial/",
        ])
    })

  @Test func `no try or cast traps`() {
    expectClean(Self.traps)
  }

  @Test func `a trapping try and a trapping cast are found`() {
    let source = "let a = try! b()\nlet c = d as! E\nlet f = try? g() as? H\nlet i = try !j()"
    #expect(Self.traps.verdict(on: "Sources/Wire/A.swift", source) == ["1: `try!`", "2: `as!`"])
  }

  @Test func `no fatalError in the product`() {
    expectClean(Self.fatalErrors)
  }

  @Test func `a fatalError is found in code and not in a comment`() {
    #expect(
      Self.fatalErrors.verdict(on: "Sources/Wire/A.swift", "// fatalError()\nfatalError(\"no\")")
        == ["2: `fatalError(`"])
  }

  @Test func `pure rooms have no unsafe code`() {
    expectClean(Self.unsafeCode)
  }

  @Test func `unsafe code in a pure room is found`() {
    #expect(
      Self.unsafeCode.verdict(on: "Sources/Wire/A.swift", "nonisolated(unsafe) var a = 1") == ["1: `unsafe`"])
  }

  @Test func `pure rooms schedule nothing`() {
    expectClean(Self.concurrency)
  }

  @Test func `an asynchronous function in a pure room is found`() {
    #expect(Self.concurrency.verdict(on: "Sources/Wire/A.swift", "func a() async {}") == ["1: `async`"])
  }

  @Test func `libraries print nothing`() {
    expectClean(Self.printing)
  }

  @Test func `a print in a library is found`() {
    #expect(Self.printing.verdict(on: "Sources/Gateway/A.swift", "print(1)") == ["1: `print(`"])
    #expect(Self.printing.verdict(on: "Sources/EngineBench/A.swift", "print(1)") == [])
  }
}
