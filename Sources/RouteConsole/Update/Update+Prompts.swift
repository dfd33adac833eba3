// Update: the input lines at the foot of the screen, and what else lies over it.

internal import Wire

extension Model {
  /// Opens an input line.
  mutating func open(_ prompt: Prompt) -> [Effect] {
    overlay = .prompt(prompt)
    return []
  }

  /// Takes a key while an input line is open: it owns every key.
  mutating func pressInPrompt(_ key: Key) -> [Effect] {
    guard case .prompt(var prompt) = overlay else { return [] }
    if let text = recall(key, prompt) {
      prompt.editor.replace(with: text)
      overlay = .prompt(prompt)
      return promptEdited()
    }
    let completion = Completion(self)
    let outcome = prompt.editor.handle(key) { left in
      switch prompt.purpose {
      case .command: completion.commands(for: left)
      case .filter: completion.filters(for: left)
      case .goTo: []
      }
    }
    overlay = .prompt(prompt)
    switch outcome {
    case .edited: return promptEdited()
    case .unchanged, .left: return []
    case .cancelled: return closePrompt(prompt)
    case .submitted: return submit(prompt)
    }
  }

  /// A filter shows what it finds while it is typed.
  mutating func promptEdited() -> [Effect] {
    guard case .prompt(var prompt) = overlay else { return [] }
    prompt.problem = nil
    if prompt.purpose == .filter {
      withdrawNotice(about: .filter)
      filter = Filter(prompt.editor.text)
      prompt.problem = filter.matcher().problem ?? filter.doubt(among: filterValues)
      overlay = .prompt(prompt)
      reorder()
    } else {
      overlay = .prompt(prompt)
    }
    return []
  }

  /// Tells what could not be read of the filter, or what was probably meant by it.
  mutating func tellFilterProblem() {
    withdrawNotice(about: .filter)
    if let problem = filter.matcher().problem {
      tell(problem, isBad: true, about: .filter)
    } else if let doubt = filter.doubt(among: filterValues) {
      tell(doubt)
    }
  }

  private mutating func recall(_ key: Key, _ prompt: Prompt) -> String? {
    let text = prompt.editor.text
    switch (prompt.purpose, key) {
    case (.command, .up): return commandHistory.older(than: text)
    case (.command, .down): return commandHistory.newer()
    case (.filter, .up): return filterHistory.older(than: text)
    case (.filter, .down): return filterHistory.newer()
    default: return nil
    }
  }

  private mutating func closePrompt(_ prompt: Prompt) -> [Effect] {
    overlay = nil
    commandHistory.rest()
    filterHistory.rest()
    if prompt.purpose == .filter {
      withdrawNotice(about: .filter)
      filter = Filter("")
      reorder()
    }
    return []
  }

  private mutating func submit(_ prompt: Prompt) -> [Effect] {
    let text = prompt.editor.text
    overlay = nil
    switch prompt.purpose {
    case .filter:
      filterHistory.add(text)
      tellFilterProblem()
      return []
    case .goTo:
      do throws(CommandLineProblem) {
        return try goTo(text)
      } catch {
        return refuse(prompt, error.text)
      }
    case .command:
      commandHistory.add(text)
      do throws(CommandLineProblem) {
        return try run(ConsoleCommand(text))
      } catch {
        return refuse(prompt, error.text)
      }
    }
  }

  /// Leaves the line open with what is wrong with it.
  private mutating func refuse(_ prompt: Prompt, _ problem: String) -> [Effect] {
    var prompt = prompt
    prompt.problem = problem
    overlay = .prompt(prompt)
    return []
  }

  /// Takes a key of the help page.
  mutating func pressInHelp(_ key: Key, top: Int) -> [Effect] {
    switch settings.keys.action(for: key) {
    case .down: overlay = .help(top: top + 1)
    case .up: overlay = .help(top: max(top - 1, 0))
    case .pageDown, .halfDown: overlay = .help(top: top + 10)
    case .pageUp, .halfUp: overlay = .help(top: max(top - 10, 0))
    default: overlay = nil
    }
    if case .help(let top) = overlay {
      overlay = .help(top: min(top, max(HelpView(self).lines.count - (size.rows - 2), 0)))
    }
    return []
  }

  /// Opens the theme picker.
  mutating func openThemes() {
    let names = settings.themeNames.isEmpty ? [settings.themeName] : settings.themeNames
    overlay = .themes(
      ThemePicker(
        names: names, index: names.firstIndex(of: settings.themeName) ?? 0, original: settings.themeName))
  }

  /// Takes a key of the theme picker: moving tries a theme at once, Esc goes back to the old one.
  mutating func pressInThemes(_ key: Key, _ picker: ThemePicker) -> [Effect] {
    var picker = picker
    switch (key, settings.keys.action(for: key)) {
    case (.escape, _), (.character("q"), _), (.control("c"), _):
      overlay = nil
      return picker.name == picker.original ? [] : [.theme(picker.original)]
    case (.enter, _):
      overlay = nil
      return []
    case (_, .down): picker.index = min(picker.index + 1, picker.names.count - 1)
    case (_, .up): picker.index = max(picker.index - 1, 0)
    case (_, .first): picker.index = 0
    case (_, .last): picker.index = picker.names.count - 1
    default: return []
    }
    overlay = .themes(picker)
    return [.theme(picker.name)]
  }

  /// Takes the answer to what is to be written.
  mutating func pressInSave(_ key: Key) -> [Effect] {
    overlay = nil
    switch key {
    case .character("s"): return save(.snapshot)
    case .character("r"): return save(.report)
    default: return []
    }
  }

  /// Writes a snapshot or an incident report.
  mutating func save(_ kind: SaveRequest.Kind) -> [Effect] {
    guard let snapshot = shown else {
      tell("there is nothing yet to write")
      return []
    }
    return [
      .save(
        SaveRequest(
          kind: kind, snapshot: snapshot, events: shownEvents, audit: shownAudit,
          screen: draw(self).surface.trimmedLines, history: history))
    ]
  }
}
