internal import Documents
internal import RoutingEngine
internal import TrafficSimulator

/// A feature: who may serve it, how well, and how fast.
struct FeatureSection: Sendable, Hashable {
  var id: String
  /// Other names that callers may use for it.
  var aliases: [String]
  /// Everything but the benchmarks.
  var engine: FeatureConfiguration
  var scores: [FeatureSections.Score]

  /// Reads a feature; nil when what it cannot do without is missing.
  init?(_ section: ObjectReader, names: EndpointNames) {
    let id = section.string("id")
    self.id = id ?? ""
    let quality = FeatureSections.quality(of: section)
    let candidates = names.candidates(of: section, scores: quality.scores)
    aliases = section.strings("aliases")
    scores = quality.scores
    engine = FeatureConfiguration(
      id: id ?? "", candidates: (candidates ?? []).map { Candidate(endpoint: $0) })
    engine.qualityFloor = quality.floor
    engine.objectives = FeatureSections.objectives(of: section)
    readChoices(section)
    readExperiments(section, names: names)
    section.finish()
    if id?.isEmpty == true { section.report("id", "a feature's id cannot be empty") }
    if id == nil || candidates == nil { return nil }
  }

  private mutating func readChoices(_ section: ObjectReader) {
    engine.priority = section.integer("priority", in: 1...100, default: engine.priority)
    engine.selection = section.choice(
      "selection", as: FeatureConfiguration.Selection.self, default: engine.selection)
    engine.degradedFloor = section.optionalNumber("degraded_floor", in: 0...1)
    if let floor = engine.qualityFloor, let degraded = engine.degradedFloor, degraded > floor {
      section.report(
        "degraded_floor", "\"degraded_floor\" (\(degraded)) is above the quality floor (\(floor))",
        hint: "it is the lower one, for bad days")
    }
    engine.priceCeilingUSD = section.optionalNumber("price_ceiling_usd", in: .leastNonzeroMagnitude...1_000)
    engine.failsOverOnContentFilter = section.bool("failover_on_content_filter", default: false)
    engine.retry = section.choice("retry", as: FeatureConfiguration.RetryPlace.self, default: engine.retry)
    engine.rescue = section.strings("rescue").compactMap { word in
      if let rescue = FeatureConfiguration.Rescue(rawValue: word) { return rescue }
      section.report(
        "rescue", "\"rescue\" in \(section.what) holds something unknown", hint: "prefill, replay")
      return nil
    }
  }

  private mutating func readExperiments(_ section: ObjectReader, names: EndpointNames) {
    var total = 0.0
    for experiment in section.objects("experiments") {
      let id = experiment.string("endpoint")
      let percent = experiment.number("percent", in: 0...100)
      experiment.finish()
      guard let id, let percent else { continue }
      let endpoint = names.resolve(
        id, at: experiment.position(of: "endpoint"), in: "an experiment of \(section.what)",
        problems: section.problems)
      guard let endpoint else { continue }
      if !engine.candidates.contains(where: { $0.endpoint == endpoint }) {
        experiment.report(
          "endpoint", "the experiment's endpoint is no candidate of \(section.what)",
          hint: "add it to \"backups\"")
      }
      total += percent
      engine.experiments.append(FeatureConfiguration.Experiment(endpoint: endpoint, percent: percent))
    }
    if total > 100 {
      section.report("experiments", "the experiments of \(section.what) take \(total) %, more than there is")
    }
  }

  /// What the engine is told of it.
  func engineFeature(endpoints: [EndpointSection], today: CalendarDate?) -> FeatureConfiguration {
    var feature = engine
    feature.candidates = engine.candidates.map { candidate in
      let id = endpoints[candidate.endpoint.value].id
      return Candidate(
        endpoint: candidate.endpoint,
        quality: scores.first { $0.endpoint == id }?.engineScore(today: today))
    }
    return feature
  }
}
