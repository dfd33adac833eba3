// Safe faces of libcurl's handles: the only place, with CurlCallbacks.swift, where its pointers are used.
internal import CurlShim

/// The library, loaded once.
enum CurlLibrary {
  static func load() throws(TransportError) {
    switch UInt32(curl_shim_load()) {
    case CURL_SHIM_READY.rawValue: return
    case CURL_SHIM_LIBRARY_MISSING.rawValue: throw .libraryMissing
    case CURL_SHIM_LIBRARY_TOO_OLD.rawValue: throw .libraryTooOld(version)
    default: throw .libraryFailed
    }
  }

  static var version: String {
    guard let text = unsafe curl_shim_version() else {
      return ""
    }
    return unsafe String(cString: text)
  }

  static func message(_ code: Int32) -> String {
    guard let text = unsafe curl_shim_message(code) else {
      return "libcurl error \(code)"
    }
    return unsafe String(cString: text)
  }
}

/// One transfer's handle with the memory that libcurl writes its error text to.
@safe final class EasyHandle {
  private let pointer: OpaquePointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var fieldList: OpaquePointer?
  /// The request, without its body, whose options are set.
  private var prepared: OutgoingRequest?

  /// Fails where memory is short.
  init?() {
    guard let pointer = unsafe curl_shim_easy_new() else {
      return nil
    }
    unsafe self.pointer = unsafe pointer
    unsafe errorText = .allocate(capacity: Int(CURL_SHIM_ERROR_BYTES.rawValue))
    unsafe errorText.initialize(repeating: 0, count: Int(CURL_SHIM_ERROR_BYTES.rawValue))
  }

  deinit {
    unsafe curl_shim_easy_free(pointer)
    unsafe curl_shim_list_free(fieldList)
    unsafe errorText.deallocate()
  }

  /// What libcurl wrote about the last failure, or its general text for the code.
  func failureText(_ code: Int32) -> String {
    let text = unsafe String(cString: errorText)
    return text.isEmpty ? CurlLibrary.message(code) : text
  }

  /// Forgets every option; connections stay with the pool.
  func reset() {
    prepared = nil
    unsafe curl_shim_easy_reset(pointer)
    unsafe curl_shim_list_free(fieldList)
    unsafe fieldList = nil
    unsafe errorText.pointee = 0
  }

  /// Makes ready for a request; where it is like the last one but for its body, the options stay as they are.
  func prepare(_ request: OutgoingRequest, _ transfer: Transfer, _ client: HTTPClient) -> Bool {
    if let body = request.body, let prepared, prepared.isLike(request) {
      unsafe errorText.pointee = 0
      return setBody(body)
    }
    reset()
    guard apply(request, ignoresProxies: !client.hasProxyVariables), setReceivers(transfer, client) else {
      return false
    }
    if request.body != nil {
      prepared = request
      prepared?.body = []
    }
    return true
  }

  func set(_ option: curl_shim_option, _ value: Int) -> Bool {
    unsafe curl_shim_set_number(pointer, Int32(option.rawValue), value) == 0
  }

  /// Sets a text; libcurl keeps a copy.
  func set(_ option: curl_shim_option, _ text: String?) -> Bool {
    guard let text else {
      return unsafe curl_shim_set_pointer(pointer, Int32(option.rawValue), nil) == 0
    }
    return unsafe curl_shim_set_text(pointer, Int32(option.rawValue), text) == 0
  }

  /// Sets the body; libcurl keeps a copy, so that it can be sent again on a fresh connection.
  func setBody(_ body: [UInt8]) -> Bool {
    guard
      unsafe curl_shim_set_offset(
        pointer, Int32(CURL_SHIM_OPT_POSTFIELDSIZE_LARGE.rawValue), Int64(body.count)) == 0
    else {
      return false
    }
    return unsafe body.withUnsafeBytes { bytes in
      // An empty body still needs an address, or libcurl would read one from standard input.
      var nothing: UInt8 = 0
      return unsafe withUnsafePointer(to: &nothing) { empty in
        unsafe curl_shim_set_pointer(
          pointer, Int32(CURL_SHIM_OPT_COPYPOSTFIELDS.rawValue),
          bytes.baseAddress ?? UnsafeRawPointer(empty)) == 0
      }
    }
  }

  /// Sets the field lines; the list lives as long as they are set.
  func setFields(_ lines: [String]) -> Bool {
    var list: OpaquePointer?
    for line in lines {
      guard let longer = unsafe curl_shim_list_append(list, line) else {
        unsafe curl_shim_list_free(list)
        return false
      }
      unsafe list = longer
    }
    unsafe fieldList = list
    return unsafe curl_shim_set_pointer(
      pointer, Int32(CURL_SHIM_OPT_HTTPHEADER.rawValue), UnsafeRawPointer(list)) == 0
  }

  /// Hands what comes to the transfer and the sockets to the client, neither of which is retained.
  func setReceivers(_ transfer: Transfer, _ client: HTTPClient) -> Bool {
    let user = unsafe UnsafeRawPointer(Unmanaged.passUnretained(transfer).toOpaque())
    let owner = unsafe Unmanaged.passUnretained(client).toOpaque()
    return unsafe curl_shim_set_pointer(pointer, Int32(CURL_SHIM_OPT_WRITEDATA.rawValue), user) == 0
      && curl_shim_set_pointer(pointer, Int32(CURL_SHIM_OPT_HEADERDATA.rawValue), user) == 0
      && curl_shim_set_pointer(pointer, Int32(CURL_SHIM_OPT_PRIVATE.rawValue), user) == 0
      && curl_shim_set_pointer(pointer, Int32(CURL_SHIM_OPT_ERRORBUFFER.rawValue), errorText) == 0
      && curl_shim_set_bytes_callback(
        pointer, Int32(CURL_SHIM_OPT_WRITEFUNCTION.rawValue), CurlCallbacks.body) == 0
      && curl_shim_set_bytes_callback(
        pointer, Int32(CURL_SHIM_OPT_HEADERFUNCTION.rawValue), CurlCallbacks.head) == 0
      && curl_shim_set_socket_callbacks(pointer, CurlCallbacks.open, CurlCallbacks.close, owner) == 0
  }

  /// Whether the connection, TLS included, was ready and the request could be sent.
  var isConnected: Bool {
    var microseconds: Int64 = 0
    let code = unsafe curl_shim_get_offset(
      pointer, Int32(CURL_SHIM_INFO_PRETRANSFER_TIME_T.rawValue), &microseconds)
    return code == 0 && microseconds > 0
  }

  /// Lets a held transfer go on.
  func resume() {
    // Fails only where the transfer has ended, which is reported on its own.
    _ = unsafe curl_shim_pause(pointer, Int32(CURL_SHIM_PAUSE_CONT.rawValue))
  }

  fileprivate func join(_ multi: OpaquePointer) -> Int32 {
    unsafe curl_shim_multi_add(multi, pointer)
  }

  fileprivate func leave(_ multi: OpaquePointer) {
    // Fails only where the handle was never added.
    _ = unsafe curl_shim_multi_remove(multi, pointer)
  }
}

/// The transfers that share one pool of connections.
@safe final class MultiHandle {
  private let pointer: OpaquePointer
  private var isClosed = false

  /// Fails where memory is short.
  init?() {
    guard let pointer = unsafe curl_shim_multi_new() else {
      return nil
    }
    unsafe self.pointer = unsafe pointer
  }

  deinit {
    close()
  }

  /// Closes the pool's connections and frees the handle; nothing may be done with it afterwards.
  func close() {
    guard !isClosed else {
      return
    }
    isClosed = true
    // Fails only for a handle that is none.
    _ = unsafe curl_shim_multi_free(pointer)
  }

  func set(_ option: curl_shim_multi_option, _ value: Int) {
    // Known options with valid numbers are not refused.
    _ = unsafe curl_shim_multi_set_number(pointer, Int32(option.rawValue), value)
  }

  /// Tells the client, which is not retained, of sockets and of the timer.
  func setCallbacks(_ client: HTTPClient) {
    _ = unsafe curl_shim_multi_set_callbacks(
      pointer, CurlCallbacks.socket, CurlCallbacks.timer, Unmanaged.passUnretained(client).toOpaque())
  }

  func add(_ easy: EasyHandle) -> Bool {
    unsafe easy.join(pointer) == 0
  }

  func remove(_ easy: EasyHandle) {
    unsafe easy.leave(pointer)
  }

  /// Works on what a socket is ready for, or on what is due.
  func act(socket: Int32, events: Int32) {
    var running: Int32 = 0
    // An error concerns one transfer and comes with its end.
    _ = unsafe curl_shim_multi_act(pointer, socket, events, &running)
  }

  /// The next transfer that ended, and libcurl's code.
  func nextDone() -> (transfer: Transfer, code: Int32)? {
    var code: Int32 = 0
    guard let easy = unsafe curl_shim_multi_next_done(pointer, &code) else {
      return nil
    }
    var user: UnsafeMutableRawPointer?
    guard unsafe curl_shim_get_pointer(easy, Int32(CURL_SHIM_INFO_PRIVATE.rawValue), &user) == 0,
      let user = unsafe user
    else {
      return nil
    }
    return (unsafe Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue(), code)
  }
}
