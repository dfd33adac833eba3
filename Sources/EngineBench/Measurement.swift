import Glibc

/// One row of the table and of the JSON file.
struct Measurement {
  let name: String
  let unit: String
  /// What it may cost; nil where another row's limit covers it.
  var budget: Budget?
  let samples: [Double]

  private var sorted: [Double] { samples.sorted() }

  var min: Double { sorted.first ?? 0 }

  func quantile(_ share: Double) -> Double {
    let values = sorted
    guard !values.isEmpty else { return 0 }
    return values[Swift.min(values.count - 1, Int((Double(values.count) * share).rounded(.up)) - 1)]
  }
}

/// A limit that is checked in the run that measures.
enum Budget {
  /// The 99th percentile is at most this.
  case p99AtMost(Double)
  /// The median is at most this.
  case atMost(Double)
  /// The median is at least this.
  case atLeast(Double)

  /// Whether a measurement keeps within it.
  func isMet(by row: Measurement) -> Bool {
    switch self {
    case .p99AtMost(let limit): row.quantile(0.99) <= limit
    case .atMost(let limit): row.quantile(0.5) <= limit
    case .atLeast(let limit): row.quantile(0.5) >= limit
    }
  }
}

/// Nanoseconds of the monotonic clock.
func clockNanoseconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// Bytes of memory the program is resident in, from the second figure of /proc/self/statm (pages of 4 KiB).
func residentBytes() -> Double {
  let descriptor = unsafe open("/proc/self/statm", O_RDONLY)
  guard descriptor >= 0 else { return 0 }
  defer { close(descriptor) }
  var buffer = [UInt8](repeating: 0, count: 128)
  let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
  let fields = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
  return fields.count > 1 ? (Double(fields[1]) ?? 0) * 4_096 : 0
}

/// Times a piece of work in batches: nanoseconds for one operation of each batch.
func time(batches: Int, operations: Int, _ work: () -> Void) -> [Double] {
  (0..<batches).map { _ in
    let start = clockNanoseconds()
    work()
    return (clockNanoseconds() - start) / Double(operations)
  }
}
