import RoutingEngine

/// Azure's errors: OpenAI's, and those of the cloud around it.
enum AzureErrors {
  /// The table.
  static let rules: [ErrorRule] =
    [
      ErrorRule(
        [400], ["content_filter", "ResponsibleAIPolicyViolation", "content_management_policy"],
        .contentFiltered),
      ErrorRule([400], says: ["api version not supported"], .invalidRequest, .notForThisEndpoint),
      ErrorRule([401], ["PermissionDenied"], .permission),
      ErrorRule([401], says: ["lacks the required data action"], .permission),
      ErrorRule([404], ["404"], .modelGone),
      ErrorRule(
        [429], says: ["high demand", "temporarily unable to process", "no capacity"], .overloaded),
      ErrorRule([429], ["NoCapacity"], .overloaded),
      ErrorRule([429], says: ["exceeded token rate limit", "exceeded call rate limit"], .rateLimited),
    ] + OpenAIErrors.rules
}
