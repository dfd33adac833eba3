import Documents
import Testing
import Transport

@testable import Gateway

/// Requests as callers write them.
enum Samples {
  /// The least a request can be.
  static let plain = #"{"model":"recap","messages":[{"role":"user","content":"hi"}]}"#

  /// Instructions, an image, a tool's call and result, tools, limits, sampling, a stream.
  static let full = #"""
    {"model":"recap","messages":[
      {"role":"developer","content":"Be brief."},
      {"role":"user","content":[{"type":"text","text":"Weather here?"},
        {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw==","detail":"low"}}]},
      {"role":"assistant","content":null,"tool_calls":[
        {"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}]},
      {"role":"tool","tool_call_id":"call_1","content":"18C"}],
    "tools":[{"type":"function","function":{"name":"get_weather","description":"Weather of a city",
      "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"strict":true}}],
    "tool_choice":"auto","max_tokens":64,"temperature":0.5,"stop":["END"],"seed":7,"user":"u1",
    "stream":true,"stream_options":{"include_usage":true},"x_new":{"a":[1]}}
    """#

  /// A request with a schema and thought, not streamed.
  static let schema = #"""
    {"model":"recap","messages":[{"role":"system","content":"Extract."},{"role":"user","content":"Ada, 36"}],
    "response_format":{"type":"json_schema","json_schema":{"name":"person","strict":true,
      "schema":{"type":"object","properties":{"age":{"type":"integer"}},"required":["age"],"additionalProperties":false}}},
    "reasoning_effort":"low","max_completion_tokens":4096}
    """#
}

/// The request in the text of a body.
func request(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> UnifiedRequest {
  do {
    return try RequestReader.read(Array(text.utf8))
  } catch {
    Issue.record("\(error.message)", sourceLocation: sourceLocation)
    throw error
  }
}

/// A JSON text without blanks, so that texts can be compared.
func compact(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
  JSONText.text(of: try Document.parse(text, dialect: .json))
}

/// A JSON document without blanks.
func compact(_ bytes: [UInt8]) throws -> String {
  JSONText.text(of: try Document.parse(bytes, dialect: .json))
}

extension UpstreamEvent {
  /// A server-sent event with this text as its data.
  static func data(_ text: String) -> UpstreamEvent { .data(Array(text.utf8)) }

  /// An event of an event stream.
  static func event(_ type: String, _ payload: String) -> UpstreamEvent {
    .message(kind: .event, type: type, payload: Array(payload.utf8))
  }

  /// An exception of an event stream.
  static func exception(_ type: String, _ payload: String) -> UpstreamEvent {
    .message(kind: .exception, type: type, payload: Array(payload.utf8))
  }

  /// The bytes a transport carried for it.
  var payload: [UInt8] {
    switch self {
    case .data(let bytes): bytes
    case .message(_, _, let bytes): bytes
    }
  }

  /// The same event with other bytes.
  func with(payload: [UInt8]) -> UpstreamEvent {
    switch self {
    case .data: .data(payload)
    case .message(let kind, let type, _): .message(kind: kind, type: type, payload: payload)
    }
  }
}

/// All events that an adapter makes of a stream, and of its orderly end unless it was cut before.
func read(
  _ adapter: any ProviderAdapter, _ stream: some Sequence<UpstreamEvent>, ends: Bool = true
) -> [StreamEvent] {
  var reader = adapter.stream()
  var events: [StreamEvent] = []
  for event in stream { reader.read(event, into: &events) }
  if ends { reader.end(into: &events) }
  return events
}

/// A fixed stream of pseudo-random numbers (SplitMix64), the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension [UInt8] {
  /// A few bytes changed, dropped or doubled.
  func mutated(_ random: inout SplitMix) -> [UInt8] {
    var mutant = self
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      guard !mutant.isEmpty else { return mutant }
      let place = Int.random(in: 0..<mutant.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: mutant[place] = UInt8.random(in: 0...255, using: &random)
      case 1: mutant[place] = Array("\"{}[],:0-e\\ntf".utf8).randomElement(using: &random) ?? 0
      case 2: mutant.remove(at: place)
      default: mutant.insert(mutant[place], at: Int.random(in: 0..<mutant.count, using: &random))
      }
    }
    return mutant
  }
}
