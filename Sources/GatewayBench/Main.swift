internal import Glibc
internal import Transport

/// A provider that costs next to nothing, or a load that prints one line of figures.
@main
enum Main {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    let numbers = words.map { Int($0) ?? -1 }
    if words.count == 5, words[0] == "upstream", numbers[1...].allSatisfy({ $0 >= 0 }) {
      upstream(port: numbers[1], ttft: numbers[2], pace: numbers[3], tokens: numbers[4])
    }
    if words.count == 6, words[0] == "load", numbers[3] > 0, numbers[4] > 0 {
      var load = Load(
        port: UInt16(clamping: numbers[1]), model: words[2], connections: numbers[3],
        isStreaming: words[5] != "plain", isPaced: words[5] == "paced")
      load.run(nanoseconds: Int64(numbers[4]) * 1_000_000)
      print(load.figures)
      exit(0)
    }
    print(
      """
      usage: GatewayBench upstream PORT TTFT_MS PACE_MS TOKENS
             GatewayBench load PORT MODEL CONNECTIONS MILLISECONDS plain|stream|paced
      """)
    exit(2)
  }

  private static func upstream(port: Int, ttft: Int, pace: Int, tokens: Int) -> Never {
    do {
      var loop = try EventLoop()
      _ = try loop.listen(on: .tcp(host: "127.0.0.1", port: UInt16(clamping: port)))
      var upstream = Upstream(
        ttft: .milliseconds(ttft), pace: .milliseconds(pace), tokens: tokens)
      while true {
        loop.turn(&upstream, atMost: upstream.wait(at: loop.now))
        upstream.play(on: &loop)
      }
    } catch {
      print("GatewayBench: \(error)")
      exit(1)
    }
  }
}

/// Nanoseconds of the monotonic clock.
func clockNanoseconds() -> Int64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
