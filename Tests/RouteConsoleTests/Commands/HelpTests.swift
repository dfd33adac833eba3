import RoutingEngine
import Testing

@testable import RouteConsole

@Suite struct HelpTests {
  @Test func `help lists the commands`() {
    let shell = MemoryShell()
    #expect(shell.run("help") == .done)
    #expect(
      shell.output == """
        route-console – operations console and routing engine for multi-cloud LLM serving

        Usage: route-console [COMMAND] [OPTIONS]

        Commands:
          demo           Open the console on simulated traffic
          serve          Serve real requests through the gateway
          watch          Watch traffic that other systems route
          attach         Open the console on a server that runs elsewhere
          replay         Play a recording
          status         Show how a running server is
          features       Show every feature and who serves it
          events         Print the event log, or an incident's report
          audit          Print who did what
          cost           Show what everything cost
          drain          Send no new calls to a scope
          undrain        Let a drained scope back in, through the ramp
          flip           Exchange a feature's primary for a backup
          breaker        Order a breaker about
          share          Send a percentage of a feature to an endpoint
          simulate       Run a scenario as fast as the machine can and report what
                         happened
          lab            Compare routing policies over scenarios, seeds and numbers of
                         replicas
          check          Say whether a config or scenario file is valid
          init           Write a commented configuration to start from
          stub-provider  Stand in for a provider, with faults at will
          scenarios      List the built-in scenarios, or print one as a file to start
                         from
          themes         List the themes, or check one and show what it looks like
          policies       List the routing policies that a simulation can compare
          completions    Print a completion script for a shell
          help           Show the commands, or one command in full

        Without a command it runs demo. --version prints the version.

        Exit status:
          0  done
          1  failed, or an expectation of a scenario was not met
          2  wrong usage, or an invalid file
          3  refused by a guard rail
          4  conflict: the state changed since it was read
          5  the server is not reachable
          6  not allowed for this role

        'route-console help COMMAND' shows a command in full.

        """)
  }

  @Test(arguments: CommandName.allCases)
  func `the help of a command names every option it takes`(name: CommandName) {
    let shell = MemoryShell()
    #expect(shell.run(name.rawValue, "--help") == .done)
    for option in CommandTable.standard[name].options where !option.isHidden {
      #expect(shell.output.contains("\n  \(option.usage)"), "\(option.usage) is missing")
    }
  }

  @Test(arguments: CommandName.allCases)
  func `no line of help is wider than 80 columns`(name: CommandName) {
    let help = HelpText(table: .standard).screen(of: CommandTable.standard[name])
    let wide = help.split(separator: "\n").filter { $0.count > 80 && !$0.hasPrefix("route-console") }
    #expect(wide.isEmpty)
  }

  @Test func `the man page in docs is the one the command table makes`() throws {
    let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    let path = folders.joined(separator: "/") + "/docs/route-console.1"
    let bytes = try SystemShell { .origin }.read(path, limit: 1 << 20)
    #expect(
      String(decoding: bytes, as: UTF8.self) == ManPage(table: .standard).text,
      "write it anew: route-console help --man > docs/route-console.1")
  }

  @Test func `no line of the man page is a request by accident`() {
    let known = [".\\\"", ".TH", ".SH", ".SS", ".B", ".I", ".TP", ".PP", ".EX", ".EE", ".br"]
    for line in ManPage(table: .standard).text.split(separator: "\n") where line.hasPrefix(".") {
      let request = line.split(separator: " ").first.map(String.init) ?? ""
      #expect(known.contains(request), "\(line)")
    }
  }

  @Test(arguments: CompletionShell.allCases)
  func `completions know every command, option and scenario`(shell: CompletionShell) {
    let script = CompletionScript(table: .standard, scenarioNames: ["steady"]).text(for: shell)
    for command in CommandTable.standard.commands {
      #expect(script.contains(command.name.rawValue))
      for option in command.options where !option.isHidden {
        let spelled = shell == .fish ? "-l \(option.name.rawValue)" : option.flag
        #expect(script.contains(spelled), "\(spelled) is missing")
      }
    }
    #expect(script.contains("steady"))
    #expect(!script.contains("--man"))
  }
}
