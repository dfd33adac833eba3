internal import Transport
public import Wire

/// A recording that is being written.
///
/// Every call hands the kernel whole frames, so that a killed process leaves at most one torn frame, which
/// readers skip. It does not wait for the disk: a machine that loses its power loses what the kernel had not
/// written yet, some seconds.
public final class RecordingFile {
  private let file: OpenFile
  private var encoder: RecordingEncoder

  /// Begins a recording; the file must not be there yet, and only its owner may read it.
  public init(_ path: String) throws(ArchiveError) {
    let file = try filing { () throws(TransportError) in try OpenFile(path, for: .create) }
    var encoder = RecordingEncoder()
    let header = encoder.begin()
    try filing { () throws(TransportError) in try file.write(header) }
    self.file = file
    self.encoder = encoder
  }

  /// Where it lies.
  public var path: String { file.path }

  /// How many bytes it has.
  public var size: Int { encoder.position }

  /// Adds the state of everything at an instant.
  public func record(_ snapshot: SystemSnapshot) throws(ArchiveError) {
    let start = encoder.position
    try write(try encoder.encode(snapshot), from: start)
  }

  /// Adds events, oldest first.
  public func record(_ events: [EventLine]) throws(ArchiveError) {
    let start = encoder.position
    var bytes: [UInt8] = []
    for event in events { bytes += try encoder.encode(event) }
    try write(bytes, from: start)
  }

  /// Adds a line of the audit log.
  public func record(_ line: AuditLine) throws(ArchiveError) {
    let start = encoder.position
    try write(try encoder.encode(line), from: start)
  }

  /// Adds what everything has cost so far.
  public func record(_ cost: CostReport) throws(ArchiveError) {
    let start = encoder.position
    try write(try encoder.encode(cost), from: start)
  }

  private func write(_ bytes: [UInt8], from start: Int) throws(ArchiveError) {
    do {
      try file.write(bytes)
    } catch {
      // Readers get over part of a frame, so it does no harm where it cannot be cut off.
      try? file.truncate(to: start)
      encoder.resume(at: (try? file.size()) ?? start)
      throw .system(error)
    }
  }
}
