internal import CurlShim

extension EasyHandle {
  /// Sets every option of a request; false where libcurl refuses one.
  ///
  /// Paths go out as they are, redirects are answers like any other, no signal is used, and only HTTP is spoken.
  /// What the environment says of proxies is looked up for each request unless it says nothing.
  func apply(_ request: OutgoingRequest, ignoresProxies: Bool) -> Bool {
    set(CURL_SHIM_OPT_URL, request.url)
      && set(CURL_SHIM_OPT_NOSIGNAL, 1)
      && set(CURL_SHIM_OPT_PATH_AS_IS, 1)
      && set(CURL_SHIM_OPT_FOLLOWLOCATION, 0)
      && set(CURL_SHIM_OPT_PROTOCOLS_STR, "http,https")
      && set(CURL_SHIM_OPT_SUPPRESS_CONNECT_HEADERS, 1)
      && set(CURL_SHIM_OPT_TCP_KEEPALIVE, 1)
      && set(
        CURL_SHIM_OPT_HTTP_VERSION,
        Int(
          request.allowsHTTP2
            ? CURL_SHIM_HTTP_VERSION_2TLS.rawValue : CURL_SHIM_HTTP_VERSION_1_1.rawValue))
      && applyMethod(request)
      && setFields(Self.lines(request.fields))
      && applyProxy(request.proxy == .environment && ignoresProxies ? .direct : request.proxy)
      && (!request.url.hasPrefix("https:") || applyTLS(request.tls))
  }

  private func applyMethod(_ request: OutgoingRequest) -> Bool {
    if let body = request.body {
      return set(CURL_SHIM_OPT_POST, 1) && setBody(body)
        && (request.method == "POST" || set(CURL_SHIM_OPT_CUSTOMREQUEST, request.method))
    }
    if request.method == "HEAD" {
      return set(CURL_SHIM_OPT_NOBODY, 1)
    }
    return set(CURL_SHIM_OPT_HTTPGET, 1)
      && (request.method == "GET" || set(CURL_SHIM_OPT_CUSTOMREQUEST, request.method))
  }

  /// The fields as libcurl takes them; the ones that it would add by itself are taken out.
  private static func lines(_ fields: [HeaderField]) -> [String] {
    var lines: [String] = []
    lines.reserveCapacity(fields.count + 3)
    var hasAccept = false
    var hasType = false
    for field in fields {
      lines.append(field.value.isEmpty ? field.name + ";" : field.name + ": " + field.value)
      hasAccept = hasAccept || field.hasName("accept")
      hasType = hasType || field.hasName("content-type")
    }
    lines.append("Expect:")
    if !hasAccept { lines.append("accept:") }
    if !hasType { lines.append("content-type:") }
    return lines
  }

  private func applyProxy(_ proxy: ProxyPolicy) -> Bool {
    switch proxy {
    case .environment: true
    case .direct: set(CURL_SHIM_OPT_PROXY, "") && set(CURL_SHIM_OPT_NOPROXY, "*")
    case .url(let url): set(CURL_SHIM_OPT_PROXY, url) && set(CURL_SHIM_OPT_NOPROXY, "")
    }
  }

  /// Trust comes from one file only: with a directory beside it, as Debian compiles it in, libcurl reads the whole
  /// bundle again for every connection (30 ms).
  private func applyTLS(_ tls: TLSOptions) -> Bool {
    set(CURL_SHIM_OPT_SSL_VERIFYPEER, 1)
      && set(CURL_SHIM_OPT_SSL_VERIFYHOST, 2)
      && set(CURL_SHIM_OPT_CAPATH, nil)
      && (tls.authorityFile == nil || set(CURL_SHIM_OPT_CAINFO, tls.authorityFile))
      && (tls.certificateFile == nil || set(CURL_SHIM_OPT_SSLCERT, tls.certificateFile))
      && (tls.keyFile == nil || set(CURL_SHIM_OPT_SSLKEY, tls.keyFile))
      && (tls.pin == nil || set(CURL_SHIM_OPT_PINNEDPUBLICKEY, tls.pin))
  }
}
