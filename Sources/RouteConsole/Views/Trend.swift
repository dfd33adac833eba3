// Views: figures of the past, for charts.

internal import Wire

/// One snapshot a step of the past, up to the instant that is shown, and figures out of them.
struct Trend {
  private let samples: [SystemSnapshot?]
  /// The place of each endpoint in the newest snapshot, where it is looked for first.
  private let places: [String: Int]

  /// The past of a model.
  ///
  /// - Parameters:
  ///   - model: whose past.
  ///   - steps: how many values there are to be.
  ///   - seconds: how far apart they are; sparklines move once in so many seconds, and moving costs bytes.
  init(_ model: Model, steps: Int, seconds: Double) {
    samples = model.timeline.samples(upTo: model.shownNumber, steps: steps, seconds: max(seconds, 0.5))
    var places: [String: Int] = [:]
    for (place, endpoint) in (model.shown?.endpoints ?? []).enumerated() { places[endpoint.id] = place }
    self.places = places
  }

  /// A figure of an endpoint, oldest first; nil where there was none.
  func of(_ id: String, _ figure: (EndpointStatus) -> Double?) -> [Double?] {
    let place = places[id]
    return samples.map { snapshot in
      guard let snapshot else { return nil }
      if let place, place < snapshot.endpoints.count, snapshot.endpoints[place].id == id {
        return figure(snapshot.endpoints[place])
      }
      return snapshot.endpoint(id).flatMap(figure)
    }
  }

  /// A figure of a feature.
  func ofFeature(_ id: String, _ figure: (FeatureStatus) -> Double?) -> [Double?] {
    samples.map { $0?.features.first { $0.id == id }.flatMap(figure) }
  }

  /// A figure of everything together.
  func total(_ figure: (SystemSnapshot.Totals) -> Double?) -> [Double?] {
    samples.map { $0.flatMap { figure($0.totals) } }
  }

  /// The p90 of TTFT of a cloud, in milliseconds.
  func ttftP90(ofCloud name: String) -> [Double?] {
    samples.map { $0?.clouds.first { $0.cloud == name }?.ttftP90 }
  }

  /// The instants of the steps.
  var moments: [Moment?] { samples.map { $0?.at } }
}

extension SystemSnapshot {
  /// An endpoint by its id.
  func endpoint(_ id: String) -> EndpointStatus? { endpoints.first { $0.id == id } }
}
