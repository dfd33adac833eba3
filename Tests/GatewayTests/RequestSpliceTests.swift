import Documents
import Testing
import Transport

@testable import Gateway

/// A caller's body on its way to a provider of the same protocol.
@Suite struct RequestSpliceTests {
  private let plain = OpenAIDialect(model: "up\"stream", profile: ModelProfile())

  @Test func `replaces the model and nothing else`() throws {
    let body =
      #"{ "a" : 1.50 , "model":"recap" ,"messages":[ {"role":"user","content":"\u00e9"} ],"z":{"k":[1e3]}}"#
    #expect(
      try spliced(body, plain)
        == #"{"a":1.50,"model":"up\"stream","messages":[ {"role":"user","content":"\u00e9"} ],"z":{"k":[1e3]}}"#
    )
  }

  @Test func `asks a stream for its usage`() throws {
    let body = #"{"model":"m","messages":[{"role":"user","content":"a"}],"stream":true}"#
    #expect(
      try spliced(body, plain)
        == #"{"model":"up\"stream","messages":[{"role":"user","content":"a"}],"stream":true,"stream_options":{"include_usage":true}}"#
    )
  }

  @Test func `switches the usage on among other options`() throws {
    let body =
      #"{"model":"m","messages":[{"role":"user","content":"a"}],"stream":true,"stream_options":{"include_usage":false,"x":1}}"#
    #expect(
      try spliced(body, plain)
        == #"{"model":"up\"stream","messages":[{"role":"user","content":"a"}],"stream":true,"stream_options":{"x":1,"include_usage":true}}"#
    )
  }

  @Test func `renames and leaves out what the endpoint wants otherwise`() throws {
    let dialect = OpenAIDialect(model: "o3", profile: ModelProfile.known("o3"))
    let body =
      #"{"temperature":0.2,"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"}],"stop":["x"],"top_p":1}"#
    let scan = try #require(RequestScan(Array(body.utf8)))
    let splice = dialect.splice(Array(body.utf8), scan)
    #expect(
      String(decoding: splice.body, as: UTF8.self)
        == #"{"model":"o3","max_completion_tokens":9,"messages":[{"role":"user","content":"a"}]}"#)
    #expect(splice.dropped == ["temperature", "stop", "top_p"])
  }

  @Test func `keeps the newer of two spellings`() throws {
    let dialect = OpenAIDialect(model: "o1", profile: ModelProfile.known("o1"))
    let body =
      #"{"model":"m","max_tokens":9,"max_completion_tokens":7,"messages":[{"role":"user","content":"a"}]}"#
    #expect(
      try spliced(body, dialect)
        == #"{"model":"o1","max_completion_tokens":7,"messages":[{"role":"user","content":"a"}]}"#)
  }

  @Test(arguments: ProviderFixture.all)
  func `says the same as a body that is written anew`(fixture: ProviderFixture) throws {
    guard let adapter = fixture.adapter as? any SplicingAdapter else { return }
    for sample in [Samples.plain, Samples.full, Samples.schema] {
      let source = Array(sample.utf8)
      let scan = try #require(RequestScan(source))
      let spliced = adapter.request(splicing: source, scan, for: fixture.endpoint)
      let written = try adapter.request(request(sample), for: fixture.endpoint)
      #expect(try members(spliced.body) == members(written.body))
      #expect(spliced.url == written.url)
      #expect(spliced.headers == written.headers)
      #expect(spliced.droppedFields == written.droppedFields)
    }
  }

  @Test(arguments: [
    "", "[]", "{}", "{\"model\":\"m\"}", #"{"model":"m","messages":[]}"#, #"{"model":"m","messages":[1]}"#,
    #"{"model":"a","model":"b","messages":[{}]}"#, #"{"mod\u0065l":"b","model":"a","messages":[{}]}"#,
    #"{"model":"a","messages":[{}]} x"#, #"{"model":"a","messages":[{}],}"#,
    #"{"model":"a","messages":[{"a":01}]}"#,
    #"{"model":"a","messages":[{"a":"\x"}]}"#, #"{"model":"a","messages":[{/**/}]}"#,
    #"{"model":"a","messages":[{"a":tru}]}"#,
    #"{"model":"a","messages":[{}],"stream":"true"}"#, #"{"model":null,"messages":[{}]}"#,
    #"{'model':"a","messages":[{}]}"#,
  ])
  func `leaves what it is not sure of to the reader`(body: String) {
    #expect(RequestScan(Array(body.utf8)) == nil)
  }

  @Test func `accepts no body that is no JSON`() {
    let seed: UInt64 = 5
    var random = SplitMix(state: seed)
    var scanned = 0
    for round in 0..<2_000 {
      let body = Array(Samples.full.utf8).mutated(&random)
      guard let scan = RequestScan(body) else { continue }
      scanned += 1
      // Bytes that are no UTF-8 and keys that are doubled further in are for the provider to judge.
      guard String(validating: body, as: UTF8.self) != nil else { continue }
      do {
        let node = try Document.parse(body, dialect: .json)
        #expect(node["model"]?.string == scan.model, "seed \(seed), round \(round)")
      } catch {
        #expect(
          error.kind == .duplicateKey || error.kind == .encoding, "seed \(seed), round \(round): \(error)")
      }
    }
    #expect(scanned > 100, "seed \(seed)")
  }

  private func spliced(_ body: String, _ dialect: OpenAIDialect) throws -> String {
    let source = Array(body.utf8)
    let scan = try #require(RequestScan(source))
    return String(decoding: dialect.splice(source, scan).body, as: UTF8.self)
  }

  /// The fields of a body as texts, whatever their order.
  private func members(_ body: [UInt8]) throws -> [String] {
    let node = try Document.parse(body, dialect: .json)
    return (node.members ?? []).map { "\($0.key):\(normal($0.value))" }.sorted()
  }

  /// A value with the keys of its objects in order.
  private func normal(_ node: Node) -> String {
    if let members = node.members {
      return "{" + members.map { "\($0.key):\(normal($0.value))" }.sorted().joined(separator: ",") + "}"
    }
    if let items = node.array { return "[" + items.map(normal).joined(separator: ",") + "]" }
    return JSONText.text(of: node)
  }
}
