internal import Documents

/// Whom to trust and what to show over TLS: `tls: {}` of a provider.
struct TLSSection: Sendable, Hashable {
  /// The authorities to trust instead of the system's, PEM.
  var authorityFile: String?
  /// The certificate to show, PEM.
  var certificateFile: String?
  /// Its private key, PEM.
  var keyFile: String?
  /// The public key the provider must have: `sha256//` and its Base64 digest, several joined by `;`.
  var pin: String?

  /// The system's authorities, and nothing to show.
  init() {}

  /// Reads the section.
  init(_ section: ObjectReader) {
    authorityFile = section.optionalString("ca_file")
    certificateFile = section.optionalString("cert_file")
    keyFile = section.optionalString("key_file")
    pin = section.optionalString("pin")
    section.finish()
    if (certificateFile == nil) != (keyFile == nil) {
      section.report(
        certificateFile == nil ? "key_file" : "cert_file",
        "\"cert_file\" and \"key_file\" in \(section.what) belong together", hint: "give both, or neither")
    }
    if let pin, !pin.split(separator: ";").allSatisfy({ $0.hasPrefix("sha256//") }) {
      section.report(
        "pin", "\"pin\" in \(section.what) is no digest of a public key",
        hint: "write \"sha256//\" and the Base64 digest of the key")
    }
  }
}
