internal import Documents
internal import RoutingEngine
internal import TrafficSimulator

/// Writes a configuration with everything that is in force, defaults included, as a file could say it.
struct ConfigurationWriter {
  let configuration: Configuration

  /// The document; reading it gives the same configuration.
  var text: String {
    var writer = JSONWriter(style: .pretty)
    write(to: &writer)
    return writer.text
  }

  private func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.object("providers") { writer in
        for provider in configuration.providers {
          writer.key(provider.name)
          write(provider, to: &writer)
        }
      }
      writer.array("endpoints") { writer in
        for endpoint in configuration.endpoints { write(endpoint, to: &writer) }
      }
      writer.array("features") { writer in
        for feature in configuration.features { write(feature, to: &writer) }
      }
      writeServices(to: &writer)
      writer.key("breaker")
      configuration.breaker.write(to: &writer)
      writer.key("selection")
      configuration.selection.write(to: &writer)
      writer.key("retry")
      configuration.retry.write(to: &writer)
      writer.object("keys") { writer in
        for change in configuration.keys.changes { writer.field(change.action, change.keys) }
      }
      writer.object("prices") { writer in
        for entry in configuration.prices { write(entry.price, entry.model, to: &writer) }
      }
      writer.field("state_dir", configuration.stateDirectory)
    }
  }

  private func write(_ provider: ProviderSection, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("kind", provider.kind.rawValue)
      writer.field("cloud", provider.cloud)
      if let region = provider.region { writer.field("region", region) }
      if let project = provider.project { writer.field("project", project) }
      if let resource = provider.resource { writer.field("resource", resource) }
      if let baseURL = provider.baseURL { writer.field("base_url", baseURL) }
      if let version = provider.apiVersion { writer.field("api_version", version) }
      if !provider.headers.isEmpty {
        writer.object("headers") { writer in
          for header in provider.headers { writer.field(header.name, header.value) }
        }
      }
      if provider.tls != TLSSection() {
        writer.object("tls") { writer in
          writer.field("ca_file", provider.tls.authorityFile)
          writer.field("cert_file", provider.tls.certificateFile)
          writer.field("key_file", provider.tls.keyFile)
          writer.field("pin", provider.tls.pin)
        }
      }
      guard let credentials = provider.credentials else { return }
      writer.object("credentials") { writer in
        writer.field("kind", credentials.kind.rawValue)
        if let name = credentials.environment { writer.field("env", name) }
        if let file = credentials.file { writer.field("file", file) }
        if let url = credentials.tokenURL { writer.field("token_url", url) }
        if let url = credentials.stsURL { writer.field("sts_url", url) }
      }
    }
  }

  private func write(_ endpoint: EndpointSection, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("id", endpoint.id)
      writer.field("provider", endpoint.provider)
      if let region = endpoint.region { writer.field("region", region) }
      writer.field("model", endpoint.model)
      if let deployment = endpoint.deployment { writer.field("deployment", deployment) }
      writer.object("capacity") { writer in
        writer.field("kind", endpoint.capacity.kind.rawValue)
        plain("requests_per_minute", endpoint.capacity.requestsPerSecond.map { $0 * 60 }, to: &writer)
        plain("tokens_per_minute", endpoint.capacity.tokensPerSecond.map { $0 * 60 }, to: &writer)
        writer.field("in_flight", endpoint.capacity.inFlight)
        plain("hourly_usd", endpoint.capacity.hourlyUSD, to: &writer)
      }
      writer.field("context_tokens", endpoint.contextTokens.map { Int($0) })
      writer.field(
        "capabilities",
        Capabilities.names.filter { endpoint.capabilities.contains($0.1) }.map(\.0))
      if let price = endpoint.price { write(price, "price", to: &writer) }
      writer.object("references") { writer in
        plain("ttft_p90_ms", endpoint.referenceTTFT?.milliseconds, to: &writer)
        plain("tpot_p90_ms", endpoint.referenceTPOT?.milliseconds, to: &writer)
      }
      writer.object("match") { writer in
        for label in endpoint.match { writer.field(label.name, label.value) }
        for match in endpoint.sourceMatch {
          writer.object(match.source) { writer in
            for label in match.labels { writer.field(label.name, label.value) }
          }
        }
      }
    }
  }

  private func write(_ section: FeatureSection, to writer: inout JSONWriter) {
    let feature = section.engine
    let ids = feature.candidates.map { configuration.endpoints[$0.endpoint.value].id }
    writer.object { writer in
      writer.field("id", section.id)
      writer.field("aliases", section.aliases)
      if let primary = ids.first { writer.field("primary", primary) }
      writer.field("backups", Array(ids.dropFirst()))
      writer.field("priority", feature.priority)
      writer.field("selection", feature.selection.rawValue)
      FeatureSections.write(feature.objectives, to: &writer)
      writer.object("quality") { writer in
        writer.field("floor", feature.qualityFloor)
        writer.object("scores") { writer in
          for score in section.scores {
            writer.object(score.endpoint) { writer in
              writer.field("mean", score.mean)
              writer.field("n", score.samples)
              writer.field("date", score.date?.description)
            }
          }
        }
      }
      writer.field("degraded_floor", feature.degradedFloor)
      writer.field("price_ceiling_usd", feature.priceCeilingUSD)
      writer.field("failover_on_content_filter", feature.failsOverOnContentFilter)
      writer.field("retry", feature.retry.rawValue)
      writer.field("rescue", feature.rescue.map(\.rawValue))
      writer.array("experiments") { writer in
        for experiment in feature.experiments {
          writer.object { writer in
            writer.field("endpoint", configuration.endpoints[experiment.endpoint.value].id)
            plain("percent", experiment.percent, to: &writer)
          }
        }
      }
    }
  }

  private func writeServices(to writer: inout JSONWriter) {
    let gateway = configuration.gateway
    writer.object("gateway") { writer in
      writer.field("listen", gateway.listen)
      writer.field("max_body_bytes", gateway.maxBodyBytes)
      writer.field("tokens_file", gateway.tokensFile)
      writer.field("shutdown_grace_ms", gateway.shutdownGraceMilliseconds)
      writer.field("max_connections", gateway.maxConnections)
      writer.field("journal", gateway.journal.rawValue)
      writer.field("inter_token_ms", gateway.interTokenMilliseconds)
    }
    let control = configuration.control
    writer.object("control") { writer in
      writer.field("listen", control.listen)
      writer.field("viewer_token_file", control.viewerTokenFile)
      writer.field("operator_token_file", control.operatorTokenFile)
      writer.field("environment", control.environment)
      writer.field("theme", control.theme)
    }
    writer.array("telemetry") { writer in
      for source in configuration.telemetry { source.write(to: &writer) }
    }
    writer.object("watch") { writer in
      configuration.watchActs?.write(to: &writer)
    }
    writer.object("recording") { writer in
      writer.field("keep", DurationText.format(configuration.recording.keep))
      writer.field("max_bytes", configuration.recording.maxBytes)
    }
  }

  /// Pico-dollars a token are millionths of a dollar per million tokens.
  private func write(_ price: Price, _ key: String, to writer: inout JSONWriter) {
    writer.object(key) { writer in
      plain("input", Double(price.input) / 1e6, to: &writer)
      plain("cached_input", Double(price.cachedInput) / 1e6, to: &writer)
      plain("cache_write", Double(price.cacheWrite) / 1e6, to: &writer)
      plain("output", Double(price.output) / 1e6, to: &writer)
    }
  }

  /// A number without a fraction it does not need, and without the last bits that a division by 60 costs.
  private func plain(_ key: String, _ number: Double?, to writer: inout JSONWriter) {
    let rounded = number.map { ($0 * 1e6).rounded() / 1e6 }
    if let whole = rounded.flatMap({ Int64(exactly: $0) }) {
      writer.field(key, whole)
    } else {
      writer.field(key, rounded)
    }
  }
}
