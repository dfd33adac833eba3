import Documents
import Transport

/// The features as OpenAI's list of models.
enum ModelList {
  /// The body of `GET /v1/models`.
  static func all(_ plan: ServingPlan, at now: WallTime) -> [UInt8] {
    var writer = JSONWriter()
    writer.object {
      $0.field("object", "list")
      $0.array("data") { list in
        for feature in plan.features { write(feature, now, &list) }
      }
    }
    return writer.bytes
  }

  /// The body of `GET /v1/models/FEATURE`; nil where there is no such feature.
  static func one(_ name: String, _ plan: ServingPlan, at now: WallTime) -> [UInt8]? {
    guard case .feature = plan.destination(name) else { return nil }
    var writer = JSONWriter()
    write(name, now, &writer)
    return writer.bytes
  }

  private static func write(_ feature: String, _ now: WallTime, _ writer: inout JSONWriter) {
    writer.object {
      $0.field("id", feature)
      $0.field("object", "model")
      $0.field("created", now.seconds)
      $0.field("owned_by", "route-console")
    }
  }
}
