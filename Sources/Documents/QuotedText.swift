/// A text from a document, fit to be shown: in quotes, cut to so many characters, nothing that drives a terminal.
public func quoted(_ text: String, limit: Int = 60) -> String { "\"\(printable(text, limit: limit))\"" }

/// A text without characters that would drive a terminal or reorder a line, and not longer than `limit`.
func printable(_ text: String, limit: Int) -> String {
  var result = ""
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < limit else { return result + "…" }
    count += 1
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default:
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}
