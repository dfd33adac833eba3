// Theme: finding a theme by name. Decides where to look; reading files is handed in.

/// Where themes are looked for, and how a name becomes a theme.
struct ThemeLibrary: Sendable {
  /// The longest chain of `inherit`, in themes.
  static let maximumChain = 8
  /// The end of a theme file's name.
  static let suffix = ".theme"

  /// What reading a file came to.
  enum Reading: Hashable, Sendable {
    /// The file's text.
    case text(String)
    /// There is no such file.
    case absent
    /// The file is there and cannot be read; the reason, in words.
    case failed(String)
  }

  /// The folders, in the order in which they are looked into.
  let folders: [String]
  private let read: @Sendable (String) -> Reading

  /// Makes a library over folders; `read` is asked for one path after another.
  init(folders: [String], read: @escaping @Sendable (String) -> Reading) {
    self.folders = folders
    self.read = read
  }

  /// The folders themes are looked for in: the user's, beside the binary, the share folder, those of the sources that a
  /// binary in a build folder was made from, the working folder.
  ///
  /// - Parameters:
  ///   - environment: `XDG_CONFIG_HOME`, or `HOME` for its default, are used.
  ///   - binaryFolder: the folder the program lies in.
  /// - Returns: the folders, in the order in which they are looked into.
  static func standardFolders(environment: [String: String], binaryFolder: String?) -> [String] {
    var folders: [String] = []
    if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") {
      folders.append("\(config)/route-console/themes")
    } else if let home = environment["HOME"], !home.isEmpty {
      folders.append("\(home)/.config/route-console/themes")
    }
    if let binaryFolder {
      folders.append("\(binaryFolder)/themes")
      folders.append("\(binaryFolder)/../share/route-console/themes")
      if let sources = sources(ofBinaryIn: binaryFolder) { folders.append("\(sources)/themes") }
    }
    folders.append("./themes")
    return folders
  }

  /// The folder of which a `.build` folder, or one named like it, holds the binary; nil where none does.
  private static func sources(ofBinaryIn folder: String) -> String? {
    let parts = folder.split(separator: "/", omittingEmptySubsequences: false)
    guard let build = parts.lastIndex(where: { $0.hasPrefix(".build") }), build > 0 else { return nil }
    return parts[..<build].joined(separator: "/")
  }

  /// Loads a theme by name, or by path when the name has a `/` in it.
  ///
  /// The name `default` is found in the folders like any other, and in the binary when it is not there.
  func load(_ name: String) throws(ThemeError) -> Theme {
    try load(name, chain: [], askedBy: nil)
  }

  private func load(_ name: String, chain: [String], askedBy: ThemeProblem?) throws(ThemeError) -> Theme {
    guard !chain.contains(name), chain.count < Self.maximumChain else {
      let path = (chain + [name]).joined(separator: " -> ")
      throw ThemeError(problems: [
        ThemeProblem(
          file: askedBy?.file ?? name, line: askedBy?.line,
          message: "`inherit` runs in a circle or too far: \(path)")
      ])
    }
    let found = try find(name, askedBy: askedBy)
    let file = try ThemeFile(text: found.text, file: found.path)
    var base: Theme?
    if let parent = file.inherit {
      base = try load(
        parent, chain: chain + [name],
        askedBy: ThemeProblem(file: found.path, line: file.inheritLine, message: "inherit = \(parent)"))
    }
    return try Theme(name: Self.shortName(name), file: file, path: found.path, base: base)
  }

  private func find(_ name: String, askedBy: ThemeProblem?) throws(ThemeError) -> (path: String, text: String)
  {
    let paths = name.contains("/") ? [name] : folders.map { "\($0)/\(name)\(Self.suffix)" }
    for path in paths {
      switch read(path) {
      case .text(let text): return (path, text)
      case .absent: continue
      case .failed(let reason):
        throw ThemeError(problems: [ThemeProblem(file: path, line: nil, message: "cannot be read: \(reason)")]
        )
      }
    }
    guard name != EmbeddedTheme.name else { return ("(built in)", EmbeddedTheme.text) }
    throw ThemeError(problems: [
      ThemeProblem(
        file: askedBy?.file ?? name, line: askedBy?.line,
        message: "there is no theme `\(name)`; looked at \(paths.joined(separator: ", "))")
    ])
  }

  private static func shortName(_ name: String) -> String {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    return last.hasSuffix(suffix) ? String(last.dropLast(suffix.count)) : last
  }
}

extension Theme {
  /// The theme in the binary, which needs no file.
  static let embedded: Theme = {
    do {
      let file = try ThemeFile(text: EmbeddedTheme.text, file: "(built in)")
      return try Theme(name: EmbeddedTheme.name, file: file, path: "(built in)", base: nil)
    } catch {
      preconditionFailure("The theme in the binary is broken: \(error)")
    }
  }()
}
