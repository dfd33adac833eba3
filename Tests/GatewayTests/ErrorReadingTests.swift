import Documents
import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// Hints, codes and texts of errors.
@Suite struct ErrorReadingTests {
  @Test(arguments: [
    ("20ms", 0.02), ("7.25s", 7.25), ("6m0s", 360), ("1m2.5s", 62.5), ("1h2m3s", 3_723), ("2d", 172_800),
  ])
  func `understands durations of Go`(text: String, seconds: Double) throws {
    let found = try #require(RetryHint.goDuration(text))
    #expect(abs(found - seconds) < 1e-9)
  }

  @Test(arguments: ["", "s", "5", "1x", "-1s", "1e3s", "s1", "1m2", "..s"])
  func `takes nothing else for a duration`(text: String) {
    #expect(RetryHint.goDuration(text) == nil)
  }

  @Test(arguments: [
    ("Please retry after 27 seconds.", Nanoseconds.seconds(27)), ("please try again in 2s.", .seconds(2)),
    ("Please try again in 1m2.5s, or pay.", .milliseconds(62_500)),
    ("Please retry in 3.5s.", .milliseconds(3_500)),
    ("Please try again in 250 ms", .milliseconds(250)), ("Please retry after 2 minutes", .minutes(2)),
    ("Please try again in 90ms", .milliseconds(90)),
  ])
  func `finds a hint in a message`(message: String, hint: Nanoseconds) {
    #expect(RetryHint.inMessage(message) == hint)
  }

  @Test(arguments: [
    "Please retry after a while", "Please try again in", "", "try again", "Please retry after -3",
  ])
  func `finds no hint where there is none`(message: String) {
    #expect(RetryHint.inMessage(message) == nil)
  }

  @Test(arguments: [
    ("0", Nanoseconds.zero), ("1.5", .milliseconds(1_500)), ("Fri, 02 Jan 2026 03:04:15 GMT", .seconds(10)),
    ("Fri, 02 Jan 2026 03:00:00 GMT", .zero), ("99999999999", RetryHint.longest),
  ])
  func `reads Retry-After as seconds and as a date`(value: String, hint: Nanoseconds) {
    #expect(RetryHint.retryAfter(value, now: WallTime(seconds: 1_767_323_045)) == hint)
  }

  @Test(arguments: ["nan", "inf", "-1", "", "soon", "1e9"])
  func `reads nothing else as Retry-After`(value: String) {
    #expect(RetryHint.retryAfter(value, now: WallTime(seconds: 0)) == nil)
  }

  @Test func `trusts the response's own clock`() {
    let response = FailedResponse(
      status: 503,
      headers: [
        HeaderField("Date", "Fri, 02 Jan 2026 03:04:05 GMT"),
        HeaderField("Retry-After", "Fri, 02 Jan 2026 03:04:06 GMT"),
      ], body: [], receivedAt: WallTime(seconds: 0))
    #expect(RetryHint.find(in: response, body: ErrorBody([])) == .seconds(1))
  }

  @Test(arguments: [
    (400, OutcomeClass.invalidRequest), (401, .auth), (402, .quotaExhausted), (403, .permission),
    (404, .serverError), (405, .serverError), (406, .serverError), (407, .serverError), (411, .serverError),
    (414, .serverError), (415, .invalidRequest), (418, .serverError), (421, .serverError),
    (425, .serverError), (426, .serverError), (431, .serverError), (444, .serverError), (449, .serverError),
    (451, .serverError), (460, .serverError), (497, .serverError),
    (408, .serverError), (409, .serverError), (410, .modelGone),
    (413, .invalidRequest), (422, .invalidRequest), (424, .serverError), (429, .rateLimited),
    (498, .overloaded),
    (499, .serverError), (500, .serverError), (501, .serverError), (502, .serverError), (503, .overloaded),
    (504, .serverError), (520, .serverError), (529, .overloaded), (302, .serverError), (99, .serverError),
    (101, .serverError), (599, .serverError), (600, .serverError),
  ])
  func `falls back to the status`(status: Int, outcome: OutcomeClass) {
    #expect(ErrorClassifier.byStatus(status) == outcome)
  }

  @Test(arguments: [
    (
      #"{"error":{"message":"The model `x` does not exist or you do not have access to it."}}"#,
      OutcomeClass.modelGone
    ),
    (#"{"error":{"message":"no","code":"model_not_found"}}"#, .modelGone),
    (
      #"{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","code":404}"#,
      .modelGone
    ),
    (#"{"error":"model 'x' not found"}"#, .modelGone),
    (#"{"error":{"message":"gone","type":"not_found_error"}}"#, .modelGone),
    (#"{"error":{"code":404,"message":"gone","status":"NOT_FOUND"}}"#, .modelGone),
    ("", .serverError), ("{}", .serverError), ("404 page not found", .serverError),
    ("<html><h1>404 Not Found</h1><hr>nginx</html>", .serverError),
    (#"{"detail":"Not Found"}"#, .serverError),
    (#"{"message":"no Route matched with those values"}"#, .serverError),
    (#"{"status":404,"error":"Not Found","path":"/v1/models/x/chat"}"#, .serverError),
    ("The requested URL /v1/models/gemini:generateContent was not found on this server.", .serverError),
  ])
  func `a 404 is the model's end only where it says so`(body: String, outcome: OutcomeClass) {
    let response = FailedResponse(
      status: 404, headers: [], body: Array(body.utf8), receivedAt: WallTime(seconds: 0))
    #expect(OpenAICompatibleAdapter().failure(response).outcome == outcome)
  }

  @Test func `a bare code 404 is Azure's word for a deployment that is missing`() {
    let body = #"{"error":{"code":"404","message":"Resource not found"}}"#
    let response = FailedResponse(
      status: 404, headers: [], body: Array(body.utf8), receivedAt: WallTime(seconds: 0))
    #expect(AzureAdapter().failure(response).outcome == .modelGone)
    #expect(OpenAICompatibleAdapter().failure(response).outcome == .serverError)
  }

  @Test func `keeps text without credentials and controls`() {
    #expect(SafeText.message("a\u{1B}[31m\nb") == "a [31m b")
    #expect(SafeText.message("key sk-proj-0123456789abc!") == "key [credential]!")
    #expect(SafeText.message("api-key=sk-proj-0123456789abc!") == "[credential]!")
    #expect(
      SafeText.message("Authorization: Bearer abcdef0123456789") == "Authorization: Bearer [credential]")
    #expect(SafeText.message("the bearer of news") == "the bearer of news")
    #expect(SafeText.message(String(repeating: "é", count: 700)).count == 601)
  }

  @Test func `no status is without a class`() {
    for status in 0...999 where !(200...299).contains(status) {
      #expect(ErrorClassifier.byStatus(status) != .unknown, "\(status)")
    }
  }

  @Test(arguments: [
    ("https://user:pw@login.example.com/sign-in?token=t0ken#x", "https://login.example.com,"),
    ("//cdn.example.com:8443", "//cdn.example.com:8443,"),
    ("/elsewhere/v1?key=k", "another path of the same host,"),
    ("https://example.com?u=a@b.c/d", "https://example.com,"),
  ])
  func `of a redirect only scheme and host are told`(location: String, shown: String) {
    let response = FailedResponse(
      status: 307, headers: [HeaderField("Location", location)], body: Array("<html>moved</html>".utf8),
      receivedAt: WallTime(seconds: 0))
    for adapter: any ProviderAdapter in [OpenAICompatibleAdapter(), GeminiAdapter(), BedrockAdapter()] {
      let failure = adapter.verdict(on: response)
      #expect(failure.outcome == .serverError)
      #expect(
        failure.message == "HTTP 307 redirects to \(shown) and redirects are not followed: "
          + "base_url must be the address that answers itself")
    }
  }

  @Test func `shows HTML as text`() {
    let body = ErrorBody(Array("<html>\r\n<h1>502</h1></html>".utf8))
    #expect(body.message == "<html>  <h1>502</h1></html>")
    #expect(body.codes == [])
  }

  @Test(arguments: OutcomeClass.allCases)
  func `answers the caller in OpenAI's form`(outcome: OutcomeClass) throws {
    let failure = ProviderFailure(outcome, status: 500, code: "c", message: "m", retryAfter: .seconds(3))
    let error = GatewayError(failure, from: "claude")
    #expect((400...599).contains(error.status))
    // The credential is ours: the caller must not take it for their own.
    #expect(error.status != 401 && error.status != 403)
    #expect(error.code == outcome.name)
    let node = try Document.parse(error.body, dialect: .json)
    #expect(node["error"]?["provider"]?["code"]?.string == "c")
    #expect(node["error"]?["param"]?.isNull == true)
  }

  @Test func `names the field that the provider finds wrong`() {
    let body =
      #"{"error":{"message":"m","type":"invalid_request_error","param":"messages[0].content","code":null}}"#
    let failure = OpenAIAdapter().failure(
      FailedResponse(status: 400, headers: [], body: Array(body.utf8), receivedAt: WallTime(seconds: 0)))
    #expect(GatewayError(failure, from: "openai").param == "messages[0].content")
  }

  @Test func `tells no SDK to retry what money stops`() {
    let quota = GatewayError(ProviderFailure(.quotaExhausted, status: 429, message: ""), from: "p")
    #expect(quota.status == 429 && !quota.isWorthRetrying)
    let busy = GatewayError(ProviderFailure(.overloaded, status: 529, message: ""), from: "p")
    #expect(busy.status == 503 && busy.isWorthRetrying)
  }
}
