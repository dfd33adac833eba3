import FoundationEssentials

/// The package on disk.
///
/// Only what the repository keeps: no build folders, no local files.
enum SourceTree {
  /// Read once, shared by every rule.
  static let files: [SourceFile] = read()

  private static let folders = ["Sources", "Tests", "docs", "themes", "scenarios", ".ci"]
  private static let topFiles = [
    "Package.swift", "Makefile", "README.md", "CONTRIBUTING.md", "LICENSE", ".gitignore", ".swift-format",
    "tsan.supp",
  ]
  /// Recorded payloads and traces may be large; nobody writes a megabyte of source by hand.
  private static let maxTextBytes = 1_000_000

  /// The folder that holds `Package.swift`, found from this file's own place.
  private static let root: String = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
        return folder.path
      }
      folder = folder.deletingLastPathComponent()
    }
    preconditionFailure(
      "no folder above \(#filePath) holds a Package.swift: run the tests where they were built")
  }()

  private static func read() -> [SourceFile] {
    let manager = FileManager.default
    let nested = folders.flatMap { folder in
      ((try? manager.subpathsOfDirectory(atPath: root + "/" + folder)) ?? []).map { folder + "/" + $0 }
    }
    return (topFiles + nested).sorted().compactMap { path in
      guard let data = manager.contents(atPath: root + "/" + path), data.count <= maxTextBytes,
        !data.contains(0)
      else { return nil }
      return SourceFile(path: path, bytes: Array(data))
    }
  }
}
