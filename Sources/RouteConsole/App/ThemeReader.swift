// The thin shell that reads theme files. What a file means is decided in Theme/ThemeFile.

internal import Glibc

extension ThemeLibrary {
  /// The themes of this machine; see ``standardFolders(environment:binaryFolder:)``.
  static func system(environment: [String: String], binaryFolder: String?) -> ThemeLibrary {
    ThemeLibrary(
      folders: standardFolders(environment: environment, binaryFolder: binaryFolder), read: ThemeReader.read)
  }

  /// The names of the themes there are, in alphabetic order, the built-in one included.
  ///
  /// A folder that is not there or cannot be listed has none.
  func names() -> [String] {
    let found = folders.flatMap { ThemeReader.fileNames(in: $0) }
      .filter { $0.hasSuffix(Self.suffix) }
      .map { String($0.dropLast(Self.suffix.count)) }
    return Set(found + [EmbeddedTheme.name]).sorted()
  }
}

/// Reads files and lists folders.
enum ThemeReader {
  /// The most names listed of one folder.
  static let maximumNames = 1_000

  /// Reads a theme file; of one that is too long no more than shows that it is.
  static func read(_ path: String) -> ThemeLibrary.Reading {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      return errno == ENOENT || errno == ENOTDIR ? .absent : .failed(unsafe String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: ThemeFile.maximumBytes + 1)
    var used = 0
    while used < bytes.count {
      let count = unsafe bytes.withUnsafeMutableBytes { all in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: all[used...])
        return unsafe Glibc.read(descriptor, rest.baseAddress, rest.count)
      }
      if count == 0 { break }
      guard count > 0 else {
        if errno == EINTR { continue }
        return .failed(unsafe String(cString: strerror(errno)))
      }
      used += count
    }
    guard let text = String(validating: bytes[..<used], as: UTF8.self) else {
      return .failed("it is not UTF-8")
    }
    return .text(text)
  }

  /// What changes when a file of a theme does: seconds, nanoseconds and size of each that is there.
  static func stamp(of name: String, in folders: [String]) -> [Int] {
    let paths = name.contains("/") ? [name] : folders.map { "\($0)/\(name)\(ThemeLibrary.suffix)" }
    return paths.flatMap { path -> [Int] in
      var status = stat()
      guard unsafe stat(path, &status) == 0 else { return [] }
      return [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, Int(status.st_size)]
    }
  }

  /// The names in a folder, in no order.
  static func fileNames(in folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while names.count < maximumNames, let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      names.append(name)
    }
    return names
  }
}
