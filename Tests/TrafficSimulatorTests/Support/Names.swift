@testable import TrafficSimulator

// `Testing` and the engine's internals have types of these names as well.
typealias Expectation = TrafficSimulator.Expectation
typealias AttemptRecord = TrafficSimulator.AttemptRecord
