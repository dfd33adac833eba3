"""How the demonstration of the gateway ends: as a whole, and with the terminal as it was."""

import os
import pty
import select
import signal
import subprocess
import tempfile
import termios
import time
import unittest

from processes import BINARY, PATIENCE

DEMO = os.path.join(os.path.dirname(__file__), "..", "..", "demo", "gateway")
# What a terminal is told on the way to the other screen, and on the way back.
ENTERED, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"


def descendants(pid):
    """The processes that a process started, and those that they started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = [pid]
    for parent in found:
        found += [child for child, its in parents if its == parent]
    return found[1:]


class Demo(unittest.TestCase):
    def setUp(self):
        self.primary, self.terminal = pty.openpty()
        self.addCleanup(os.close, self.primary)
        self.addCleanup(os.close, self.terminal)
        self.screen = b""

    def start(self, **streams):
        self.process = subprocess.Popen(
            [DEMO, "60"], start_new_session=True, env={**os.environ, "ROUTE_CONSOLE": BINARY, "TERM": "xterm-256color"},
            **streams,
        )  # fmt: skip
        self.addCleanup(self.kill, self.process)

    @staticmethod
    def kill(process):
        if process.poll() is None:
            for pid in [process.pid, *descendants(process.pid)]:
                os.kill(pid, signal.SIGKILL)
            process.wait()

    def read(self, until):
        deadline = time.monotonic() + PATIENCE
        while not until() and time.monotonic() < deadline:
            if select.select([self.primary], [], [], 0.05)[0]:
                self.screen += os.read(self.primary, 65536)
        self.assertTrue(until(), self.screen[-500:])

    def end(self, number):
        """Sends a signal; everything that was started must have ended."""
        children = descendants(self.process.pid)
        self.assertGreaterEqual(len(children), 4, "three stand-ins and the gateway")
        self.process.send_signal(number)
        self.read(lambda: self.process.poll() is not None)
        left = [pid for pid in children if os.path.exists(f"/proc/{pid}/cmdline") and open(f"/proc/{pid}/cmdline").read()]
        self.assertEqual(left, [], "processes are left")
        return self.process.returncode

    def test_a_signal_under_the_console_gives_the_terminal_back(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                before = termios.tcgetattr(self.terminal)
                self.screen = b""
                self.start(stdin=self.terminal, stdout=self.terminal, stderr=self.terminal)
                self.read(lambda: ENTERED in self.screen and len(self.screen) > 2000)
                self.assertNotEqual(termios.tcgetattr(self.terminal), before)
                self.assertEqual(self.end(number), 0)
                self.assertEqual(termios.tcgetattr(self.terminal), before)
                self.assertGreater(self.screen.rfind(LEFT), self.screen.rfind(ENTERED))

    def test_a_signal_without_a_terminal_ends_everything(self):
        with tempfile.TemporaryFile() as output:
            self.start(stdin=subprocess.DEVNULL, stdout=output, stderr=output)

            def is_up():
                output.seek(0)
                return b"The gateway answers" in output.read()
            self.read(is_up)
            self.assertEqual(self.end(signal.SIGTERM), 0)


if __name__ == "__main__":
    unittest.main()
