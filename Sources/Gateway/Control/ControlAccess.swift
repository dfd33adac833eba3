public import Transport
internal import Wire

/// Who may do what at the control API.
public struct ControlAccess: Sendable {
  private let viewers: TokenTable?
  private let operators: TokenTable?
  /// What the console of this process may do; it shows no token, because the kernel names it.
  public var consoleRole = ControlRole.operator

  /// Whoever reaches the listener may act: for listeners that only this machine can reach.
  public static let thisMachine = ControlAccess(viewers: nil, operators: nil)

  /// Who shows one of these tokens may see, or act.
  public init(viewers: TokenTable?, operators: TokenTable?) {
    self.viewers = viewers
    self.operators = operators
  }

  /// Whether callers have to show a token.
  public var needsToken: Bool { viewers != nil || operators != nil }

  /// Whether it is safe to listen somewhere; nil where it is, else why not and what to do.
  public func objection(to address: ListenAddress) -> String? {
    guard !needsToken, !address.isLocal else { return nil }
    return
      "The control API will not listen on \(address) without tokens, because whoever reaches it could act: "
      + "set control.viewer_token_file and control.operator_token_file, or listen on 127.0.0.1 or unix:/PATH."
  }

  /// The longest name, host or terminal that a caller may give, in characters.
  static let longestName = 64

  /// Who asks.
  ///
  /// - Throws: the answer to give to one who may not even see.
  func author(of request: ControlRequest, loginName: (UInt32) -> String?) throws(ControlRefusal) -> ActAuthor
  {
    var author = ActAuthor(
      name: "unknown", role: .viewer, host: Self.shown(request.fields.host),
      tty: Self.shown(request.fields.tty), remote: Self.remote(request.peer))
    if case .thisProcess = request.peer {
      (author.name, author.role) = (Self.shown(request.fields.caller) ?? "console", consoleRole)
      return author
    }
    guard needsToken else {
      try Self.checkBrowser(request)
      author.role = .operator
      switch request.peer {
      case .user(let number): author.name = loginName(number) ?? "uid-\(number)"
      case .address, .thisProcess: author.name = Self.shown(request.fields.caller) ?? "local"
      }
      return author
    }
    guard let value = request.fields.authorization else {
      throw ControlRefusal(status: 401, code: "token_missing", message: "a token is needed", author)
    }
    if let name = Self.name(of: value, in: operators) {
      (author.name, author.role) = (name, .operator)
    } else if let name = Self.name(of: value, in: viewers) {
      (author.name, author.role) = (name, .viewer)
    } else {
      throw ControlRefusal(status: 401, code: "token_unknown", message: "nobody has this token", author)
    }
    return author
  }

  private static func name(of authorization: [UInt8], in table: TokenTable?) -> String? {
    guard let table else { return nil }
    return table.caller(authorization: authorization[...]).map { table.names[$0] }
  }

  /// Without tokens, a page in a browser of this machine must not be able to act in its user's name.
  private static func checkBrowser(_ request: ControlRequest) throws(ControlRefusal) {
    let author = ActAuthor(name: "browser", role: .viewer, remote: remote(request.peer))
    if request.fields.origin != nil, request.method != .get {
      throw ControlRefusal(
        status: 403, code: "browser", message: "pages in a browser may not act here", author)
    }
    guard request.peer.isLocal else {
      throw ControlRefusal(status: 403, code: "not_local", message: "only this machine may ask here", author)
    }
    if case .address = request.peer, let target = request.fields.target, !isLocal(target) {
      throw ControlRefusal(
        status: 403, code: "foreign_host", message: "the Host header names another machine", author)
    }
  }

  private static func isLocal(_ target: String) -> Bool {
    let host: Substring
    if target.hasPrefix("[") {
      host = target.dropFirst().prefix { $0 != "]" }
    } else {
      host = target.prefix { $0 != ":" }
    }
    return host == "localhost" || host == "::1"
      || (host.hasPrefix("127.") && host.allSatisfy { $0 == "." || $0.isNumber })
  }

  /// The address an act came from; nil for this process.
  private static func remote(_ peer: ConnectionPeer) -> String? {
    switch peer {
    case .thisProcess: nil
    case .address(let text): text
    case .user(let number): "unix:uid=\(number)"
    }
  }

  /// What a caller says of themselves, where it can be shown.
  private static func shown(_ text: String?) -> String? {
    guard let text, !text.isEmpty, text.count <= longestName else { return nil }
    return text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F } ? text : nil
  }
}

/// Why a caller is turned away before their request is read.
struct ControlRefusal: Error, Sendable, Hashable {
  /// 401 or 403.
  var status: Int
  /// A stable word for programs.
  var code: String
  /// What came back.
  var message: String
  /// Who it was, as far as it is known.
  var author: ActAuthor

  init(status: Int, code: String, message: String, _ author: ActAuthor) {
    self.status = status
    self.code = code
    self.message = message
    self.author = author
  }

  /// The answer.
  var reply: ControlReply {
    let hint =
      status == 401
      ? "send \"Authorization: Bearer TOKEN\" with a token of the server's token files"
      : "use route-console, or a program that sends no Origin"
    return ControlReply(status, ControlFailure(code: code, message: message, hint: hint))
  }
}
