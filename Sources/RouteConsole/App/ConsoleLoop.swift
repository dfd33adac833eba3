// App: the console's loop without its waiting: what comes in becomes messages, what is wanted becomes done.
//
// One thread turns it. A turn never waits, so that a test can turn it over a screen in memory and a scripted feed;
// `ConsoleDriver` sleeps between turns on a real terminal.

internal import Wire

/// What the loop needs of the machine besides terminal and feed.
struct ConsoleTools {
  /// Loads a theme by name; throws what is wrong with it.
  var loadTheme: (String) throws(ThemeError) -> Theme = { name throws(ThemeError) in
    throw ThemeError(problems: [ThemeProblem(file: name, line: nil, message: "themes cannot be loaded here")])
  }
  /// What changes when a file of a theme does; empty where there is none to watch.
  var themeStamp: (String) -> [Int] = { _ in [] }
  /// Writes a file and says where, or why not.
  var save: (SaveRequest) -> Result<String, SaveFailure> = { _ in
    .failure(SaveFailure("files cannot be written here"))
  }
}

/// Why a file could not be written.
struct SaveFailure: Error, Hashable, Sendable {
  /// What was tried, on what, what came back, what to do.
  var text: String

  /// A failure in words.
  init(_ text: String) { self.text = text }
}

/// The loop: terminal and feed in, pictures and orders out.
struct ConsoleLoop {
  /// The shortest time between two frames that figures ask for; a key is drawn at once.
  static let framePace = Duration.milliseconds(33)
  /// The clock's step on the screen: ages count seconds.
  static let clockStep = Duration.seconds(1)
  /// The shortest time between two retries of a picture that a slow line did not take.
  static let busyPace = Duration.milliseconds(20)

  /// The state of the console.
  private(set) var model: Model
  /// Why the console ends; nil while it goes on.
  private(set) var exit: ExitReason?
  /// The picture shown last.
  private(set) var shown: Picture?
  /// How many pictures were drawn, for measurements.
  private(set) var drawn = 0

  private let feed: any Feed
  private let tools: ConsoleTools
  private var needsFrame = true
  private var wantsFrameAtOnce = true
  private var isFlushing = false
  private var lastFrame: Duration?
  private var lastClock: Duration?
  private var themeStamp: [Int]?

  /// A loop over a feed.
  init(model: Model, feed: any Feed, tools: ConsoleTools) {
    self.model = model
    self.feed = feed
    self.tools = tools
  }

  /// Takes everything that has come, does what it asks for, and draws if something changed.
  ///
  /// - Parameters:
  ///   - device: the terminal.
  ///   - now: the caller's monotonic time.
  mutating func turn(on device: inout some TerminalDevice & ~Copyable, now: Duration) {
    tick(now, on: &device)
    let inputs = device.read(now: now)
    for input in inputs where exit == nil {
      // What was typed ahead of a dialog was not typed into it.
      if isFlushing, input.isTyping { continue }
      wantsFrameAtOnce = true
      handle(.input(input), on: &device)
    }
    isFlushing = false
    if exit == nil {
      for news in feed.take(now: now) { handle(.news(news), on: &device) }
    }
    present(on: &device, now: now)
  }

  /// When the loop has to be turned though nothing came.
  func deadline(now: Duration) -> Duration {
    var moments = [(lastClock ?? now) + Self.clockStep]
    if let due = feed.deadline { moments.append(due) }
    if needsFrame { moments.append(max((lastFrame ?? .zero) + Self.framePace, now)) }
    return moments.min() ?? now
  }

  /// The descriptor that ends the sleep when the feed has news.
  var wakeDescriptor: Int32? { feed.wakeDescriptor }

  /// Lets the clock go on: the model hears the time with every turn, the screen once a second.
  private mutating func tick(_ now: Duration, on device: inout some TerminalDevice & ~Copyable) {
    let isDue = lastClock.map { now - $0 >= Self.clockStep } ?? true
    let effects = update(&model, .clock(now))
    perform(effects, on: &device)
    if isDue {
      lastClock = now
      needsFrame = true
      reloadTheme(on: &device)
    }
  }

  /// Uses a theme's file anew where somebody wrote it; a broken one is a notice, and the old one stays.
  private mutating func reloadTheme(on device: inout some TerminalDevice & ~Copyable) {
    let name = model.settings.themeName
    let stamp = tools.themeStamp(name)
    defer { themeStamp = stamp }
    if let themeStamp, themeStamp != stamp { use(theme: name, on: &device) }
  }

  private mutating func handle(_ message: Message, on device: inout some TerminalDevice & ~Copyable) {
    needsFrame = true
    perform(update(&model, message), on: &device)
  }

  private mutating func perform(_ effects: [Effect], on device: inout some TerminalDevice & ~Copyable) {
    for effect in effects {
      switch effect {
      case .order(let order): feed.send(order)
      case .quit(let reason): exit = exit ?? reason
      case .declineEnd: device.declineEnd()
      case .flushInput: isFlushing = true
      case .redraw: device.redraw()
      case .suspend:
        device.suspend()
        handle(.input(.resized(device.size)), on: &device)
      case .mouse(let isOn): device.setMouse(isOn: isOn)
      case .copy(let text): handle(.copied(device.copy(text)), on: &device)
      case .theme(let name): use(theme: name, on: &device)
      case .save(let request):
        switch tools.save(request) {
        case .success(let path): handle(.saved(path: path), on: &device)
        case .failure(let failure): handle(.saveFailed(failure.text), on: &device)
        }
      }
    }
  }

  private mutating func use(theme name: String, on device: inout some TerminalDevice & ~Copyable) {
    if name != model.settings.themeName { themeStamp = nil }
    do throws(ThemeError) {
      device.use(try tools.loadTheme(name))
      handle(.themed(name: name), on: &device)
    } catch {
      handle(.themeFailed(error.problems.map(\.description).joined(separator: "; ")), on: &device)
    }
  }

  /// Draws when something changed, at once after a key, else no oftener than the pace.
  private mutating func present(on device: inout some TerminalDevice & ~Copyable, now: Duration) {
    guard exit == nil, needsFrame else { return }
    if !wantsFrameAtOnce, let lastFrame, now - lastFrame < Self.framePace { return }
    if model.size != device.size { _ = update(&model, .input(.resized(device.size))) }
    let picture = draw(model)
    drawn += 1
    switch device.present(picture.surface, cursor: picture.cursor) {
    case .sent:
      shown = picture
      needsFrame = false
      wantsFrameAtOnce = false
      lastFrame = now
      // Ages were drawn just now; with figures every second the clock alone never draws.
      lastClock = now
    case .busy: lastFrame = now - Self.framePace + Self.busyPace
    case .lost: exit = .terminalLost
    }
  }
}

extension TerminalInput {
  /// Whether somebody typed it.
  fileprivate var isTyping: Bool {
    switch self {
    case .key, .paste, .mouse: true
    default: false
    }
  }
}
