/// The lines of one function, initialiser, subscript or computed property, signature included.
struct FunctionSpan {
  var name: String
  var firstLine: Int
  var lastLine: Int

  var lineCount: Int { lastLine - firstLine + 1 }

  /// Every one with a body, nested ones too, in the order of their beginnings.
  static func all(in tokens: [Token]) -> [FunctionSpan] {
    tokens.indices.compactMap { index in
      guard let name = declaredName(at: index, in: tokens),
        let open = bodyStart(of: index, in: tokens),
        let close = matchingBrace(of: open, in: tokens)
      else { return nil }
      return FunctionSpan(name: name, firstLine: tokens[index].line, lastLine: tokens[close].line)
    }
  }

  private static func declaredName(at index: Int, in tokens: [Token]) -> String? {
    let token = tokens[index]
    guard token.kind == .word, !(tokens.at(index - 1)?.reads(".") ?? false) else { return nil }
    switch token.text {
    case "func", "var": return tokens.at(index + 1)?.text
    case "init", "deinit", "subscript": return token.text
    default: return nil
    }
  }

  /// The brace that opens the body; `nil` for a requirement, a stored property or a call.
  private static func bodyStart(of start: Int, in tokens: [Token]) -> Int? {
    let isProperty = tokens[start].text == "var"
    var depth = 0
    for index in (start + 1)..<max(start + 1, tokens.count) {
      let token = tokens[index]
      guard token.kind == .word || token.kind == .mark else { continue }
      switch token.text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return index
      case "}" where depth == 0, ";" where depth == 0,
        "@" where depth == 0 && token.line > tokens[start].line:
        return nil
      case "=" where depth == 0 && isProperty: return nil
      case _ where depth == 0 && token.kind == .word && token.line > tokens[index - 1].line:
        guard ["where", "throws", "async", "rethrows"].contains(token.text) else { return nil }
      default: break
      }
      if depth < 0 { return nil }
    }
    return nil
  }

  private static func matchingBrace(of open: Int, in tokens: [Token]) -> Int? {
    var depth = 0
    for index in open..<tokens.count {
      if tokens[index].reads("{") { depth += 1 }
      if tokens[index].reads("}") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }
}
