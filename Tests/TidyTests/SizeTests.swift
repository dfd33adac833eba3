import Testing

@Suite struct SizeTests {
  private static let maxFileLines = 400
  private static let maxFunctionLines = 70

  private static let fileLength = Rule(
    advice: "split it: one subject a file",
    applies: { file in [".swift", ".c", ".h", ".py", ".sh"].contains { file.path.hasSuffix($0) } },
    problems: { file in
      file.lineCount > maxFileLines
        ? [(file.lineCount, "\(file.lineCount) lines, \(maxFileLines) allowed")] : []
    })

  private static let functionLength = Rule(
    advice: "give its steps names of their own",
    applies: \.isSwift,
    problems: { file in
      FunctionSpan.all(in: file.tokens).filter { $0.lineCount > maxFunctionLines }.map {
        ($0.firstLine, "\($0.name) has \($0.lineCount) lines, \(maxFunctionLines) allowed")
      }
    })

  @Test func `no file is longer than 400 lines`() {
    expectClean(Self.fileLength)
  }

  @Test func `a file of 401 lines is found`() {
    let lines = String(repeating: "// line\n", count: 401)
    #expect(Self.fileLength.verdict(on: "Sources/Wire/A.swift", lines) == ["401: 401 lines, 400 allowed"])
    #expect(Self.fileLength.verdict(on: "Sources/Wire/A.swift", String(lines.dropLast(8))) == [])
  }

  @Test func `no function is longer than 70 lines`() {
    expectClean(Self.functionLength)
  }

  @Test func `a function of 71 lines is found`() {
    let long = "func long() {\n" + String(repeating: "  step()\n", count: 69) + "}\n"
    let fits = "func fits() {\n" + String(repeating: "  step()\n", count: 68) + "}\n"
    #expect(
      Self.functionLength.verdict(on: "Sources/Wire/A.swift", fits + long) == [
        "71: long has 71 lines, 70 allowed"
      ])
  }

  @Test func `braces in text and default closures do not end a function`() {
    let source = """
      protocol P { func a() -> Int
        init?(b: Int) }
      func c(d: () -> Void = { }) where T: P {
        print("}") // }
        self.init(e)
      }
      var f: Int {
        1
      }
      let g = h { 2 }
      """
    let spans = FunctionSpan.all(in: SourceFile("A.swift", source).tokens)
    #expect(spans.map(\.name) == ["c", "f"])
    #expect(spans.map(\.lineCount) == [4, 3])
  }
}
