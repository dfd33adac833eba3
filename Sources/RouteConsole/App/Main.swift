@main
enum Main {
  static func main() {
    print("route-console")
  }
}
