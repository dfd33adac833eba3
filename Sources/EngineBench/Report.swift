import Glibc

/// Prints what was measured, the smallest first number being the one least disturbed by the machine.
func printTable(_ rows: [Measurement]) {
  print(
    pad("name", 26) + pad("unit", 6) + right("min", 14) + right("median", 14) + right("p99", 14)
      + right("samples", 9) + right("budget", 24))
  for row in rows {
    print(
      pad(row.name, 26) + pad(row.unit, 6) + right(text(row.min), 14) + right(text(row.quantile(0.5)), 14)
        + right(text(row.quantile(0.99)), 14) + right("\(row.samples.count)", 9)
        + right(row.budget.map { said($0, of: row) } ?? "", 24))
  }
}

/// A budget and whether it is met, as a cell of the table.
private func said(_ budget: Budget, of row: Measurement) -> String {
  let limit =
    switch budget {
    case .p99AtMost(let limit): "p99 <= " + text(limit)
    case .atMost(let limit): "<= " + text(limit)
    case .atLeast(let limit): ">= " + text(limit)
    }
  return limit + (budget.isMet(by: row) ? "  met" : "  OVER")
}

/// Writes the rows as a JSON array.
func write(_ rows: [Measurement], to path: String) {
  let objects = rows.map { row in
    """
      {"name": "\(row.name)", "unit": "\(row.unit)", "min": \(row.min), "median": \(row.quantile(0.5)), \
    "p99": \(row.quantile(0.99)), "samples": \(row.samples.count)}
    """
  }
  let document = "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  makeFolders(of: path)
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  guard descriptor >= 0 else {
    print("cannot write \(path): \(unsafe String(cString: strerror(errno)))")
    exit(1)
  }
  let bytes = Array(document.utf8)
  let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
  close(descriptor)
  guard written == bytes.count else {
    print("cannot write all of \(path)")
    exit(1)
  }
  print("written to \(path)")
}

private func makeFolders(of path: String) {
  var folder = ""
  for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
    folder += part + "/"
    guard folder != "/" else { continue }
    unsafe mkdir(folder, 0o755)
  }
}

private func text(_ value: Double) -> String {
  let scaled = (value * 10).rounded() / 10
  let whole = String(Int64(scaled))
  var grouped = ""
  for (place, digit) in whole.reversed().enumerated() {
    if place > 0, place % 3 == 0 { grouped.append(",") }
    grouped.append(digit)
  }
  let digits = String(grouped.reversed())
  return value < 1_000 ? digits + "." + String(Int64((scaled * 10).rounded()) % 10) : digits
}

private func pad(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.count))
}

private func right(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(1, width - text.count)) + text
}
