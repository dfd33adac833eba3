internal import RoutingEngine

/// A year of incidents, played as short windows that each stand for many hours.
///
/// The rates are those of two providers' published incident lists up to August 2024: about 9.5 incidents a month,
/// 2.0 and 3.5 % of the time inside one. Each window holds an incident of 24 minutes, shorter than a real one (half
/// last longer than an hour), so that the year has more beginnings and ends than in truth: the moments that cost
/// an engine most. Providers fail one at a time; in the lists two were down together for 0.08 % of the time.
public enum IncidentYear {
  /// Hours in a year.
  public static let hours = 8_760.0
  /// The part of its time that a provider spends in incidents: the middle of 2.0 and 3.5 %.
  public static let incidentShare = 0.0275
  /// Minutes of a window before its metrics begin.
  public static let warmupMinutes: Int64 = 3
  /// Minutes of metrics before the incident.
  public static let calmMinutes: Int64 = 1
  /// Minutes of an incident.
  public static let incidentMinutes: Int64 = 24
  /// Minutes of a window.
  public static let windowMinutes: Int64 = 40
  /// Minutes of the window without an incident.
  public static let quietMinutes: Int64 = 60

  /// One window to be played, and how many of its like make up the year.
  public struct Play: Sendable {
    /// Who serves.
    public var arm: YearArm
    /// What goes wrong; nil in the quiet window.
    public var kind: IncidentKind?
    /// Where.
    public var provider: String?
    /// The scenario.
    public var scenario: Scenario
    /// Windows like this in a year.
    public var times: Double

    /// Plays the window.
    ///
    /// - Throws: `SimulationError` when the scenario names what is not in its world.
    public func run(seed: UInt64) throws(SimulationError) -> YearTally {
      var options = SimulationOptions()
      options.policy = arm.policy
      options.seed = seed
      var world = try SimulatedWorld(scenario, options: options)
      world.advance(to: scenario.duration)
      return YearTally(world, times: times)
    }
  }

  /// Every window of every arm: 24 simulated hours in all.
  public static func plays() -> [Play] { YearArm.allCases.flatMap(plays) }

  private static func plays(of arm: YearArm) -> [Play] {
    let providers = arm.world.providers.map(\.id)
    let measured = Double(windowMinutes - warmupMinutes) / 60
    var left = hours
    var plays: [Play] = []
    for provider in providers {
      for kind in IncidentKind.allCases {
        let times = hours * incidentShare * kind.share * 60 / Double(incidentMinutes)
        left -= times * measured
        plays.append(
          Play(
            arm: arm, kind: kind, provider: provider, scenario: window(kind, provider, arm.world),
            times: times))
      }
    }
    let quiet = scenario("quiet", minutes: quietMinutes, arm.world)
    let times = left * 60 / Double(quietMinutes - warmupMinutes)
    plays.append(Play(arm: arm, kind: nil, provider: nil, scenario: quiet, times: times))
    return plays
  }

  private static func window(_ kind: IncidentKind, _ provider: String, _ world: World) -> Scenario {
    var scenario = scenario(kind.rawValue, minutes: windowMinutes, world)
    scenario.faults = [
      Fault(
        kind.fault, target: .provider(provider), start: .minutes(warmupMinutes + calmMinutes),
        duration: .minutes(incidentMinutes))
    ]
    return scenario
  }

  private static func scenario(_ name: String, minutes: Int64, _ world: World) -> Scenario {
    var scenario = Scenario(name: name, duration: .minutes(minutes), world: world)
    scenario.warmup = .minutes(warmupMinutes)
    return scenario
  }
}
