import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// What is made of what each provider answers.
@Suite struct ProviderAnswerTests {
  /// When every response of these tests came: 2026-01-02T03:04:05Z.
  private static let now: Int64 = 1_767_323_045

  @Test(arguments: ProviderFixture.all)
  func `reads whole answers`(fixture: ProviderFixture) throws {
    for answer in fixture.answers {
      #expect(read(fixture, Array(answer.body.utf8)) == answer.expected, "\(answer.body)")
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `takes no beginning of an answer for an answer`(fixture: ProviderFixture) throws {
    let body = Array(fixture.answers[0].body.utf8)
    for length in 0..<body.count {
      guard case .failure(let failure) = read(fixture, Array(body[..<length])) else {
        Issue.record("an answer of \(length) bytes is no answer")
        continue
      }
      #expect(failure.outcome == .serverError)
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `knows what errors mean`(fixture: ProviderFixture) {
    for error in fixture.errors {
      let found = fixture.adapter.failure(
        FailedResponse(
          status: error.status, headers: error.headers, body: Array(error.body.utf8),
          receivedAt: WallTime(seconds: ProviderAnswerTests.now)))
      let note: Comment = "\(error.status) \(error.body)"
      #expect(found.outcome == error.outcome, note)
      #expect(found.code == error.code, note)
      #expect(found.retryAfter == error.retryAfter, note)
      #expect(found.circumstance == error.circumstance, note)
      #expect(found.status == error.status, note)
      #expect(!found.message.isEmpty, note)
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `shows no credential of an error's text`(fixture: ProviderFixture) {
    let body =
      #"{"error":{"message":"wrong key sk-ant-api03-abcdefghijk, Bearer abcdefghijklmn"},"message":"ya29.abcdefghijkl"}"#
    let failure = fixture.adapter.failure(
      FailedResponse(status: 401, headers: [], body: Array(body.utf8), receivedAt: WallTime(seconds: 0)))
    for secret in ["abcdefghijk", "ya29.a"] { #expect(!failure.message.contains(secret)) }
  }

  @Test(arguments: ProviderFixture.all)
  func `answers for errors and answers that were mutated`(fixture: ProviderFixture) {
    let seed: UInt64 = 20_261_122
    var random = SplitMix(state: seed)
    var delivered = 0
    for round in 0..<400 {
      let body = Array(fixture.answers[round % fixture.answers.count].body.utf8).mutated(&random)
      if case .success(let answer) = read(fixture, body) {
        delivered += 1
        #expect(answer.hasContent || answer.finish.reason == .length, "seed \(seed), round \(round)")
      }
      let error = fixture.errors[round % fixture.errors.count]
      let failure = fixture.adapter.failure(
        FailedResponse(
          status: error.status, headers: error.headers, body: Array(error.body.utf8).mutated(&random),
          receivedAt: WallTime(seconds: ProviderAnswerTests.now)))
      #expect(failure.outcome != .ok, "seed \(seed), round \(round)")
    }
    #expect(delivered > 0, "seed \(seed)")
  }

  private func read(
    _ fixture: ProviderFixture, _ body: [UInt8]
  ) -> Result<UnifiedAnswer, ProviderFailure> {
    do {
      return .success(try fixture.adapter.answer(body))
    } catch {
      return .failure(error)
    }
  }
}
