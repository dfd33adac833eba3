// What libcurl calls. Each callback finds its object behind the user pointer, and hands safe values on.
internal import CurlShim

enum CurlCallbacks {
  static let head: curl_shim_bytes_callback = { bytes, size, count, user in
    guard let bytes = unsafe bytes, let user = unsafe user else {
      return 0
    }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count).bindMemory(to: UInt8.self)
    return unsafe transfer.takeHeadLine(Span(_unsafeElements: line)) ? size * count : 0
  }

  static let body: curl_shim_bytes_callback = { bytes, size, count, user in
    guard let bytes = unsafe bytes, let user = unsafe user else {
      return 0
    }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
    let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count).bindMemory(to: UInt8.self)
    return unsafe transfer.takeBody(Span(_unsafeElements: piece)) ? size * count : writePause
  }

  static let socket: curl_shim_socket_callback = { _, socket, what, user, _ in
    if let user = unsafe user {
      unsafe Unmanaged<HTTPClient>.fromOpaque(user).takeUnretainedValue().wants(socket, what)
    }
    return 0
  }

  static let timer: curl_shim_timer_callback = { _, milliseconds, user in
    if let user = unsafe user {
      unsafe Unmanaged<HTTPClient>.fromOpaque(user).takeUnretainedValue().wantsAction(in: milliseconds)
    }
    return 0
  }

  static let open: curl_shim_open_callback = { user, _, address in
    guard let user = unsafe user, let address = unsafe address else {
      return -1
    }
    let wanted = unsafe address.pointee
    let descriptor = event_socket(wanted.family, wanted.type, wanted.protocol)
    unsafe Unmanaged<HTTPClient>.fromOpaque(user).takeUnretainedValue().opened(descriptor)
    return descriptor
  }

  static let close: curl_shim_close_callback = { user, socket in
    if let user = unsafe user {
      unsafe Unmanaged<HTTPClient>.fromOpaque(user).takeUnretainedValue().closed(socket)
    }
    SystemCalls.close(socket)
    return 0
  }

  /// CURL_WRITEFUNC_PAUSE: the piece is kept by libcurl and offered again.
  private static let writePause = 0x1000_0001
}
