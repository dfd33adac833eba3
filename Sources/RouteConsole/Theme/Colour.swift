// Theme: colours as numbers: the terminal's palettes, luminance, contrast and nearness.

/// A colour in the sRGB space, 8 bits a channel.
struct RGB: Hashable, Sendable {
  /// Red, 0 to 255.
  var red: UInt8
  /// Green, 0 to 255.
  var green: UInt8
  /// Blue, 0 to 255.
  var blue: UInt8

  /// Makes a colour from its channels.
  init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Black.
  static let black = RGB(0, 0, 0)
  /// White.
  static let white = RGB(255, 255, 255)

  /// Relative luminance, 0 to 1, as WCAG 2.2 defines it.
  var luminance: Double {
    0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
  }

  /// The contrast ratio with another colour, 1 to 21, as WCAG 2.2 defines it.
  func contrast(with other: RGB) -> Double {
    let mine = luminance
    let theirs = other.luminance
    return (max(mine, theirs) + 0.05) / (min(mine, theirs) + 0.05)
  }

  /// The colour with a share of another, 0 to 100 percent, channel by channel.
  func mixed(with other: RGB, percent: Int) -> RGB {
    precondition((0...100).contains(percent), "A share is 0 to 100 percent.")
    func mix(_ mine: UInt8, _ theirs: UInt8) -> UInt8 {
      UInt8((Int(mine) * (100 - percent) + Int(theirs) * percent) / 100)
    }
    return RGB(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }

  /// Whether it is a grey that is neither black nor white.
  var isGrey: Bool { red == green && green == blue && red != 0 && red != 255 }

  /// The colour as eyes place it among others.
  var perceived: PerceivedColour { PerceivedColour(self) }

  fileprivate static func linear(_ channel: UInt8) -> Double { linearChannels[Int(channel)] }

  /// The sRGB transfer function, tabulated for the 256 values a channel can have.
  private static let linearChannels: [Double] = (0...255).map { value in
    let x = Double(value) / 255
    return x <= 0.04045 ? x / 12.92 : toPower2point4((x + 0.055) / 1.055)
  }
}

/// A colour in the OKLab space (Björn Ottosson, 2020), where distances agree with what eyes call near.
struct PerceivedColour: Hashable, Sendable {
  private let lightness: Double
  private let greenRed: Double
  private let blueYellow: Double

  /// Places a colour.
  init(_ colour: RGB) {
    let r = RGB.linear(colour.red)
    let g = RGB.linear(colour.green)
    let b = RGB.linear(colour.blue)
    let l = cubeRoot(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = cubeRoot(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = cubeRoot(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    greenRed = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    blueYellow = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
  }

  /// Whether eyes call it a grey, if a warm or a cold one.
  var isNearlyGrey: Bool { greenRed * greenRed + blueYellow * blueYellow < 0.05 * 0.05 }

  /// Whether there is red in it, more than in any grey or yellow.
  var isRed: Bool { greenRed > 0.05 }

  /// The squared distance to another colour; black and white are 1 apart.
  ///
  /// - Parameters:
  ///   - other: the colour.
  ///   - weight: how much more than lightness a difference in hue or saturation counts.
  /// - Returns: the square of the distance.
  func distance(to other: PerceivedColour, hueCounts weight: Double = 1) -> Double {
    let lighter = lightness - other.lightness
    let redder = greenRed - other.greenRed
    let yellower = blueYellow - other.blueYellow
    return lighter * lighter + weight * (redder * redder + yellower * yellower)
  }
}

/// A root by Newton's steps, for numbers from 0 to 1: the standard library has none.
private func cubeRoot(_ x: Double) -> Double {
  guard x > 0 else { return 0 }
  var root = x.squareRoot().squareRoot()
  for _ in 0..<12 { root -= (root * root * root - x) / (3 * root * root) }
  return root
}

/// A number from 0 to 1 to the power 2.4: its square times the fifth root of its square.
private func toPower2point4(_ x: Double) -> Double {
  guard x > 0 else { return 0 }
  let square = x * x
  var root = x.squareRoot()
  for _ in 0..<20 {
    let fourth = root * root * root * root
    root -= (fourth * root - square) / (5 * fourth)
  }
  return square * root
}

/// A colour as a theme names it.
enum Ink: Hashable, Sendable {
  /// The terminal's own foreground or background.
  case terminal
  /// A place in the terminal's palette, 0 to 255.
  case indexed(UInt8)
  /// A colour by its channels.
  case rgb(RGB)

  /// The colour, when it is known: palette places as xterm has them; nothing for the terminal's own.
  var rgb: RGB? {
    switch self {
    case .terminal: nil
    case .indexed(let index): XtermPalette.colours[Int(index)]
    case .rgb(let colour): colour
    }
  }
}

/// The palette that xterm starts with, which other terminals follow or come near.
enum XtermPalette {
  /// The names of the first eight places in theme files; `bright` before them means eight places further.
  static let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]

  /// The 256 colours as eyes place them.
  static let perceived: [PerceivedColour] = colours.map(\.perceived)

  /// The luminance of the 256 colours, 0 to 1.
  static let luminances: [Double] = colours.map(\.luminance)

  /// The 256 colours: 16 named ones, a cube of 6 × 6 × 6, and 24 greys.
  static let colours: [RGB] = {
    var colours: [RGB] = [
      RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0),
      RGB(0, 0, 238), RGB(205, 0, 205), RGB(0, 205, 205), RGB(229, 229, 229),
      RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0),
      RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
    ]
    let steps: [UInt8] = [0, 95, 135, 175, 215, 255]
    for red in steps {
      for green in steps {
        for blue in steps { colours.append(RGB(red, green, blue)) }
      }
    }
    for grey in 0..<24 {
      let value = UInt8(8 + 10 * grey)
      colours.append(RGB(value, value, value))
    }
    return colours
  }()
}
