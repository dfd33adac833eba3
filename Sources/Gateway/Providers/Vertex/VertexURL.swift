import Transport

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
    let model = segments(endpoint.wireModel)
    let resource: String
    if endpoint.wireModel.hasPrefix("projects/") {
      resource = model
    } else {
      let parent =
        endpoint.project.isEmpty
        ? "" : "projects/\(PercentEncoding.encode(endpoint.project))/locations/\(location(endpoint))/"
      let isTuned = endpoint.wireModel.hasPrefix("endpoints/")
      resource = parent + (isTuned ? model : "publishers/\(publisher)/models/\(model)")
    }
    return UpstreamURL(
      base: endpoint.baseURL ?? origin(location: location(endpoint)),
      path: "/\(version)/\(resource):\(method)",
      query: query)
  }

  /// A model's id; the mark before its date stays as it is, as in Google's own requests.
  private static func segments(_ model: String) -> String {
    model.split(separator: "@", omittingEmptySubsequences: false)
      .map { PercentEncoding.encode(String($0), keepSlash: true) }
      .joined(separator: "@")
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
    endpoint.region.isEmpty ? "global" : PercentEncoding.encode(endpoint.region)
  }
}
