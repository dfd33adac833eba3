import Testing

@testable import TrafficSimulator

@Suite struct ElementaryTests {
  @Test(arguments: [
    (1.0, 0.0), (2.0, 0.693_147_180_559_945_3), (10.0, 2.302_585_092_994_046),
    (0.5, -0.693_147_180_559_945_3), (1e-300, -690.775_527_898_213_7), (1.5, 0.405_465_108_108_164_4),
    (0.999, -0.001_000_500_333_583_533_5),
  ])
  func `logarithms match the tables`(x: Double, expected: Double) {
    #expect(abs(Elementary.logarithm(x) - expected) <= 1e-15 * max(1, abs(expected)))
  }

  @Test(arguments: [
    (0.0, 1.0), (1.0, 2.718_281_828_459_045), (-1.0, 0.367_879_441_171_442_33),
    (10.0, 22_026.465_794_806_718), (-20.0, 2.061_153_622_438_557_8e-9), (0.3, 1.349_858_807_576_003),
  ])
  func `exponentials match the tables`(x: Double, expected: Double) {
    #expect(abs(Elementary.exponential(x) / expected - 1) <= 2e-15)
  }

  @Test(arguments: [
    (0.5, 0.0), (0.9, 1.281_551_565_544_600_4), (0.975, 1.959_963_984_540_054),
    (0.01, -2.326_347_874_040_841), (0.001, -3.090_232_306_167_813), (0.999_9, 3.719_016_485_455_68),
  ])
  func `normal quantiles match the tables`(p: Double, expected: Double) {
    #expect(abs(Elementary.normalQuantile(p) - expected) <= 5e-9)
  }

  @Test func `exponential undoes logarithm`() {
    for step in 1...500 {
      let x = Double(step) * 0.37
      #expect(abs(Elementary.exponential(Elementary.logarithm(x)) / x - 1) < 1e-14)
    }
  }
}
