"""Processes of `burhan` with a log of their own, and what the kernel tells of them."""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, ".build", "release", "burhan")
BENCH = os.path.join(ROOT, "Benchmarks", ".build", "release", "burhan-bench")
ENVOY = os.path.join(ROOT, ".test-venv", "bin", "envoy")


def free_ports(count, in_a_row=1):
    """Ports that are free on loopback at this moment: the first of each row."""
    found = []
    while len(found) < count:
        taken = []
        try:
            for index in range(in_a_row):
                taken.append(socket.socket())
                taken[-1].bind(("127.0.0.1", taken[0].getsockname()[1] + index if index else 0))
            first = taken[0].getsockname()[1]
            if all(not first - in_a_row < other < first + in_a_row for other in found):
                found.append(first)
        except (OSError, OverflowError):
            pass
        finally:
            for one in taken:
                one.close()
    return found


def wait_until(done, seconds, what):
    """Asks until `done` says yes; an error after some seconds."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: not within {seconds} s")
        time.sleep(0.002)


class Process:
    """A program that runs until `stop`, with its standard error in a file."""

    def __init__(self, command, log, environment=None):
        self.log = log
        self.begun = time.monotonic()
        with open(log, "wb") as file:
            self.process = subprocess.Popen(command, stderr=file, stdout=subprocess.DEVNULL, env={**os.environ, **(environment or {})})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def logged(self, event):
        """The first line of the log with an event, None while there is none."""
        with open(self.log, encoding="utf-8") as file:
            text = file.read()
        for line in text.splitlines(keepends=True):
            if line.endswith("\n") and f'"event":"{event}"' in line:
                return json.loads(line)
        if self.process.poll() is not None:
            raise RuntimeError(f"{' '.join(self.process.args[:2])} ended with code {self.process.returncode}: {text[-500:]}")
        return None

    def memory_kb(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        finally:
            # After a minute, or when the wait is interrupted: nothing is left running.
            self.process.kill()
            self.process.wait()


class Listener(Process):
    """A `burhan serve`, ready to be called."""

    def __init__(self, words, log, environment=None):
        super().__init__([PROGRAM, "serve", "--port", "0", *words], log, environment)
        try:
            wait_until(lambda: self.logged("listening"), 60, "burhan serve listens")
            self.port = self.logged("listening")["port"]
            wait_until(lambda: self.call("GET", "/ready")[0] == 200, 60, "burhan serve is ready")
        except BaseException:
            self.stop()
            raise
        self.ready_ms = (time.monotonic() - self.begun) * 1000

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def call(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        try:
            data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
            given = {"Content-Type": "application/json"} if isinstance(body, (dict, list)) else {}
            connection.request(method, path, data, {**given, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        finally:
            connection.close()

    def expect(self, statuses, method, path, body=None, headers=None):
        """Body and fields of an answer that must have one of these statuses."""
        status, data, fields = self.call(method, path, body, headers)
        if status not in statuses:
            raise RuntimeError(f"{method} {path} was answered {status}: {data[:300]!r}")
        return data, fields


class Worker(Process):
    """A `burhan worker`, connected to its stream."""

    def __init__(self, words, log, environment):
        port = free_ports(1)[0]
        super().__init__([PROGRAM, "worker", "--operations-port", str(port), *words], log, environment)
        self.port = port
        try:
            wait_until(lambda: self.logged("working"), 60, "burhan worker works")
        except BaseException:
            self.stop()
            raise

    def finished(self):
        """Jobs worked off until now, by its own count."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
        finally:
            connection.close()
        return float(re.search(r"^burhan_worker_jobs_finished_total(?:\{[^}]*\})? (\S+)", text, re.MULTILINE).group(1))
