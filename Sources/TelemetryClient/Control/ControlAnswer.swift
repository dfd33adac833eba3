internal import Documents
internal import RoutingEngine
public import Wire

/// What a control API answered to a call, read.
public enum ControlAnswer: Sendable, Hashable {
  case snapshot(SystemSnapshot)
  case events([EventLine])
  case audit([AuditLine])
  case history([SystemSnapshot])
  case cost(CostReport)
  case explanation(feature: String, [CandidateLine])
  case preview(ActPreview)
  /// Whatever came of the act: a refusal and a conflict are answers too.
  case receipt(ActReceipt)
  case nothing

  /// Reads an answer.
  ///
  /// - Throws: why it is none: the server's own words, or that it cannot be read.
  static func read(_ call: ControlCall, status: Int, _ body: [UInt8]) throws(ControlClientError)
    -> ControlAnswer
  {
    guard status == 200 else { return try refusal(call, status, body) }
    do {
      switch call {
      case .snapshot: return .snapshot(try SystemSnapshot.read(body))
      case .events: return .events(try lines(body))
      case .audit: return .audit(try lines(body))
      case .history: return .history(try lines(body))
      case .cost: return .cost(try CostReport.read(body))
      case .explain(let feature): return .explanation(feature: feature, try Candidates.read(body).lines)
      case .preview: return .preview(try ActPreview.read(body))
      case .act: return .receipt(try ActReceipt.read(body))
      case .cancelled: return .nothing
      }
    } catch {
      throw .unreadable(error.description)
    }
  }

  private static func lines<Line: WireReadable>(_ body: [UInt8]) throws(WireError) -> [Line] {
    var lines: [Line] = []
    for line in body.split(separator: UInt8(ascii: "\n")) { lines.append(try Line.read(Array(line))) }
    return lines
  }

  private static func refusal(
    _ call: ControlCall, _ status: Int, _ body: [UInt8]
  ) throws(ControlClientError) -> ControlAnswer {
    guard let node = try? Document.parse(body, dialect: .json), let failure = ControlFailure(node) else {
      throw .unreadable("it answered with status \(status) and no reason; is it a route-console?")
    }
    if case .act = call, let receipt = node["receipt"].flatMap({ ActReceipt($0) }) {
      return .receipt(receipt)
    }
    throw .refused(status: status, failure)
  }
}

/// The answer to `explain`.
private struct Candidates: WireReadable {
  var lines: [CandidateLine]

  init?(_ node: Node) {
    guard let list = node["candidates"]?.array else { return nil }
    lines = list.compactMap { CandidateLine($0) }
  }
}

/// Why a call came to nothing.
public enum ControlClientError: Error, Sendable, Hashable {
  /// Nobody answered: why.
  case unreachable(String)
  /// The server said no.
  case refused(status: Int, ControlFailure)
  /// What came back is not what this program reads.
  case unreadable(String)
}
