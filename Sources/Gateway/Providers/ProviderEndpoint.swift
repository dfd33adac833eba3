import Transport

/// What an adapter must know of the endpoint it asks.
struct ProviderEndpoint: Sendable, Hashable {
  /// The model's id at the provider.
  var model: String
  /// The deployment of the model, where Azure gave it a name of its own.
  var deployment: String?
  /// The region or location; empty where the provider has none.
  var region = ""
  /// The project of Google Cloud.
  var project = ""
  /// The resource of Azure.
  var resource = ""
  /// The version of the interface, where the operator chose one.
  var apiVersion: String?
  /// The base URL, where the operator chose one.
  var baseURL: String?
  /// Header fields the operator wants sent, without credentials.
  var headers: [HeaderField] = []
  /// What the model can do and how it wants to be asked.
  var profile: ModelProfile

  /// The name by which the provider is asked for the model.
  var wireModel: String { deployment ?? model }

  /// An endpoint for a model, with what is known of it by its name.
  init(model: String) {
    self.model = model
    profile = ModelProfile.known(model)
  }
}
