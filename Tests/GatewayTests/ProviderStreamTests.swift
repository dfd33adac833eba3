import RoutingEngine
import Testing

@testable import Gateway

/// What is made of what each provider streams.
@Suite struct ProviderStreamTests {
  @Test(arguments: ProviderFixture.all)
  func `reads streams event by event`(fixture: ProviderFixture) {
    for stream in fixture.streams {
      let events = read(fixture.adapter, stream.events)
      #expect(events == stream.expected, "\(stream.title)")
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `takes a stream cut between events for broken`(fixture: ProviderFixture) {
    for stream in fixture.streams {
      guard let sufficient = stream.sufficient else { continue }
      for count in 0..<sufficient {
        let last = read(fixture.adapter, stream.events.prefix(count)).last
        guard case .failed(let failure) = last else {
          Issue.record("\(stream.title), \(count) events: ended with \(String(describing: last))")
          continue
        }
        #expect(failure.outcome == .cut, "\(stream.title), \(count) events")
      }
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `takes a stream that ends after its finish reason for whole`(fixture: ProviderFixture) {
    for stream in fixture.streams {
      guard let sufficient = stream.sufficient else { continue }
      for count in sufficient...stream.events.count {
        #expect(
          read(fixture.adapter, stream.events.prefix(count)).last == .completed,
          "\(stream.title), \(count) events")
      }
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `gives of a cut stream a beginning of the whole`(fixture: ProviderFixture) {
    for stream in fixture.streams {
      for count in 0...stream.events.count {
        let events = read(fixture.adapter, stream.events.prefix(count), ends: false)
        #expect(stream.expected.starts(with: events), "\(stream.title), \(count) events")
      }
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `takes an event cut at any byte for broken`(fixture: ProviderFixture) {
    for stream in fixture.streams {
      guard let sufficient = stream.sufficient else { continue }
      var reader = fixture.adapter.stream()
      var before: [StreamEvent] = []
      for (place, event) in stream.events.prefix(sufficient).enumerated() {
        for length in 0..<event.payload.count {
          var cut = reader
          var events: [StreamEvent] = []
          cut.read(event.with(payload: Array(event.payload[..<length])), into: &events)
          cut.end(into: &events)
          guard case .failed(let failure) = events.last, failure.outcome == .cut else {
            Issue.record(
              "\(stream.title), event \(place), \(length) bytes: \(String(describing: events.last))")
            return
          }
        }
        reader.read(event, into: &before)
      }
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `says nothing after the end`(fixture: ProviderFixture) {
    for stream in fixture.streams {
      let events = read(fixture.adapter, stream.events + stream.events)
      #expect(events.filter(\.isLast).count == 1, "\(stream.title)")
      #expect(events.last?.isLast == true, "\(stream.title)")
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `keeps order whatever the bytes are`(fixture: ProviderFixture) {
    let seed: UInt64 = 20_261_122
    var random = SplitMix(state: seed)
    var completed = 0
    for round in 0..<300 {
      let stream = fixture.streams[round % fixture.streams.count]
      var events = stream.events
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<events.count, using: &random)
        events[place] = events[place].with(payload: events[place].payload.mutated(&random))
        if Bool.random(using: &random) {
          events.swapAt(place, Int.random(in: 0..<events.count, using: &random))
        }
      }
      let read = read(fixture.adapter, events)
      check(read, "seed \(seed), round \(round)")
      if read.last == .completed { completed += 1 }
    }
    #expect(completed > 0, "seed \(seed)")
  }

  /// The promises of `StreamEvent`.
  private func check(_ events: [StreamEvent], _ note: Comment) {
    #expect(events.filter(\.isLast).count == 1 && events.last?.isLast == true, note)
    var calls = 0
    var hasFinished = false
    for (place, event) in events.enumerated() {
      switch event {
      case .started: #expect(place == 0 || !events[..<place].contains(where: \.isContent), note)
      case .toolCall(let index, _, _, _):
        #expect(index == calls, note)
        calls += 1
      case .toolArguments(let index, _): #expect(index < calls, note)
      case .finished: hasFinished = true
      case .completed: #expect(hasFinished, note)
      default: continue
      }
    }
  }
}
