/// The URLs of Vertex AI.
enum VertexURL {
  /// The scope of a token.
  static let tokenScope = "https://www.googleapis.com/auth/cloud-platform"

  /// The URL of a method of a publisher's model, or of a tuned model's endpoint.
  ///
  /// Without a project it is that of the express mode, which takes an API key.
  static func model(
    _ endpoint: ProviderEndpoint, publisher: String, method: String, query: String? = nil
  ) -> UpstreamURL {
    let version = endpoint.apiVersion.flatMap { $0.hasPrefix("v1") ? $0 : nil } ?? "v1"
    let model = UpstreamURL.encoded(endpoint.wireModel, keeping: "@/")
    let resource: String
    if endpoint.wireModel.hasPrefix("projects/") {
      resource = model
    } else {
      let parent =
        endpoint.project.isEmpty
        ? "" : "projects/\(UpstreamURL.encoded(endpoint.project))/locations/\(location(endpoint))/"
      let isTuned = endpoint.wireModel.hasPrefix("endpoints/")
      resource = parent + (isTuned ? model : "publishers/\(publisher)/models/\(model)")
    }
    return UpstreamURL(
      base: endpoint.baseURL ?? origin(location: location(endpoint)),
      path: "/\(version)/\(resource):\(method)",
      query: query)
  }

  /// Where a location's service is; `global`, `us` and `eu` have names of their own.
  static func origin(location: String) -> String {
    switch location {
    case "global": "https://aiplatform.googleapis.com"
    case "us", "eu": "https://aiplatform.\(location).rep.googleapis.com"
    default: "https://\(location)-aiplatform.googleapis.com"
    }
  }

  private static func location(_ endpoint: ProviderEndpoint) -> String {
    endpoint.region.isEmpty ? "global" : UpstreamURL.encoded(endpoint.region)
  }
}
