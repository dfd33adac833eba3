import RoutingEngine

/// Judges the end of an answer, whole or streamed.
enum EndOfAnswer {
  /// What becomes of an answer with a given end.
  enum Verdict: Sendable, Hashable {
    /// It is delivered with this finish reason.
    case deliver(Finish)
    /// It is none.
    case fail(ProviderFailure)
    /// It is empty unless more comes: some providers send the reason before a last piece.
    case hold
  }

  /// What the provider's word for the end means for an answer with or without content.
  static func verdict(_ meaning: FinishMeaning, word: String, hasContent: Bool) -> Verdict {
    switch meaning {
    case .failed:
      return .fail(modelFault(word))
    case .finishedIfUsable(let reason):
      guard hasContent else { return .fail(modelFault(word)) }
      return .deliver(Finish(reason: reason, providerReason: word))
    case .finished(.contentFilter):
      guard hasContent else { return .fail(filtered(word)) }
      return .deliver(Finish(reason: .contentFilter, providerReason: word))
    case .finished(.length):
      // A limit so low that thought used it up is the caller's doing, not the provider's failure.
      return .deliver(Finish(reason: .length, providerReason: word))
    case .finished(let reason):
      guard hasContent else { return .hold }
      return .deliver(Finish(reason: reason, providerReason: word))
    }
  }

  /// The failure of an answer without content.
  static func empty(_ word: String) -> ProviderFailure {
    ProviderFailure(
      .empty, status: 200, code: word, message: "the answer ended (\(word)) without any content")
  }

  /// The failure of an answer of which a filter left nothing.
  static func filtered(_ word: String) -> ProviderFailure {
    ProviderFailure(
      .contentFiltered, status: 200, code: word, message: "the provider withheld the answer (\(word))",
      circumstance: .refusedAnswer)
  }

  private static func modelFault(_ word: String) -> ProviderFailure {
    ProviderFailure(.serverError, status: 200, code: word, message: "the model failed to answer (\(word))")
  }
}

extension UnifiedAnswer {
  /// Ends an answer that was read whole.
  ///
  /// - Throws: what the end means where there is nothing to deliver.
  mutating func end(_ meaning: FinishMeaning, word: String) throws(ProviderFailure) {
    switch EndOfAnswer.verdict(meaning, word: word, hasContent: hasContent) {
    case .deliver(let finish): self.finish = finish
    case .fail(let failure): throw failure
    case .hold: throw EndOfAnswer.empty(word)
    }
  }
}
