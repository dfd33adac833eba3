internal import Glibc

/// A closed loop of callers on connections that stay open: each asks again as soon as it has its answer.
///
/// Callers of streams at a pace begin one after the other: those that begin together stay together, and each would wait
/// for the others.
struct Load {
  private struct Caller {
    var descriptor: Int32
    var received: [UInt8] = []
    var askedAt: Int64 = 0
    var firstTokenAt: Int64 = 0
    var lastReadAt: Int64 = 0
  }

  private let request: [UInt8]
  private let isStreaming: Bool
  private let isPaced: Bool
  private var callers: [Caller] = []
  private var latencies: [Int64] = []
  private var ttfts: [Int64] = []
  /// What of each TTFT was not spent in the upstream.
  private var overheads: [Int64] = []
  private var longestGap: Int64 = 0
  private var failed = 0
  private var elapsed: Int64 = 1

  /// How the first token of the stand-in looks in a stream, and the end of a chunked body.
  private static let token = Array(#""content":"w"#.utf8)
  private static let lastChunk = Array("\r\n0\r\n\r\n".utf8)
  private static let created = Array(#""created":"#.utf8)

  init(port: UInt16, model: String, connections: Int, isStreaming: Bool, isPaced: Bool) {
    self.isStreaming = isStreaming
    self.isPaced = isPaced
    var body =
      #"{"model":"\#(model)","messages":[{"role":"system","content":"You are a helpful assistant."},"#
    body +=
      #"{"role":"user","content":"Say hello to the operations console."}],"max_tokens":16,"temperature":0.7"#
    body += isStreaming ? #","stream":true}"# : "}"
    let head = """
      POST /v1/chat/completions HTTP/1.1\r
      Host: 127.0.0.1\r
      Content-Type: application/json\r
      Content-Length: \(body.utf8.count)\r
      \r

      """
    request = Array((head + body).utf8)
    callers = (0..<connections).map { _ in Caller(descriptor: Self.connect(port)) }
  }

  private static func connect(_ port: UInt16) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    precondition(result == 0, "Nobody listens on port \(port).")
    var one: Int32 = 1
    unsafe setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    return descriptor
  }

  /// Asks for so long; answers of the first quarter of a second are not counted.
  mutating func run(nanoseconds: Int64) {
    let start = clockNanoseconds()
    let counted = start + 250_000_000
    let end = counted + nanoseconds
    let apart = isPaced ? (counted - start) / Int64(callers.count) : 0
    var begun = 0
    var waiting = callers.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    var scratch = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let before = clockNanoseconds()
      guard before < end else { break }
      while begun < callers.count, start + apart * Int64(begun) <= before {
        ask(begun, at: before)
        begun += 1
      }
      let next = begun < callers.count ? start + apart * Int64(begun) : end
      _ = unsafe poll(&waiting, nfds_t(waiting.count), Int32((next - before) / 1_000_000 + 1))
      for index in waiting.indices where waiting[index].revents != 0 {
        let count = unsafe recv(callers[index].descriptor, &scratch, scratch.count, Int32(MSG_DONTWAIT))
        let now = clockNanoseconds()
        guard count > 0 else {
          precondition(count < 0 && errno == EAGAIN, "The server closed a connection in the middle.")
          continue
        }
        take(index, scratch[..<count], at: now, isCounted: now >= counted)
      }
    }
    elapsed = nanoseconds
  }

  private mutating func ask(_ index: Int, at now: Int64) {
    callers[index].received.removeAll(keepingCapacity: true)
    callers[index].askedAt = now
    callers[index].firstTokenAt = 0
    let sent = unsafe request.withUnsafeBytes {
      unsafe send(callers[index].descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    precondition(sent == request.count, "A request could not be sent at once.")
  }

  private mutating func take(_ index: Int, _ bytes: ArraySlice<UInt8>, at now: Int64, isCounted: Bool) {
    callers[index].received += bytes
    if isStreaming {
      if callers[index].firstTokenAt == 0 {
        if contains(callers[index].received, Self.token) { callers[index].firstTokenAt = now }
      } else if isCounted {
        longestGap = max(longestGap, now - callers[index].lastReadAt)
      }
      callers[index].lastReadAt = now
    }
    guard isComplete(callers[index].received) else { return }
    if isCounted {
      let isGood = callers[index].received.starts(with: "HTTP/1.1 200".utf8)
      if isGood, !isStreaming || callers[index].firstTokenAt > 0 {
        latencies.append(now - callers[index].askedAt)
        if isStreaming {
          let ttft = callers[index].firstTokenAt - callers[index].askedAt
          ttfts.append(ttft)
          overheads.append(ttft - held(callers[index].received))
        }
      } else {
        failed += 1
      }
    }
    ask(index, at: now)
  }

  /// Nanoseconds that the upstream says it held its first token.
  private func held(_ received: [UInt8]) -> Int64 {
    guard let field = place(received, Self.created) else { return 0 }
    let digits = received[(field + Self.created.count)...].prefix { $0 >= 48 && $0 <= 57 }
    return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
  }

  /// Whether a response is whole: by its length, or by its last chunk.
  private func isComplete(_ received: [UInt8]) -> Bool {
    if received.suffix(Self.lastChunk.count).elementsEqual(Self.lastChunk) { return true }
    guard let end = place(received, Array("\r\n\r\n".utf8)) else { return false }
    let head = received[..<end].map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
    guard let field = place(head, Array("content-length: ".utf8)) else { return false }
    let digits = head[(field + 16)...].prefix { $0 >= 48 && $0 <= 57 }
    return received.count >= end + 4 + digits.reduce(0) { $0 * 10 + Int($1 - 48) }
  }

  private func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool { place(bytes, wanted) != nil }

  private func place(_ bytes: [UInt8], _ wanted: [UInt8]) -> Int? {
    guard bytes.count >= wanted.count else { return nil }
    for start in 0...bytes.count - wanted.count where bytes[start] == wanted[0] {
      var length = 1
      while length < wanted.count, bytes[start + length] == wanted[length] { length += 1 }
      if length == wanted.count { return start }
    }
    return nil
  }

  /// Answers a second; latency p50 and p99, TTFT p50 and p99, what of it was not the upstream's likewise, the longest gap
  /// (all ms); answers, failures.
  var figures: String {
    let numbers = [
      Double(latencies.count) * 1e9 / Double(elapsed), quantile(latencies, 0.5), quantile(latencies, 0.99),
      quantile(ttfts, 0.5), quantile(ttfts, 0.99), quantile(overheads, 0.5), quantile(overheads, 0.99),
      Double(longestGap) / 1e6,
    ]
    let texts = numbers.map { String(Double(Int64($0 * 10_000)) / 10_000) }
    return texts.joined(separator: " ") + " \(latencies.count) \(failed)"
  }

  /// A quantile in milliseconds.
  private func quantile(_ values: [Int64], _ share: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) / 1e6
  }
}
