// Made by tools/sigv4-vectors.py with botocore; not edited by hand.
import Transport

let signatureVectors: [SignatureVector] = [
  SignatureVector(
    name: "encoded colon in the model id", region: "us-east-1", service: "bedrock",
    method: "POST",
    path:
      "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse",
    query: "",
    fields: [
      HeaderField("Host", "bedrock-runtime.us-east-1.amazonaws.com"),
      HeaderField("Content-Type", "application/json"),
    ],
    body:
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],\"inferenceConfig\":{\"maxTokens\":16}}",
    token: nil,
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
      + "SignedHeaders=content-type;host;x-amz-date, Signature=d0768daefd049df69d218ccccfd2873f378086965adb2dda4bd37b010acc8abf"
  ),
  SignatureVector(
    name: "raw colon in the model id and a session token", region: "us-east-1", service: "bedrock",
    method: "POST",
    path:
      "/model/us.anthropic.claude-sonnet-4-5-20250929-v1:0/converse-stream",
    query: "",
    fields: [
      HeaderField("Host", "bedrock-runtime.us-east-1.amazonaws.com"),
      HeaderField("Content-Type", "application/json"),
    ],
    body:
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],\"inferenceConfig\":{\"maxTokens\":16}}",
    token: "SESSIONTOKEN/+==",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
      + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=814cd3bbea8f2a1fd86acf74b28b40f782a86339358b3430cdf9a6e1bbe06c59"
  ),
  SignatureVector(
    name: "ARN as the model id", region: "us-east-1", service: "bedrock",
    method: "POST",
    path:
      "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabcd1234efgh/converse",
    query: "",
    fields: [
      HeaderField("Host", "bedrock-runtime.us-east-1.amazonaws.com"),
      HeaderField("Content-Type", "application/json"),
    ],
    body:
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],\"inferenceConfig\":{\"maxTokens\":16}}",
    token: nil,
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
      + "SignedHeaders=content-type;host;x-amz-date, Signature=3fc07dac26bb191d1017c7d5958231fc1823dc4ab2ae7b29d97508d67561bdfb"
  ),
  SignatureVector(
    name: "dots and empty segments in the path", region: "us-east-1", service: "bedrock",
    method: "POST",
    path:
      "//a/./b/../c//d/",
    query: "",
    fields: [
      HeaderField("Host", "bedrock-runtime.us-east-1.amazonaws.com"),
      HeaderField("Content-Type", "application/json"),
    ],
    body:
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],\"inferenceConfig\":{\"maxTokens\":16}}",
    token: nil,
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
      + "SignedHeaders=content-type;host;x-amz-date, Signature=97ee70ac437c45b40eccbada6cdabd2a514e42c674a1d24c5e545d1ec759b264"
  ),
  SignatureVector(
    name: "empty path", region: "us-east-1", service: "bedrock",
    method: "GET",
    path:
      "/",
    query: "",
    fields: [
      HeaderField("Host", "bedrock-runtime.us-east-1.amazonaws.com")
    ],
    body:
      "",
    token: nil,
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
      + "SignedHeaders=host;x-amz-date, Signature=6c2738b7033a19ed544d14032babb2a7c020388ed46eb51ba92778efa118255f"
  ),
  SignatureVector(
    name: "query out of order", region: "us-east-1", service: "bedrock",
    method: "GET",
    path:
      "/foundation-models",
    query: "b=2&a=2&a=1&c&byProvider=x%20y%2Fz",
    fields: [
      HeaderField("Host", "bedrock-runtime.us-east-1.amazonaws.com")
    ],
    body:
      "",
    token: nil,
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
      + "SignedHeaders=host;x-amz-date, Signature=24b6bee0f9f5ded24db2dac1c885422db14b0ffbd43149be1fe54d28afb4f187"
  ),
  SignatureVector(
    name: "blanks in a value", region: "us-east-1", service: "bedrock",
    method: "POST",
    path:
      "/x",
    query: "",
    fields: [
      HeaderField("Host", "bedrock-runtime.us-east-1.amazonaws.com"),
      HeaderField("X-Blank", "  a   b \t c  "),
    ],
    body:
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],\"inferenceConfig\":{\"maxTokens\":16}}",
    token: nil,
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
      + "SignedHeaders=host;x-amz-date;x-blank, Signature=e76ced455f43d1065fc8ff73226d2773b8f315ef35854e0ecc60312ffb715b2c"
  ),
  SignatureVector(
    name: "fields that are never signed", region: "us-east-1", service: "bedrock",
    method: "POST",
    path:
      "/x",
    query: "",
    fields: [
      HeaderField("Host", "bedrock-runtime.us-east-1.amazonaws.com"),
      HeaderField("User-Agent", "u"),
      HeaderField("Expect", "e"),
      HeaderField("X-Amzn-Trace-Id", "t"),
      HeaderField("Transfer-Encoding", "chunked"),
      HeaderField("X-Kept", "k"),
    ],
    body:
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],\"inferenceConfig\":{\"maxTokens\":16}}",
    token: nil,
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
      + "SignedHeaders=host;x-amz-date;x-kept, Signature=071399510d7d502e7e13eeb72db301f4821590b80f5e06cd916b4f1ec2c22fcc"
  ),
  SignatureVector(
    name: "default port", region: "us-east-1", service: "bedrock",
    method: "POST",
    path:
      "/x",
    query: "",
    fields: [
      HeaderField("Host", "bedrock-runtime.us-east-1.amazonaws.com:443"),
      HeaderField("Content-Type", "application/json"),
    ],
    body:
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],\"inferenceConfig\":{\"maxTokens\":16}}",
    token: nil,
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
      + "SignedHeaders=content-type;host;x-amz-date, Signature=d934e4919dcf0de7c5fd2ce4a9ef639db8af108dbd00e37a9b1cb13b3362fbb9"
  ),
  SignatureVector(
    name: "port of a stand-in", region: "us-east-1", service: "bedrock",
    method: "POST",
    path:
      "/x",
    query: "",
    fields: [
      HeaderField("Host", "127.0.0.1:8080"),
      HeaderField("Content-Type", "application/json"),
    ],
    body:
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],\"inferenceConfig\":{\"maxTokens\":16}}",
    token: nil,
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
      + "SignedHeaders=content-type;host;x-amz-date, Signature=214f450473ba91e25c1053e1e93c7da8f189ac766f65b17940b9125c3f1ae541"
  ),
  SignatureVector(
    name: "letters beyond ASCII in the body", region: "us-east-1", service: "bedrock",
    method: "POST",
    path:
      "/x",
    query: "",
    fields: [
      HeaderField("Host", "bedrock-runtime.us-east-1.amazonaws.com"),
      HeaderField("Content-Type", "application/json"),
    ],
    body:
      "über 🎉",
    token: nil,
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
      + "SignedHeaders=content-type;host;x-amz-date, Signature=21ed8ad3d5bc3590d895b43ef1a567c87af8fad349af3183d81259363fe834a0"
  ),
  SignatureVector(
    name: "identity for another cloud", region: "eu-west-1", service: "sts",
    method: "POST",
    path:
      "/",
    query: "Action=GetCallerIdentity&Version=2011-06-15",
    fields: [
      HeaderField("Host", "sts.eu-west-1.amazonaws.com")
    ],
    body:
      "",
    token: "TOKEN",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-west-1/sts/aws4_request, "
      + "SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=c53244c317e59f2dbec35e7a8c7789e8280d2c0e8746417749ca9f027baf985d"
  ),
]
