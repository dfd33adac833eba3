import Documents
import Testing

@Suite struct LimitTests {
  private func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }

  @Test func `reads as deep as the limit and no deeper`() {
    let limits = Document.Limits(depth: 5)
    #expect(failure(nested(5), .json, limits) == nil)
    let error = failure(nested(6), .json, limits)
    #expect(error?.kind == .depth)
    #expect(error?.description == "1:6: lists and objects stand inside each other more than 5 deep")
  }

  @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
  func `answers a hundred thousand brackets with an error`(opening: String) {
    let text = String(repeating: opening, count: 100_000)
    #expect(failure(text)?.kind == .depth)
    #expect(failure(text, .json, Document.Limits(depth: .max))?.kind == .depth)
  }

  @Test func `reads the deepest document there is`() {
    let limits = Document.Limits(depth: .max)
    #expect(failure(nested(Document.Limits.deepest), .json, limits) == nil)
    #expect(failure(nested(Document.Limits.deepest + 1), .json, limits)?.kind == .depth)
  }

  @Test func `refuses a document of too many bytes`() {
    let error = failure("[1, 2]", .json, Document.Limits(bytes: 5))
    #expect(error?.description == "1:1: the document has 6 bytes, the limit is 5")
  }

  @Test func `refuses a document of too many values`() {
    let limits = Document.Limits(nodes: 3)
    #expect(failure("[1,2]", .json, limits) == nil)
    #expect(failure("[1,2,3]", .json, limits)?.kind == .limit)
  }

  @Test(arguments: ["\"12345\"", "[1234567]", "{\"12345\":1}", "{a123456:1}"])
  func `refuses text longer than the limit`(text: String) {
    #expect(failure(text, .json5, Document.Limits(stringBytes: 7)) == nil)
    #expect(failure(text, .json5, Document.Limits(stringBytes: 6))?.kind == .limit)
  }
}
