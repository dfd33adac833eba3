import Testing

@testable import Transport

@Suite struct `The timer wheel` {
  static let tick = Int64(1) << TimerWheel.tickShift

  @Test func `fires in order of ticks, and equal ticks in order of arming`() {
    var wheel = TimerWheel(now: Instant(nanoseconds: 0))
    _ = wheel.schedule(1, at: Instant(nanoseconds: 50 * Self.tick))
    _ = wheel.schedule(2, at: Instant(nanoseconds: 10 * Self.tick))
    _ = wheel.schedule(3, at: Instant(nanoseconds: 50 * Self.tick))
    #expect(Self.advance(&wheel, to: 60 * Self.tick) == [2, 1, 3])
  }

  @Test func `never fires early`() {
    var wheel = TimerWheel(now: Instant(nanoseconds: 0))
    _ = wheel.schedule(1, at: Instant(nanoseconds: 10 * Self.tick + 1))
    #expect(Self.advance(&wheel, to: 10 * Self.tick + 1) == [])
    #expect(Self.advance(&wheel, to: 11 * Self.tick) == [1])
  }

  @Test func `does not fire what was cancelled, nor anything twice`() {
    var wheel = TimerWheel(now: Instant(nanoseconds: 0))
    let first = wheel.schedule(1, at: Instant(nanoseconds: Self.tick))
    wheel.cancel(first)
    wheel.cancel(first)
    _ = wheel.schedule(2, at: Instant(nanoseconds: Self.tick))
    wheel.cancel(first)
    #expect(Self.advance(&wheel, to: 5 * Self.tick) == [2])
    #expect(Self.advance(&wheel, to: 20 * Self.tick) == [])
  }

  @Test func `agrees with a sorted list over random deadlines, cancels and sleeps`() {
    for seed in 0..<60 as Range<UInt64> {
      var chance = Chance(seed: seed)
      var wheel = TimerWheel(now: Instant(nanoseconds: 0))
      var model: [(tick: Int64, token: UInt64, id: TimerID)] = []
      var now: Int64 = 0
      for token in 0..<300 as Range<UInt64> {
        let delay = Int64(chance.below(chance.below(3) == 0 ? 60_000 : 300)) * Self.tick / 3
        let deadline = now + delay
        let id = wheel.schedule(token, at: Instant(nanoseconds: deadline))
        let tick = max((deadline + Self.tick - 1) / Self.tick, now / Self.tick + 1)
        model.append((tick, token, id))
        if chance.below(4) == 0 {
          wheel.cancel(model.remove(at: chance.below(model.count)).id)
        }
        now += Int64(chance.below(chance.below(20) == 0 ? 40_000 : 50)) * Self.tick / 2
        let due = model.filter { $0.tick <= now / Self.tick }
        model.removeAll { $0.tick <= now / Self.tick }
        let fired = Self.advance(&wheel, to: now)
        #expect(Set(fired) == Set(due.map(\.token)), "seed \(seed) token \(token)")
        let next = wheel.nextDeadline?.nanoseconds ?? .max
        let earliest = model.map { $0.tick * Self.tick }.min() ?? .max
        #expect(next <= earliest && (next > now || model.isEmpty), "seed \(seed) token \(token)")
      }
      #expect(wheel.count == model.count, "seed \(seed)")
    }
  }

  static func advance(_ wheel: inout TimerWheel, to nanoseconds: Int64) -> [UInt64] {
    var expired: [(id: TimerID, token: UInt64)] = []
    wheel.advance(to: Instant(nanoseconds: nanoseconds), expired: &expired)
    return expired.map(\.token)
  }
}
