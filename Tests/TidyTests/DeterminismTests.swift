import Testing

/// Time and chance are arguments: the same configuration, seed and events give the same run.
@Suite struct DeterminismTests {
  private static let pureRooms = ["Sources/RoutingEngine/", "Sources/TrafficSimulator/"]

  private static let clockReaders = [
    Exemption(
      place: "Sources/RouteConsole/App/Main.swift", reason: "names the clock once and passes it down"),
    Exemption(
      place: "Sources/Transport/Loop/SystemCalls.swift", reason: "the event loop asks the kernel for the time"
    ),
    Exemption(place: "Sources/EngineBench/", reason: "a benchmark measures time"),
    Exemption(place: "Sources/GatewayBench/", reason: "a benchmark measures time"),
    Exemption(place: "Sources/ArchiveTrial/", reason: "a trial measures time"),
  ]
  private static let entropyReaders = [
    Exemption(place: "Sources/RouteConsole/App/Main.swift", reason: "draws a seed when none was given")
  ]

  private static let clocks = Rule.ban(
    [
      "ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday", "DispatchTime . now",
      "DispatchWallTime . now", "Date ( )", "Date . now", "Date ( timeIntervalSinceNow",
    ],
    advice: "take a Timestamp as an argument; \(clockReaders[0].place) is where clocks are named",
    applies: { $0.isProduct && !clockReaders.covers($0) })

  private static let entropy = Rule(
    advice: "draw from a seeded generator that was passed in: `using: &generator`",
    applies: { ($0.isProduct || $0.isTest) && !entropyReaders.covers($0) },
    problems: { file in
      let sources = ["SystemRandomNumberGenerator", "arc4random", "getrandom"].flatMap { name in
        file.tokens.indices(of: [name]).map { (file.tokens[$0].line, "`\(name)`") }
      }
      let draws = ["random", "randomElement", "shuffled", "shuffle"].flatMap { name in
        file.tokens.indices(of: [".", name, "("])
          .filter {
            // A function of our own may bear the name: it takes the generator as its first argument.
            !file.tokens.call(openedAt: $0 + 2, hasLabel: "using")
              && !(file.tokens.at($0 + 3)?.reads("&") ?? false)
          }
          .map { (file.tokens[$0].line, "`.\(name)(` without a generator") }
      }
      return sources + draws
    })

  private static let processHashes = Rule.ban(
    [". hashValue", "Hasher ( )"],
    advice: "Swift's hashes differ from run to run: write a hash of our own",
    applies: { $0.isUnder(pureRooms) })

  private static let libm = Rule(
    advice: "its last bit differs between machines: use a table or a polynomial of our own",
    applies: { $0.isUnder(pureRooms) },
    problems: { file in
      libmNames.flatMap { name in
        // A function of our own may bear the name: as a member, or declared in the same file.
        file.tokens.indices(of: ["func", name]).isEmpty
          ? file.tokens.indices(of: [name, "("]).filter { !(file.tokens.at($0 - 1)?.reads(".") ?? false) }
            .map { (file.tokens[$0].line, "libm's `\(name)`") }
          : []
      }
    })
  private static let libmNames = [
    "log", "log2", "log10", "log1p", "exp", "exp2", "exp10", "expm1", "pow", "sin", "cos", "tan", "asin",
    "acos", "atan", "atan2", "sinh", "cosh", "tanh", "cbrt", "hypot", "erf", "erfc", "tgamma", "lgamma",
  ]

  private static let dictionaryOrder = Rule(
    advice: "their order differs from run to run: keep an array, or sort first",
    applies: { $0.isUnder(["Sources/RoutingEngine/"]) },
    problems: { file in
      ["keys", "values"].flatMap { name in
        file.tokens.indices(of: [".", name]).filter { index in
          let user = file.tokens.at(index + 2)?.reads(".") ?? false ? file.tokens.at(index + 3)?.text : nil
          return !["sorted", "count", "isEmpty", "contains"].contains(user)
        }.map { (file.tokens[$0].line, "`.\(name)` of a dictionary") }
      }
    })

  @Test func `clocks are read in named places only`() {
    expectClean(Self.clocks)
  }

  @Test func `a clock elsewhere is found`() {
    #expect(
      Self.clocks.verdict(on: "Sources/Gateway/A.swift", "let now = ContinuousClock().now\nlet day = Date()")
        == ["1: `ContinuousClock`", "2: `Date()`"])
    #expect(Self.clocks.verdict(on: Self.clockReaders[0].place, "ContinuousClock()") == [])
    #expect(Self.clocks.verdict(on: "Sources/Gateway/A.swift", "Date(timeIntervalSince1970: 0)") == [])
  }

  @Test func `chance comes from a seed`() {
    #expect(
      Self.entropy.verdict(
        on: "Tests/WireTests/A.swift", "let a = Int.random(in: 0..<6)\nlet b = c.shuffled()")
        == ["1: `.random(` without a generator", "2: `.shuffled(` without a generator"])
    #expect(Self.entropy.verdict(on: "Sources/Gateway/A.swift", "a.shuffled(using: &b)") == [])
    #expect(Self.entropy.verdict(on: "Tests/WireTests/A.swift", "Text.random(&generator)") == [])
    #expect(Self.entropy.verdict(on: "Sources/Gateway/A.swift", "Int.random(in: f(1)...2, using: &b)") == [])
  }

  @Test func `nothing draws from the system's entropy`() {
    expectClean(Self.entropy)
  }

  @Test func `the engine and the simulator use no per-process hash`() {
    expectClean(Self.processHashes)
  }

  @Test func `a per-process hash is found`() {
    let source = "let h = name.hashValue\nfunc hash(into hasher: inout Hasher) {}"
    #expect(Self.processHashes.verdict(on: "Sources/RoutingEngine/A.swift", source) == ["1: `.hashValue`"])
  }

  @Test func `the engine and the simulator use no libm`() {
    expectClean(Self.libm)
  }

  @Test func `a call of libm is found and a function of our own is not`() {
    let path = "Sources/TrafficSimulator/A.swift"
    #expect(Self.libm.verdict(on: path, "let a = exp(x) + Table.exp(x)") == ["1: libm's `exp`"])
    #expect(Self.libm.verdict(on: path, "func log(_ x: Int) -> Int { x }\nlet a = log(2)") == [])
  }

  @Test func `the engine never walks a dictionary`() {
    expectClean(Self.dictionaryOrder)
  }

  @Test func `a walk over a dictionary is found unless it is sorted`() {
    let source = "for v in table.values {}\nfor k in table.keys.sorted() {}"
    #expect(
      Self.dictionaryOrder.verdict(on: "Sources/RoutingEngine/A.swift", source)
        == ["1: `.values` of a dictionary"])
  }
}
