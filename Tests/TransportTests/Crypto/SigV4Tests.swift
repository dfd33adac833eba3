import Testing
import Transport

/// A request and the `Authorization` that botocore gives it at 2026-01-02 03:04:05 UTC.
struct SignatureVector: Sendable {
  let name: String
  let region: String
  let service: String
  let method: String
  let path: String
  let query: String
  let fields: [HeaderField]
  let body: String
  let token: String?
  let authorization: String
}

@Suite struct `A signature of AWS` {
  @Test(arguments: signatureVectors.indices) func `is the one that botocore makes`(index: Int) {
    let vector = signatureVectors[index]
    let fields = Self.sign(vector)
    #expect(fields.last?.value == vector.authorization, "\(vector.name)")
  }

  @Test func `of a temporary key carries its session token`() {
    let fields = Self.sign(signatureVectors[1])
    #expect(fields.map(\.name) == ["X-Amz-Date", "X-Amz-Security-Token", "Authorization"])
  }

  @Test func `is the documented one for a model id with a colon`() {
    let signature = "d0768daefd049df69d218ccccfd2873f378086965adb2dda4bd37b010acc8abf"
    #expect(Self.sign(signatureVectors[0]).last?.value.hasSuffix(signature) == true)
  }

  static func sign(_ vector: SignatureVector) -> [HeaderField] {
    SigV4(region: vector.region, service: vector.service).fields(
      for: SigV4.Request(
        method: vector.method, path: vector.path, query: vector.query, fields: vector.fields,
        body: Array(vector.body.utf8)),
      key: AWSKey(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        sessionToken: vector.token.map { Secret($0) }),
      at: WallTime(seconds: 1_767_323_045))
  }
}
