internal import CurlShim

/// Reads libcurl's result codes.
enum FailureKind {
  /// What a code means, given what had come before; `nil` for a good end.
  ///
  /// libcurl reports a connection that ends inside the head as success, so the end of the head is checked here.
  static func of(code: Int32, hasBytes: Bool, isHeadComplete: Bool) -> TransferFailure.Kind? {
    let cut: TransferFailure.Kind =
      isHeadComplete ? .cutInBody : hasBytes ? .cutInHead : .cutBeforeResponse
    return switch UInt32(bitPattern: code) {
    case CURL_SHIM_OK.rawValue:
      isHeadComplete ? nil : .cutInHead
    case CURL_SHIM_COULDNT_RESOLVE_HOST.rawValue, CURL_SHIM_COULDNT_RESOLVE_PROXY.rawValue:
      .resolve
    case CURL_SHIM_COULDNT_CONNECT.rawValue, CURL_SHIM_PROXY.rawValue:
      .connect
    case CURL_SHIM_OPERATION_TIMEDOUT.rawValue:
      .timeout(.connect)
    case CURL_SHIM_SSL_CONNECT_ERROR.rawValue, CURL_SHIM_PEER_FAILED_VERIFICATION.rawValue,
      CURL_SHIM_SSL_PINNEDPUBKEYNOTMATCH.rawValue:
      .tls
    case CURL_SHIM_URL_MALFORMAT.rawValue, CURL_SHIM_OUT_OF_MEMORY.rawValue,
      CURL_SHIM_SSL_CACERT_BADFILE.rawValue, CURL_SHIM_SSL_CERTPROBLEM.rawValue:
      .setup
    case CURL_SHIM_GOT_NOTHING.rawValue, CURL_SHIM_SEND_ERROR.rawValue, CURL_SHIM_RECV_ERROR.rawValue,
      CURL_SHIM_PARTIAL_FILE.rawValue, CURL_SHIM_HTTP2.rawValue, CURL_SHIM_HTTP2_STREAM.rawValue:
      cut
    default:
      .badResponse
    }
  }
}
