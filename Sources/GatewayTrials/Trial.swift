/// One parser that meets the network, fed with what nobody should send.
///
/// A trial is a function of its seed: the same seed gives the same input and the same verdict.
public struct Trial: Sendable {
  /// What is tried: `sse`, `answer-bedrock`, ….
  public let name: String
  /// Inputs that are well formed, which random inputs are made from.
  let corpus: [[UInt8]]
  /// Words of the format, for insertion.
  let words: [String]
  /// Whether inputs hold JSON, whose values may be changed too.
  let isJSON: Bool
  /// Repairs what a decoder checks first, so that random inputs get further than that.
  let repair: (@Sendable ([UInt8]) -> [UInt8])?
  /// What does not hold for an input, nil when all does; it may cut the input at random.
  let verdict: @Sendable ([UInt8], inout TrialDice) -> String?

  init(
    _ name: String, corpus: [[UInt8]], words: [String] = [], isJSON: Bool = true,
    repair: (@Sendable ([UInt8]) -> [UInt8])? = nil,
    verdict: @escaping @Sendable ([UInt8], inout TrialDice) -> String?
  ) {
    precondition(!corpus.isEmpty, "A trial needs something to start from.")
    self.name = name
    self.corpus = corpus
    self.words = words
    self.isJSON = isJSON
    self.repair = repair
    self.verdict = verdict
  }

  /// The input of a seed.
  public func input(seed: UInt64) -> [UInt8] {
    var dice = TrialDice(seed: seed)
    return input(&dice)
  }

  /// What does not hold for the input of a seed; nil when all does.
  public func run(seed: UInt64) -> String? {
    var dice = TrialDice(seed: seed)
    let input = input(&dice)
    return verdict(input, &dice)
  }

  private func input(_ dice: inout TrialDice) -> [UInt8] {
    // Half of the inputs stay well formed, so that what reads the parser's result is tried as well.
    if isJSON, dice.chance(0.5) { return dice.restructure(dice.pick(corpus), keys: Trials.keys) }
    let mutated = dice.mutate(dice.pick(corpus), with: dice.pick(corpus), words: words)
    guard let repair, dice.chance(0.7) else { return mutated }
    return repair(mutated)
  }
}
