internal import Documents

/// Finds and reads the configuration file of `serve` and `watch`.
struct ConfigurationFile {
  let shell: any Shell

  /// The places that are looked at where the command line names no file, in order.
  var places: [String] {
    var places: [String] = []
    if let path = given("ROUTE_CONSOLE_CONFIG") { places.append(path) }
    places.append("./route-console.json5")
    if let directory = given("XDG_CONFIG_HOME") ?? given("HOME").map({ $0 + "/.config" }) {
      places.append(directory + "/route-console/config.json5")
    }
    return places + ["/etc/route-console/config.json5"]
  }

  /// The path of the file: the one named, or the first of the usual places that there is.
  ///
  /// - Throws: `CommandError.usage` where nothing is named and nothing found.
  func path(named name: String?) throws(CommandError) -> String {
    if let name { return name }
    // A file that was named by the environment must be there: another one would be a surprise.
    if let path = given("ROUTE_CONSOLE_CONFIG") { return path }
    for place in places {
      do {
        _ = try shell.read(place, limit: ScenarioSource.fileLimit)
        return place
      } catch .missing {
        continue
      } catch {
        return place
      }
    }
    throw .usage(
      "there is no configuration: name one with --config FILE, or write one of "
        + places.joined(separator: ", "),
      help: .serve)
  }

  /// The configuration in a file.
  ///
  /// - Throws: `CommandError.invalid` with every problem of the file.
  func read(_ path: String) throws(CommandError) -> Configuration {
    let problems = Problems(file: path)
    let bytes: [UInt8]
    do {
      bytes = try shell.read(path, limit: ScenarioSource.fileLimit)
    } catch {
      throw .invalid(["\(problems.file): \(error.message)"])
    }
    let document: Node
    do {
      document = try Document.parse(bytes, dialect: .json5)
    } catch {
      problems.report(error)
      throw .invalid([problems.description])
    }
    guard let configuration = ConfigurationReader.read(document, problems: problems) else {
      throw .invalid([problems.description])
    }
    return configuration
  }

  /// The directory where state and journals are kept: the one named, the configuration's, or the usual place.
  func stateDirectory(named name: String?, _ configuration: Configuration) -> String {
    if let directory = name ?? configuration.stateDirectory { return directory }
    let home = given("XDG_STATE_HOME") ?? given("HOME").map { $0 + "/.local/state" }
    return (home ?? "/var/lib") + "/route-console"
  }

  private func given(_ name: String) -> String? {
    shell.variable(name).flatMap { $0.isEmpty ? nil : $0 }
  }
}
