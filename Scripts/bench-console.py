#!/usr/bin/env python3
"""Measures the console on a pseudo-terminal and writes one JSON document to standard output.

Usage: bench-console.py BINARY [SECONDS]

For worlds of 16, 50 and 1,000 endpoints and three sizes: time to the first frame, CPU share at one refresh a
second, bytes a refresh, time from a key to the screen, private memory (RssAnon). The simulated world runs in
the same process; its traffic is small, and a run without a screen (--plain) tells its own share. `serve` with the
console on top is measured with 16 endpoints that nobody calls: its first frame is one that has figures. The figures
of htop and btop, refreshing once a second too, stand beside where they are installed.
"""
import fcntl, json, os, pty, select, shutil, signal, struct, sys, tempfile, termios, time

SIZES = [(80, 24), (120, 40), (200, 60)]
ENDPOINTS = [16, 50, 1000]
TICK = os.sysconf("SC_CLK_TCK")


def scenario(count):
    """A quiet world of so many endpoints: two requests a second each at most, one replica."""
    names = ["r%d/m%d" % (i // 8, i) for i in range(count)]
    endpoint = ('{ id: "%s", provider: "p%d", region: "r%d", model: "m", capacity: { requests_per_second: 50 },'
                ' ttft: { p50: "400ms", sigma: 0.3 }, tpot: { p50: "10ms", sigma: 0.2 } }')
    feature = ('{ id: "f%d", requests_per_second: %g, prompt_tokens: { p50: 500, sigma: 0.3 },'
               ' output_tokens: { p50: 50, sigma: 0.3 }, primary: "%s", backups: [%s], selection: "balanced" }')
    features = []
    for start in range(0, count, 8):
        pool = names[start:start + 8]
        features.append(feature % (start // 8, min(8.0, 400.0 * len(pool) / count), pool[0],
                                   ", ".join('"%s"' % name for name in pool[1:])))
    return ('{ name: "bench", duration: "30m", warmup: "0s", world: { replicas: 1, providers: { %s },'
            ' endpoints: [ %s ], features: [ %s ] } }') % (
                ", ".join('p%d: { cloud: "c%d" }' % (i, i) for i in range(3)),
                ",\n".join(endpoint % (name, i % 3, i // 8) for i, name in enumerate(names)),
                ",\n".join(features))


def gateway(count):
    """A gateway over so many endpoints that are never called; the system chooses its ports."""
    names = ["r%d/m%d" % (i // 8, i) for i in range(count)]
    return ('{ providers: { p: { kind: "openai-compatible", cloud: "here", base_url: "http://127.0.0.1:9/v1" } },'
            ' endpoints: [ %s ], features: [ { id: "f", primary: "%s", backups: [ %s ] } ],'
            ' gateway: { listen: "127.0.0.1:0" }, control: { listen: "127.0.0.1:0" } }') % (
                ", ".join('{ id: "%s", provider: "p", model: "m" }' % name for name in names), names[0],
                ", ".join('"%s"' % name for name in names[1:]))


def cpu_seconds(pid):
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def private_kib(pid):
    with open("/proc/%d/status" % pid) as file:
        for line in file:
            if line.startswith("RssAnon"):
                return int(line.split()[1])
    return None


class Screen:
    """A program on a terminal of a size."""

    def __init__(self, words, columns, rows, variables=None):
        self.started = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8", **(variables or {}))
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execv(words[0], words)

    def read(self, seconds):
        """What comes within a time, and when the first byte of it came."""
        data, first, end = b"", None, time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                return data, first
            try:
                part = os.read(self.fd, 1 << 16)
            except OSError:
                return data, first
            first = first or time.monotonic()
            data += part

    def until(self, wanted, seconds):
        data, end = b"", time.monotonic() + seconds
        while wanted not in data and time.monotonic() < end:
            data += self.read(0.002)[0]
        return time.monotonic() - self.started if wanted in data else None

    def key_to_screen(self, key):
        self.read(0.05)
        sent = time.monotonic()
        os.write(self.fd, key)
        first = self.read(0.25)[1]
        return (first - sent) * 1e3 if first else None

    def warm_up(self):
        """The first run of a binary waits for the disk; that is not what is measured."""
        self.read(1)
        self.close()

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def measure(words, columns, rows, seconds, marker, refresh, has_keys=False, variables=None):
    screen = Screen(words, columns, rows, variables)
    try:
        first = screen.until(marker, 30)
        screen.read(3)
        before, start = cpu_seconds(screen.pid), time.monotonic()
        data, _ = screen.read(seconds)
        passed = time.monotonic() - start
        result = {
            "columns": columns, "rows": rows, "cpu_percent": round((cpu_seconds(screen.pid) - before) / passed * 100, 2),
            "bytes_per_refresh": round(len(data) / passed * refresh), "rss_anon_kib": private_kib(screen.pid),
        }
        result["first_frame_ms"] = round(first * 1e3, 1) if first else None
        if has_keys:
            keys = [k for k in (screen.key_to_screen(b"j" if n % 2 else b"k") for n in range(20)) if k]
            result["key_to_screen_ms_p50"] = round(sorted(keys)[len(keys) // 2], 2) if keys else None
            result["key_to_screen_ms_max"] = round(max(keys), 2) if keys else None
        return result
    finally:
        screen.close()


def main():
    binary = os.path.abspath(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 15.0
    report = {"seconds": seconds, "load_average": os.getloadavg()[0], "console": [], "plain": [], "serve": [],
              "htop": [], "btop": []}
    with tempfile.TemporaryDirectory() as folder:
        for count in ENDPOINTS:
            path = os.path.join(folder, "world%d.json5" % count)
            with open(path, "w") as file:
                file.write(scenario(count))
            words = [binary, "demo", "--scenario", path, "--speed", "1"]
            Screen(words, 80, 24).warm_up()
            for columns, rows in SIZES:
                figures = measure(words, columns, rows, seconds, b"r0/m", 1.0, True)
                report["console"].append(dict(endpoints=count, **figures))
            plain = measure(words + ["--plain"], 80, 24, seconds, b"CRIT", 1.0)
            report["plain"].append({"endpoints": count, "cpu_percent": plain["cpu_percent"],
                                    "rss_anon_kib": plain["rss_anon_kib"]})
        config = os.path.join(folder, "gateway.json5")
        with open(config, "w") as file:
            file.write(gateway(16))
        words = [binary, "serve", "--config", config, "--state-dir", os.path.join(folder, "state")]
        for columns, rows in SIZES:
            report["serve"].append(dict(endpoints=16, **measure(words, columns, rows, seconds, b"r0/m", 1.0, True)))
        # A peer's first frame is there with the name of a column that it always shows.
        os.mkdir(os.path.join(folder, "btop"))
        with open(os.path.join(folder, "btop", "btop.conf"), "w") as file:
            file.write("update_ms = 1000\n")
        for name, options, marker in [("htop", ["-d", "10"], b"PID"), ("btop", ["--utf-force"], b"Pid")]:
            peer = shutil.which(name)
            for columns, rows in SIZES if peer else []:
                report[name].append(measure([peer] + options, columns, rows, seconds, marker, 1.0, False,
                                            {"XDG_CONFIG_HOME": folder}))
    json.dump(report, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
