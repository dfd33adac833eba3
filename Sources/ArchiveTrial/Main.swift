internal import Glibc

/// `ArchiveTrial kill [ROUNDS [SEED]]`, or `ArchiveTrial measure [HOURS]`.
@main
enum Main {
  /// Kills of one trial when no number is given.
  static let standardRounds = 200
  /// The hours of the recording that is measured when no number is given.
  static let standardHours = 24

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    let numbers = words.dropFirst().compactMap { UInt64($0) }
    switch words.first {
    case "kill" where numbers.count == words.count - 1:
      let rounds = numbers.first.map { Int(clamping: $0) } ?? standardRounds
      let seed = numbers.dropFirst().first ?? 1
      let found = KillTrial(program: CommandLine.arguments[0], seed: seed).run(rounds: rounds)
      for line in found { print(line) }
      print("\(rounds) kills, seed \(seed): \(found.isEmpty ? "nothing lost" : "\(found.count) findings")")
      exit(found.isEmpty ? 0 : 1)
    case "measure" where numbers.count == words.count - 1:
      exit(
        RecordingMeasurement(hours: numbers.first.map { Int(clamping: $0) } ?? standardHours).run() ? 0 : 1)
    case KillTrial.victim where words.count == 3:
      Victim(directory: words[1], seed: UInt64(words[2]) ?? 0).live()
    default:
      print(
        """
        usage: ArchiveTrial kill [ROUNDS [SEED]]   kill a process that keeps acts and records, and look what is left
               ArchiveTrial measure [HOURS]        record a simulated day, and measure how it opens and seeks
        """)
      exit(2)
    }
  }

  /// Nanoseconds of the monotonic clock.
  static func clockNanoseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Waits so many microseconds.
  static func pause(microseconds: Int) {
    var length = timespec(tv_sec: microseconds / 1_000_000, tv_nsec: microseconds % 1_000_000 * 1_000)
    unsafe nanosleep(&length, nil)
  }
}

/// SplitMix64, so that a seed repeats a trial.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
