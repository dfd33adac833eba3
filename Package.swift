// swift-tools-version: 6.2
import PackageDescription

/// One list of settings for every Swift target: Swift 6, warnings are errors, unsafe code is visible.
let swiftSettings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
]

let cSettings: [CSetting] = [
  .enableWarning("all"),
  .enableWarning("extra"),
  .treatAllWarnings(as: .error),
]

func room(
  _ name: String, uses: [Target.Dependency] = [], resources: [Resource] = [], links: [LinkerSetting] = []
)
  -> Target
{
  .target(
    name: name, dependencies: uses, resources: resources, swiftSettings: swiftSettings, linkerSettings: links)
}

func tests(of name: String, uses: [Target.Dependency]) -> Target {
  .testTarget(name: name + "Tests", dependencies: uses, swiftSettings: swiftSettings)
}

let package = Package(
  name: "route-console",
  products: [
    .executable(name: "route-console", targets: ["RouteConsole"]),
    .library(name: "RoutingEngine", targets: ["RoutingEngine"]),
  ],
  targets: [
    // Ground: use nothing.
    // A debug build calls `sqrt` for `squareRoot()`; nothing else here pulls in libm.
    room("RoutingEngine", links: [.linkedLibrary("m")]),
    room("Documents"),

    // First floor.
    room("Wire", uses: ["RoutingEngine", "Documents"]),
    .target(name: "CurlShim", cSettings: cSettings, linkerSettings: [.linkedLibrary("dl")]),
    room("Transport", uses: ["Documents", "CurlShim"]),

    // Second floor.
    room("TrafficSimulator", uses: ["RoutingEngine", "Documents"]),
    room("Gateway", uses: ["RoutingEngine", "Documents", "Wire", "Transport"]),
    room("Archive", uses: ["RoutingEngine", "Documents", "Wire", "Transport"]),
    room("TelemetryClient", uses: ["RoutingEngine", "Documents", "Wire", "Transport"]),

    // Top.
    .target(
      name: "CursesShim", cSettings: cSettings,
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .executableTarget(
      name: "RouteConsole",
      dependencies: [
        "RoutingEngine", "Documents", "Wire", "Transport", "TrafficSimulator", "Gateway",
        "TelemetryClient", "Archive", "CursesShim",
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "EngineBench", dependencies: ["RoutingEngine", "TrafficSimulator"],
      swiftSettings: swiftSettings),
    room("FuzzKit"),
    .executableTarget(
      name: "FuzzEngine", dependencies: ["FuzzKit", "RoutingEngine", "TrafficSimulator"],
      swiftSettings: swiftSettings),

    .executableTarget(name: "GatewayBench", dependencies: ["Transport"], swiftSettings: swiftSettings),
    room(
      "GatewayTrials",
      uses: ["Gateway", "TelemetryClient", "RoutingEngine", "Documents", "Wire", "Transport"]),
    .executableTarget(
      name: "FuzzGateway", dependencies: ["FuzzKit", "GatewayTrials"], swiftSettings: swiftSettings),
    .executableTarget(
      name: "ArchiveTrial",
      dependencies: ["Archive", "RoutingEngine", "TrafficSimulator", "Transport", "Wire"],
      swiftSettings: swiftSettings),

    tests(of: "RoutingEngine", uses: ["RoutingEngine"]),
    tests(of: "Documents", uses: ["Documents"]),
    tests(of: "Wire", uses: ["Wire", "RoutingEngine", "Documents"]),
    tests(of: "TrafficSimulator", uses: ["TrafficSimulator", "RoutingEngine", "Documents"]),
    tests(of: "Transport", uses: ["Transport"]),
    tests(
      of: "Gateway", uses: ["Gateway", "GatewayTrials", "RoutingEngine", "Documents", "Wire", "Transport"]),
    tests(
      of: "Archive", uses: ["Archive", "ArchiveTrial", "Wire", "Transport", "RoutingEngine", "Documents"]),
    tests(
      of: "RouteConsole",
      uses: [
        "RouteConsole", "TrafficSimulator", "Gateway", "TelemetryClient", "Archive", "Wire", "Transport",
        "RoutingEngine", "Documents",
      ]),
    tests(
      of: "TelemetryClient", uses: ["TelemetryClient", "RoutingEngine", "Documents", "Wire", "Transport"]),
    tests(of: "Tidy", uses: []),
  ],
  swiftLanguageModes: [.v6]
)

// `TESTS_OF='Gateway Tidy' swift test …` builds the tests of these rooms alone.
if let rooms = Context.environment["TESTS_OF"]?.split(separator: " ") {
  package.targets.removeAll { target in
    target.isTest && !rooms.contains { target.name == $0 + "Tests" }
  }
}
