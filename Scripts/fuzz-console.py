#!/usr/bin/env python3
"""Types random bytes into the console and resizes its terminal at random, and checks what must always hold.

Usage: fuzz-console.py BINARY [SECONDS] [SEED]

The program runs on a pseudo-terminal. A run that it is made to leave (q, Ctrl-C, Ctrl-\\) is followed by the next
one until the time is over. What must hold:

  - it never crashes: it ends by itself, or by the signal that its terminal's keys send;
  - no frame is wider or higher than the screen, once a new size has been drawn;
  - it answers: after everything typed it still draws when it is asked to;
  - when it ends, the alternate screen is left, the cursor is shown, bracketed paste and the mouse are off, and the
    terminal's settings are what they were.

The same seed types the same bytes; only their timing differs. Ends with status 1 and the last bytes typed where
something did not hold.
"""
import codecs, fcntl, os, pty, random, re, select, shutil, signal, struct, sys, tempfile, termios, time, unicodedata

SEQUENCE = re.compile(
    r"\x1b\[(?P<params>[0-9;:<=>?!$ ]*)(?P<final>[@-~])|\x1b[P\]^_X](?:[^\x07\x1b]|\x1b(?!\\))*(?:\x07|\x1b\\)|"
    r"\x1b[()*+][0-9A-Za-z]|\x1b[0-9A-Za-z=><]", re.S)
KEYS = [b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[5~", b"\x1b[6~", b"\x1bOP", b"\x1b[Z", b"\x1b", b"\t",
        b"\r", b" ", b"\x7f", b":", b"/", b"?", b"D", b"U", b"X", b"B", b"P", b"L", b"W", b"s", b"r", b"y", b"T", b"z",
        b"[", b"]", b"{", b"}", b"@", b"t", b"e", b"F", b"m", b"I", b"<", b">", b"1", b"2", b"3", b"4", b"5", b"6",
        b"7", b"j", b"k", b"h", b"l", b"g", b"G", b"n", b"\x00", b"\\", b"\x0c", b"\x04", b"\x15"]
WORDS = [b"drain ", b"provider:bedrock", b"restart flapping", b"speed 50", b"seek 5m", b"goto -5m", b"filter [a-",
         b"sev>=warn", b"theme nord", b"share chat ", b"inject 1", b" cloud:aws", "東京\U0001f680é".encode(), b"\xff\xfe\xc3\x28"]


def width(character):
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Ruler:
    """Follows where a terminal of a size writes, and says where that is outside."""

    def __init__(self, columns, rows):
        self.columns, self.rows, self.column, self.row = columns, rows, 0, 0
        self.rest, self.complaint = "", None

    def feed(self, text):
        text, place = self.rest + text, 0
        self.rest = ""
        while place < len(text):
            if text[place] == "\x1b":
                match = SEQUENCE.match(text, place)
                if not match:
                    if len(text) - place < 4096:
                        self.rest = text[place:]
                        return
                    self.complain("an escape sequence that is none: %r" % text[place:place + 12])
                    place += 1
                    continue
                if match.group("final"):
                    self.move(match.group("final"), match.group("params"))
                place = match.end()
                continue
            self.write(text[place])
            place += 1

    def move(self, final, params):
        if params[:1] in ("?", ">", "<", "=", "!"):
            return
        numbers = [int(part) if part.isdigit() else 0 for part in params.replace(":", ";").split(";")]
        first = max(numbers[0], 1)
        if final in "Hf":
            self.row, self.column = first - 1, max(numbers[1] if len(numbers) > 1 else 1, 1) - 1
        elif final in "G`":
            self.column = first - 1
        elif final == "d":
            self.row = first - 1
        elif final == "C":
            self.column += first
        elif final == "D":
            self.column = max(min(self.column, self.columns - 1) - first, 0)
        elif final == "A":
            self.row = max(self.row - first, 0)
        elif final == "B":
            self.row += first
        elif final == "b":
            self.column += first
            if self.column > self.columns:
                self.complain("a repeated character passes the right edge")
        else:
            return
        if self.row >= self.rows or self.column > self.columns:
            self.complain("the cursor is sent to row %d, column %d" % (self.row + 1, self.column + 1))

    def write(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.row = min(self.row + 1, self.rows - 1)
        elif character == "\b":
            self.column = max(min(self.column, self.columns - 1) - 1, 0)
        elif character >= " ":
            self.column += width(character)
            if self.column > self.columns:
                self.complain("%r is written past the right edge of row %d" % (character, self.row + 1))
        elif character not in "\x00\x07\x0e\x0f\t":
            self.complain("the control character %r" % character)

    def complain(self, what):
        self.complaint = self.complaint or "%s of a screen of %dx%d" % (what, self.columns, self.rows)


class Program:
    """The console on a terminal of its own."""

    def __init__(self, binary, folder):
        self.size = (80, 24)
        self.master, slave = pty.openpty()
        self.resize(*self.size)
        self.slave = slave
        self.before = termios.tcgetattr(slave)
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for number in (0, 1, 2):
                os.dup2(slave, number)
            os.environ.update(TERM=os.environ.get("FUZZ_TERM", "xterm-256color"), LANG="C.UTF-8", LC_ALL="C.UTF-8")
            os.chdir(folder)
            os.execv(binary, [binary, "demo", "--speed", "20"])
        self.ruler, self.all, self.is_over, self.code = None, b"", False, None
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def resize(self, columns, rows):
        self.size, self.ruler = (columns, rows), None
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, quiet, longest=2.0):
        """Takes output until none comes for a while; how much came, nothing when the program is gone."""
        count, end = 0, time.monotonic() + longest
        while time.monotonic() < end and select.select([self.master], [], [], quiet)[0]:
            try:
                data = os.read(self.master, 1 << 16)
            except OSError:
                break
            if not data:
                break
            count += len(data)
            self.all = (self.all + data)[-200_000:]
            text = self.decoder.decode(data)
            if "\x1b[?1049l" in text:
                self.ruler, self.is_over = None, True  # What comes now is the shell's screen.
            if self.ruler:
                self.ruler.feed(text)
        return count

    def settle(self):
        """From here on every frame must fit: the program has seen the size, and draws all of it anew."""
        self.read(0.15)
        if self.is_over:
            return
        self.ruler = Ruler(*self.size)
        self.type(b"\x0c")
        self.read(0.06)

    def complaint(self):
        """What is drawn outside the screen; what a busy machine drew late, for the size before, does not count."""
        if self.ruler and self.ruler.complaint:
            self.read(0.7, 5)
            self.settle()
            self.read(0.3)
        return self.ruler.complaint if self.ruler else None

    def type(self, data):
        try:
            os.write(self.master, data)
        except OSError:
            pass

    def status(self):
        """How it ended; nothing while it runs."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = status if pid else None
        return self.code

    def end(self):
        """What does not hold of the terminal after the end."""
        self.read(0.05)
        problems = []
        tail = self.all
        for on, off, what in [(b"\x1b[?1049h", b"\x1b[?1049l", "the alternate screen is not left"),
                              (b"\x1b[?25l", b"\x1b[?25h", "the cursor stays hidden"),
                              (b"\x1b[?2004h", b"\x1b[?2004l", "bracketed paste stays on"),
                              (b"\x1b[?1006h", b"\x1b[?1006l", "the mouse stays on"),
                              (b"\x1b[?2026h", b"\x1b[?2026l", "synchronized output stays on")]:
            if tail.rfind(on) > tail.rfind(off):
                problems.append(what)
        after = termios.tcgetattr(self.slave)
        if after[:4] != self.before[:4]:
            problems.append("the settings of the terminal are not what they were")
        os.close(self.master)
        os.close(self.slave)
        return problems


def some_bytes(dice):
    """Keys, words, pastes, half sequences and noise."""
    kind = dice.random()
    if kind < 0.55:
        return b"".join(dice.choice(KEYS) for _ in range(dice.randint(1, 6)))
    if kind < 0.65:
        return b":" + dice.choice(WORDS) + dice.choice([b"\r", b"\x1b", b"\t"])
    if kind < 0.72:
        return b"\x1b[200~" + bytes(dice.randrange(256) for _ in range(dice.randint(0, 60))) + b"\x1b[201~"
    if kind < 0.82:
        return b"\x1b[" + bytes(dice.randrange(0x20, 0x7f) for _ in range(dice.randint(1, 12)))
    if kind < 0.86:
        return b"\x1b[<%d;%d;%dM" % (dice.randrange(70), dice.randrange(600), dice.randrange(300))
    # Ctrl-C and Ctrl-\ end the program by their signal; they come, and seldom.
    noise = bytearray(dice.randrange(256) for _ in range(dice.randint(1, 40)))
    for place, byte in enumerate(noise):
        if byte in (0x03, 0x1c) and dice.random() < 0.9:
            noise[place] = 0x20
    return bytes(noise)


def main():
    binary = os.path.abspath(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    dice, end = random.Random(seed), time.monotonic() + seconds
    folder = tempfile.mkdtemp()
    typed, sizes, runs, problems, trail = 0, 0, 0, [], b""
    allowed = {signal.SIGINT, signal.SIGQUIT}
    try:
        while time.monotonic() < end and not problems:
            program = Program(binary, folder)
            runs += 1
            program.read(0.3)
            status = None
            while time.monotonic() < end and status is None:
                if dice.random() < 0.2:
                    size = dice.choice([(1, 1), (80, 24), (500, 200), (dice.randint(1, 500), dice.randint(1, 200)),
                                        (dice.randint(1, 100), dice.randint(1, 40))])
                    program.resize(*size)
                    program.settle()
                    sizes += 1
                data = some_bytes(dice)
                trail = (trail + data)[-400:]
                typed += len(data)
                program.type(data)
                program.read(0.004, 0.03)
                complaint = program.complaint()
                if complaint:
                    problems.append(complaint)
                    break
                status = program.status()
            if status is None and not problems:
                # Whatever is open, Escape leaves it; then it must still draw.
                program.type(b"\x1b")
                time.sleep(0.05)
                program.read(0.05)
                program.resize(90, 30)
                if program.read(0.5) == 0 and program.status() is None:
                    problems.append("it does not draw any more")
                os.kill(program.pid, signal.SIGTERM)
            if problems:
                program.read(3, 20)  # A crash report takes its time, and says where.
            deadline = time.monotonic() + 3
            while status is None and time.monotonic() < deadline:
                program.read(0.02)
                status = program.status()
            if status is None:
                problems.append("it does not end")
                os.kill(program.pid, signal.SIGKILL)
                os.waitpid(program.pid, 0)
            elif os.WIFSIGNALED(status) and os.WTERMSIG(status) not in allowed | {signal.SIGTERM}:
                problems.append("it crashed with signal %d" % os.WTERMSIG(status))
            problems += program.end()
            if problems:
                sys.stderr.write(program.all[-40000:].decode("utf-8", "replace").replace("\x1b", "^[") + "\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("seed %d: %d bytes typed, %d sizes, %d runs of the program in %.0f s" % (seed, typed, sizes, runs, seconds))
    for problem in problems:
        print("FAILED: %s" % problem)
    if problems:
        print("the last bytes typed: %r" % trail)
        sys.exit(1)


main()
