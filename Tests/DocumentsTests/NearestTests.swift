import Documents
import Testing

@Suite struct NearestTests {
  private let keys = [
    "ttft", "tpot", "error_rate", "in_flight", "deadline_ms", "id", "capacity", "at", "for",
  ]

  @Test(arguments: [
    ("tfft", "ttft"), ("ttftt", "ttft"), ("tft", "ttft"), ("eror_rate", "error_rate"),
    ("inflight", "in_flight"),
    ("in-flight", "in_flight"), ("deadline", "deadline_ms"), ("TTFT", "ttft"), ("capcaity", "capacity"),
    ("di", "id"), ("errorRate", "error_rate"), ("fro", "for"),
  ])
  func `finds the word that was meant`(word: String, expected: String) {
    #expect(nearest(word, among: keys) == expected)
  }

  @Test(arguments: ["", "x", "colour", "zz", "completely_different", "q"])
  func `finds nothing for a word far from all`(word: String) {
    #expect(nearest(word, among: keys) == nil)
  }

  @Test func `prefers the nearer word, then the earlier one`() {
    #expect(nearest("word", among: ["ward", "words", "sword"]) == "ward")
    #expect(nearest("latency", among: ["latencies", "latencyy"]) == "latencyy")
  }

  @Test func `counts swapped neighbours as one step`() {
    #expect(nearest("abc", among: ["acb"]) == "acb")
    #expect(nearest("abc", among: ["cba"]) == nil)
  }

  @Test func `completes a word that breaks off at an underscore`() {
    #expect(nearest("ttft", among: ["latency_p90_ms", "ttft_p90_ms"]) == "ttft_p90_ms")
  }

  @Test func `leaves very long words alone`() {
    let long = String(repeating: "a", count: 65)
    #expect(nearest(long, among: [long]) == nil)
    #expect(nearest("a", among: [long]) == nil)
  }

  @Test func `finds nothing among nothing`() {
    #expect(nearest("a", among: []) == nil)
    #expect(nearest("a", among: [""]) == nil)
  }
}
