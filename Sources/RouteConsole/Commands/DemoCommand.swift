struct DemoCommand {
  let shell: any Shell
  func run(_ invocation: Invocation) throws(CommandError) {}
}
