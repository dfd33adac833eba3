// State: a fault of a simulated world before it strikes: what it is, and whom it is aimed at.

internal import RoutingEngine
internal import Wire

/// What a fault can be aimed at, the narrowest first.
enum StrikeAim: String, CaseIterable, Hashable, Sendable {
  case endpoint, model, region, provider, cloud, feature, all

  /// What an endpoint is called by it; nil where that does not tell endpoints apart.
  fileprivate func name(of endpoint: EndpointStatus) -> String? {
    switch self {
    case .endpoint: endpoint.id
    case .model: endpoint.model
    case .region: endpoint.region
    case .provider: endpoint.provider
    case .cloud: endpoint.cloud
    case .feature, .all: nil
    }
  }

  /// The names there are, each once, in the order of the world.
  func names(in snapshot: SystemSnapshot) -> [String] {
    switch self {
    case .feature: snapshot.features.map(\.id)
    case .all: [""]
    default: snapshot.endpoints.compactMap(name).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
  }
}

/// A fault being aimed.
///
/// Nothing strikes before `y`.
struct StrikeDialog: Hashable, Sendable {
  /// Its place in the list.
  let preset: Int
  /// What it does.
  let fault: SimulationStatus.PresetLine
  /// What kind of thing it is aimed at.
  private(set) var aim: StrikeAim
  /// Which of them; empty where it is aimed at everything.
  private(set) var name: String

  /// Aims a fault where its list aims it.
  init(preset: Int, fault: SimulationStatus.PresetLine) {
    self.preset = preset
    self.fault = fault
    let parts = fault.target.split(separator: ":", maxSplits: 1).map(String.init)
    aim = StrikeAim(rawValue: parts.first ?? "") ?? .all
    name = parts.count > 1 ? parts[1] : ""
  }

  /// The target, as a command writes it: `provider:bedrock`, `all`.
  var target: String { aim == .all ? aim.rawValue : "\(aim.rawValue):\(name)" }

  /// The kinds of target the fault can have, the narrowest first.
  private var aims: [StrikeAim] {
    switch fault.aim {
    case .endpoints: StrikeAim.allCases.filter { $0 != .feature }
    case .features: [.feature, .all]
    case .fixed: [aim]
    }
  }

  /// Aims at a wider or a narrower kind of target that holds, or lies in, the present one.
  mutating func widen(by step: Int, in snapshot: SystemSnapshot) {
    let aims = aims
    guard let place = aims.firstIndex(of: aim), aims.indices.contains(place + step) else { return }
    let first = endpoints(in: snapshot).first
    aim = aims[place + step]
    name = first.flatMap { aim.name(of: $0) } ?? aim.names(in: snapshot).first ?? ""
  }

  /// Aims at another one of the same kind, no further than the first and the last.
  mutating func choose(by step: Int, in snapshot: SystemSnapshot) {
    let names = aim.names(in: snapshot)
    guard !names.isEmpty else { return }
    name = names[min(max((names.firstIndex(of: name) ?? 0) + step, 0), names.count - 1)]
  }

  /// The endpoints it would strike.
  func endpoints(in snapshot: SystemSnapshot) -> [EndpointStatus] {
    switch aim {
    case .all: return snapshot.endpoints
    case .feature:
      let feature = snapshot.features.first { $0.id == name }
      let pool = Set([feature?.primary].compactMap(\.self) + (feature?.backups ?? []))
      return snapshot.endpoints.filter { pool.contains($0.id) }
    default: return snapshot.endpoints.filter { aim.name(of: $0) == name }
    }
  }

  /// The target that a command names: `provider:bedrock`, `all`, or a name alone.
  ///
  /// - Throws: what names there are, where it is none of them.
  static func target(_ text: String, in snapshot: SystemSnapshot) throws(CommandLineProblem) -> String {
    let known = StrikeAim.allCases.flatMap { aim in
      aim == .all ? ["all"] : aim.names(in: snapshot).map { "\(aim.rawValue):\($0)" }
    }
    if known.contains(text) { return text }
    // A name alone means the widest that bears it.
    if let target = known.last(where: { $0.hasSuffix(":" + text) }) { return target }
    throw .unknown(
      text, "target", among: known,
      else: "as in `inject 1 provider:\(snapshot.endpoints.first?.provider ?? "NAME")`")
  }
}

extension SimulationStatus.PresetLine {
  /// What it is and whom it is aimed at, as one sentence.
  var text: String {
    let parts = target.split(separator: ":", maxSplits: 1).map(String.init)
    guard aim != .fixed else { return deed }
    guard parts.count > 1 else { return (aim == .features ? "every feature " : "every endpoint ") + deed }
    return (parts[0] == "endpoint" ? "" : parts[0] + " ") + parts[1] + " " + deed
  }
}
