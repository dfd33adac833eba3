import Documents
import Testing

@Suite struct ObjectReaderTests {
  @Test func `reads what is there`() throws {
    let text = "{ id: 'x', n: 3, on: true, share: 0.5, at: '2m', tags: ['a','b'] }"
    #expect(try value(text) { $0.string("id") } == "x")
    #expect(try value(text) { $0.integer("n") } == 3)
    #expect(try value(text) { $0.bool("on") } == true)
    #expect(try value(text) { $0.number("share") } == 0.5)
    #expect(try value(text) { $0.duration("at") } == 120_000_000_000)
    #expect(try value(text) { $0.strings("tags") } == ["a", "b"])
  }

  @Test func `says which required key is missing, and where`() throws {
    let found = try problems("\n { }") { _ = $0.string("id") }
    #expect(found == ["f:2:2: \"id\" is missing in thing (add it)"])
  }

  @Test func `takes the default for a missing key and for null`() throws {
    for text in ["{}", "{ a: null }"] {
      #expect(try value(text) { $0.string("a", default: "d") } == "d")
      #expect(try value(text) { $0.integer("a", default: 4) } == 4)
      #expect(try value(text) { $0.number("a", default: 4.5) } == 4.5)
      #expect(try value(text) { $0.bool("a", default: true) } == true)
      #expect(try value(text) { $0.duration("a", default: 7) } == 7)
      #expect(try value(text) { $0.choice("a", of: ["x"], default: "x") } == "x")
    }
  }

  @Test func `gives nothing for an optional key that is missing or null`() throws {
    for text in ["{}", "{ a: null }"] {
      let found = try problems(text) {
        #expect($0.optionalString("a") == nil)
        #expect($0.optionalInteger("a") == nil)
        #expect($0.optionalNumber("a") == nil)
        #expect($0.optionalBool("a") == nil)
        #expect($0.optionalDuration("a") == nil)
        #expect($0.optionalChoice("a", of: ["x"]) == nil)
        #expect($0.optionalObject("a") == nil)
        #expect($0.optionalArray("a") == nil)
        #expect($0.objects("a").isEmpty)
        #expect($0.strings("a").isEmpty)
        #expect(!$0.has("a"))
      }
      #expect(found.isEmpty)
    }
  }

  @Test func `reports a wrong type with the value's place`() throws {
    let found = try problems("{ a: 1, b: 'x', c: {}, d: 'true', e: [], g: 3, h: null }") {
      _ = $0.string("a")
      _ = $0.number("b")
      _ = $0.array("c")
      _ = $0.bool("d")
      _ = $0.object("e")
      _ = $0.duration("g")
      _ = $0.string("h")
    }
    #expect(
      found == [
        "f:1:6: \"a\" in thing must be a string, is a number (put it in quotes)",
        "f:1:12: \"b\" in thing must be a number, is a string",
        "f:1:20: \"c\" in thing must be a list, is an object (write [ … ])",
        "f:1:27: \"d\" in thing must be true or false, is a string (write it without quotes)",
        "f:1:38: \"e\" in thing must be an object, is a list (write { … })",
        "f:1:45: \"g\" in thing must be a duration, is a number (give it a unit and quotes, write a number and a "
          + "unit (ns, us, ms, s, m, h, d), for example \"450ms\" or \"1.5h\")",
        "f:1:51: \"h\" in thing must be a string, is null",
      ])
  }

  @Test func `reports a default's wrong type too`() throws {
    let found = try problems("{ a: 'x' }") { #expect($0.integer("a", default: 4) == 4) }
    #expect(found == ["f:1:6: \"a\" in thing must be a whole number, is a string"])
  }

  @Test func `does not repeat the text of a wrong value`() throws {
    let found = try problems("{ a: 'sk-secret' }") { _ = $0.number("a") }
    #expect(found.count == 1 && !found[0].contains("sk-secret"))
  }

  @Test(arguments: [
    ("{ a: 1.5 }", "between 0 and 1, is 1.5"), ("{ a: -1 }", "between 0 and 1, is -1"),
    ("{ a: NaN }", "between 0 and 1, is NaN"), ("{ a: -Infinity }", "between 0 and 1, is -Infinity"),
  ])
  func `reports a number outside its range`(text: String, expected: String) throws {
    let found = try problems(text) { _ = $0.number("a", in: 0...1) }
    #expect(found == ["f:1:6: \"a\" in thing must be \(expected)"])
  }

  @Test func `refuses numbers that are not finite without a range as well`() throws {
    let found = try problems("{ a: NaN, b: Infinity }") {
      _ = $0.number("a")
      _ = $0.number("b", default: 1)
    }
    #expect(found.map { $0.contains("must be a finite number, is ") } == [true, true])
  }

  @Test func `names an open end of a range in words`() throws {
    let found = try problems("{ a: 0, b: -1, c: 2 }") {
      _ = $0.number("a", in: .leastNonzeroMagnitude ... .greatestFiniteMagnitude)
      _ = $0.number("b", in: 0 ... .infinity)
      _ = $0.number("c", in: .leastNonzeroMagnitude...1)
    }
    #expect(found[0].hasSuffix("must be more than 0, is 0"))
    #expect(found[1].hasSuffix("must be 0 or more, is -1"))
    #expect(found[2].hasSuffix("must be more than 0 and at most 1, is 2"))
  }

  @Test func `takes both ends of a range`() throws {
    #expect(try value("{ a: 0 }") { $0.number("a", in: 0...1) } == 0)
    #expect(try value("{ a: 1 }") { $0.number("a", in: 0...1) } == 1)
    #expect(try value("{ a: 9 }") { $0.integer("a", in: 1...9) } == 9)
  }

  @Test(arguments: [
    ("{ a: 0 }", "between 1 and 9, is 0"), ("{ a: 10 }", "between 1 and 9, is 10"),
    ("{ a: 1.5 }", "a whole number, is 1.5"), ("{ a: 1e300 }", "a whole number, is 1e+300"),
    ("{ a: NaN }", "a whole number, is NaN"), ("{ a: 99999999999999999999 }", "a whole number, is 1e+20"),
  ])
  func `reports what is no whole number of the range`(text: String, expected: String) throws {
    let found = try problems(text) { _ = $0.integer("a", in: 1...9) }
    #expect(found == ["f:1:6: \"a\" in thing must be \(expected)"])
  }

  @Test func `says that the unit is in the key`() throws {
    let found = try problems("{ ttft_p90_ms: '450ms' }") { _ = $0.number("ttft_p90_ms") }
    #expect(found.first?.contains("the unit is part of the key") == true)
  }

  @Test func `suggests the choice that was meant`() throws {
    let found = try problems("{ kind: 'aws-bedrok' }") {
      _ = $0.choice("kind", of: ["aws-bedrock", "gcp-vertex"])
    }
    #expect(
      found == [
        "f:1:9: \"kind\" in thing cannot be \"aws-bedrok\" "
          + "(did you mean \"aws-bedrock\"? it is one of: aws-bedrock, gcp-vertex)"
      ])
  }

  enum Selection: String, CaseIterable { case primaryBackup = "primary-backup", balanced }

  @Test func `reads a choice as an enum`() throws {
    #expect(try value("{ s: 'primary-backup' }") { $0.choice("s", as: Selection.self) } == .primaryBackup)
    #expect(try value("{}") { $0.choice("s", as: Selection.self, default: .balanced) } == .balanced)
    #expect(try problems("{ s: 'x' }") { _ = $0.choice("s", as: Selection.self) }.count == 1)
  }

  @Test func `suggests the key that was meant`() throws {
    let found = try problems("{ id: 'a', tfft: 1 }") {
      _ = $0.string("id")
      _ = $0.optionalNode("ttft")
      $0.finish()
    }
    #expect(found == ["f:1:12: unknown key \"tfft\" in thing (did you mean \"ttft\"?)"])
  }

  @Test func `suggests a key that is still missing rather than one that is there`() throws {
    let found = try problems("{ rate: 1, gate: 2 }") {
      _ = $0.has("rate")
      _ = $0.has("date")
      $0.finish()
    }
    #expect(found == ["f:1:12: unknown key \"gate\" in thing (did you mean \"date\"?)"])
  }

  @Test func `lists the known keys when none is near`() throws {
    let found = try problems("{ colour: 1 }") {
      _ = $0.has("id")
      _ = $0.has("model")
      $0.finish()
    }
    #expect(found == ["f:1:3: unknown key \"colour\" in thing (known keys: id, model)"])
  }

  @Test func `has nothing to say about keys that were asked for`() throws {
    let found = try problems("{ a: 1, b: 2, c: null }") {
      _ = $0.node("a")
      _ = $0.has("b")
      _ = $0.string("c", default: "")
      $0.finish()
    }
    #expect(found.isEmpty)
  }

  @Test func `counts a key as asked for whichever copy asked`() throws {
    let found = try problems("{ a: 1 }") { reader in
      let copy = reader
      _ = copy.integer("a")
      reader.finish()
    }
    #expect(found.isEmpty)
  }

  @Test func `places a caller's own problem at the value`() throws {
    let found = try problems("{ a: 1 }") {
      $0.report("a", "own words", hint: "own hint")
      $0.report("b", "missing altogether")
    }
    #expect(found == ["f:1:1: missing altogether", "f:1:6: own words (own hint)"])
  }
}
