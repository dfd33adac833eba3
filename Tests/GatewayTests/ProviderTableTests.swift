import Testing

@testable import Gateway

/// Who speaks which protocol.
@Suite struct ProviderTableTests {
  @Test func `pairs each adapter with a folder of fixtures`() {
    let adapters = ProviderTable.entries.map(\.adapter.name).sorted()
    #expect(ProviderFixture.all.map(\.name).sorted() == adapters)
    #expect(ProviderFixture.all.map(\.folder).sorted() == adapters)
  }

  @Test(arguments: ProviderFixture.all)
  func `leads from kind and model to the adapter`(fixture: ProviderFixture) {
    #expect(
      ProviderTable.adapter(kind: fixture.kind, model: fixture.endpoint.model)?.name == fixture.name)
  }

  @Test func `knows no other kinds than the configuration does`() {
    #expect(
      ProviderTable.kinds == [
        "openai", "openai-compatible", "azure-openai", "anthropic", "aws-bedrock", "gcp-vertex",
      ])
    #expect(ProviderTable.adapter(kind: "openia", model: "m") == nil)
  }
}
