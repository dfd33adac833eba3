import Documents
import Testing

@Suite struct NestedReaderTests {
  @Test func `names an inner object by its key`() throws {
    let found = try problems("{ price: { input: 'x' } }") { _ = $0.object("price")?.number("input") }
    #expect(found == ["f:1:19: \"input\" in \"price\" in thing must be a number, is a string"])
  }

  @Test func `names the items of a list by their id`() throws {
    let found = try problems("{ endpoints: [{ id: 'use1/sonnet' }, { }, 3] }") {
      for endpoint in $0.objects("endpoints", named: "endpoint") { _ = endpoint.string("provider") }
    }
    #expect(
      found == [
        "f:1:15: \"provider\" is missing in endpoint \"use1/sonnet\" (add it)",
        "f:1:38: \"provider\" is missing in endpoint 2 (add it)",
        "f:1:43: endpoint 3 must be an object, is a number (write { … })",
      ])
  }

  @Test func `names the items of a list by their place otherwise`() throws {
    let found = try problems("{ faults: [{}] }") {
      for fault in $0.objects("faults") { _ = fault.string("kind") }
    }
    #expect(found == ["f:1:12: \"kind\" is missing in item 1 of \"faults\" in thing (add it)"])
  }

  @Test func `reports a missing list only when it is required`() throws {
    #expect(try problems("{}") { _ = $0.objects("a") }.isEmpty)
    #expect(try problems("{}") { _ = $0.strings("a") }.isEmpty)
    #expect(try problems("{}") { _ = $0.objects("a", required: true) }.count == 1)
    #expect(try problems("{}") { _ = $0.strings("b", required: true) }.count == 1)
    #expect(try problems("{}") { _ = $0.array("c") }.count == 1)
  }

  @Test func `keeps the texts of a list and reports the rest`() throws {
    let found = try problems("{ backups: ['a', 1, 'b', null] }") {
      #expect($0.strings("backups") == ["a", "b"])
    }
    #expect(
      found == [
        "f:1:18: item 2 of \"backups\" in thing must be a string, is a number (put it in quotes)",
        "f:1:26: item 4 of \"backups\" in thing must be a string, is null",
      ])
  }

  @Test func `gives the members of an open map in the order of the file`() throws {
    let found = try problems("{ b: {}, a: {}, c: 1 }") { reader in
      let objects = reader.memberObjects(named: "provider")
      #expect(objects.map(\.key) == ["b", "a"])
      #expect(objects.map(\.reader.what) == ["provider \"b\"", "provider \"a\""])
      reader.finish()
    }
    #expect(found == ["f:1:20: provider \"c\" must be an object, is a number (write { … })"])
  }

  @Test func `refuses a root that is no object`() throws {
    let found = try problems("[1]") { _ in Issue.record("a list was read as an object") }
    #expect(found == ["f:1:1: thing must be an object, is a list (write { … })"])
  }

  @Test func `reports everything that is wrong with a file at once`() throws {
    let text = """
      {
        providers: { bedrock: { kind: "aws-bedrok", clout: "aws" } },
        endpoints: [
          { id: "use1/sonnet", capacity: { in_flight: -1 } },
          { id: 7, provider: "bedrock", capacity: 3 },
        ],
        duration: "10",
        fatures: [],
      }
      """
    let found = try problems(text) { root in
      for (_, provider) in root.optionalObject("providers")?.memberObjects(named: "provider") ?? [] {
        _ = provider.choice("kind", of: ["aws-bedrock"])
        _ = provider.optionalString("cloud")
        provider.finish()
      }
      for endpoint in root.objects("endpoints", named: "endpoint") {
        _ = endpoint.string("id")
        _ = endpoint.string("provider")
        _ = endpoint.optionalObject("capacity")?.integer("in_flight", in: 1...1000)
        endpoint.finish()
      }
      _ = root.duration("duration")
      _ = root.objects("features", required: true)
      root.finish()
    }
    let example = "write a number and a unit (ns, us, ms, s, m, h, d), for example \"450ms\" or \"1.5h\""
    #expect(
      found == [
        "f:1:1: \"features\" is missing in thing (add it)",
        "f:2:33: \"kind\" in provider \"bedrock\" cannot be \"aws-bedrok\" "
          + "(did you mean \"aws-bedrock\"? it is one of: aws-bedrock)",
        "f:2:47: unknown key \"clout\" in provider \"bedrock\" (did you mean \"cloud\"?)",
        "f:4:5: \"provider\" is missing in endpoint \"use1/sonnet\" (add it)",
        "f:4:49: \"in_flight\" in \"capacity\" in endpoint \"use1/sonnet\" must be between 1 and 1000, is -1",
        "f:5:11: \"id\" in endpoint 2 must be a string, is a number (put it in quotes)",
        "f:5:45: \"capacity\" in endpoint 2 must be an object, is a number (write { … })",
        "f:7:13: \"duration\" in thing has no unit (\(example))",
        "f:8:3: unknown key \"fatures\" in thing (did you mean \"features\"?)",
      ])
  }

  @Test func `answers whatever is asked of a mutated file`() throws {
    let sample = Array("{ a: 'x', n: 3, d: '2m', o: { k: 'v' }, l: [{ id: 'i' }, 's'], b: true }".utf8)
    let seed: UInt64 = 5
    var random = SplitMix(state: seed)
    var read = 0
    for _ in 0..<1500 {
      var mutant = sample
      let place = Int.random(in: 0..<mutant.count, using: &random)
      mutant[place] = UInt8.random(in: 0x20...0x7E, using: &random)
      do {
        let root = try Document.parse(mutant, dialect: .json5)
        let problems = Problems(file: "f")
        guard let reader = ObjectReader(root, what: "thing", problems: problems) else { continue }
        askEverything(of: reader)
        read += problems.isEmpty ? 0 : 1
      } catch {
        continue
      }
    }
    #expect(read > 100, "seed \(seed)")
  }

  private func askEverything(of reader: ObjectReader) {
    for key in ["a", "n", "d", "o", "l", "b"] {
      _ = reader.optionalString(key)
      _ = reader.optionalInteger(key, in: 0...5)
      _ = reader.optionalNumber(key, in: 0...5)
      _ = reader.optionalDuration(key)
      _ = reader.optionalChoice(key, of: ["x", "y"])
      _ = reader.optionalBool(key)
      for item in reader.objects(key, named: "item") { item.finish() }
      _ = reader.strings(key)
      reader.optionalObject(key)?.finish()
    }
    reader.finish()
  }
}
