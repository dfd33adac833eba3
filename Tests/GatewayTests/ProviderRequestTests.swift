import Testing
import Transport

@testable import Gateway

/// What each provider is sent for what a caller wrote.
@Suite struct ProviderRequestTests {
  @Test(arguments: ProviderFixture.all)
  func `sends the least request`(fixture: ProviderFixture) throws {
    try expect(fixture, Samples.plain, fixture.plain)
  }

  @Test(arguments: ProviderFixture.all)
  func `sends images, tools, results and limits`(fixture: ProviderFixture) throws {
    try expect(fixture, Samples.full, fixture.full)
  }

  @Test(arguments: ProviderFixture.all)
  func `sends a schema and how much to think`(fixture: ProviderFixture) throws {
    try expect(fixture, Samples.schema, fixture.schema)
  }

  @Test(arguments: ProviderFixture.all)
  func `puts no credential into a header`(fixture: ProviderFixture) throws {
    let sent = try fixture.adapter.request(request(Samples.full), for: fixture.endpoint)
    let secret = ["authorization", "x-api-key", "api-key", "x-goog-api-key"]
    #expect(sent.headers.filter { secret.contains($0.name.lowercased()) } == [])
  }

  @Test(arguments: ProviderFixture.all)
  func `sends the operator's headers`(fixture: ProviderFixture) throws {
    var endpoint = fixture.endpoint
    endpoint.headers = [HeaderField("x-team", "a")]
    let sent = try fixture.adapter.request(request(Samples.plain), for: endpoint)
    #expect(sent.headers.value(of: "X-Team") == "a")
    #expect(sent.headers.value(of: "Content-Type") == "application/json")
  }

  @Test(arguments: ProviderFixture.all)
  func `goes to another base`(fixture: ProviderFixture) throws {
    var endpoint = fixture.endpoint
    endpoint.baseURL = "http://127.0.0.1:9/base"
    let sent = try fixture.adapter.request(request(Samples.plain), for: endpoint)
    #expect(sent.url.origin == "http://127.0.0.1:9")
    #expect(sent.url.path.hasPrefix("/base/"))
  }

  private func expect(
    _ fixture: ProviderFixture, _ sample: String, _ expected: ProviderFixture.Sent
  ) throws {
    let sent = try fixture.adapter.request(request(sample), for: fixture.endpoint)
    #expect(sent.url.text == expected.url)
    #expect(try compact(sent.body) == compact(expected.body))
    #expect(sent.droppedFields == expected.dropped)
  }
}
