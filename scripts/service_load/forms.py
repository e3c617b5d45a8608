"""The two forms in which Burhan runs: one process with a file, and servers and workers on common engines."""
import contextlib
import os
import subprocess

from .processes import PROGRAM, ROOT, Listener, Worker, free_ports


class Embedded:
    """One `burhan serve` with an SQLite file of its own."""

    name = "embedded"

    def __init__(self, directory):
        self.directory = directory
        self.key = os.path.join(directory, "seal.key")
        subprocess.run([PROGRAM, "keygen", self.key], check=True, capture_output=True)

    @contextlib.contextmanager
    def place(self, name):
        """Where one measurement starts its servers: with one database for all of them, new and empty."""
        yield EmbeddedPlace(self, name)


class EmbeddedPlace:
    def __init__(self, form, name):
        self.unsealed = {"BURHAN_DATABASE": os.path.join(form.directory, name + "-unsealed.sqlite")}
        self.settings = {"BURHAN_DATABASE": os.path.join(form.directory, name + ".sqlite")}
        self.log = os.path.join(form.directory, name + ".log")
        self.key = form.key

    def server(self, *words):
        return Listener(words, self.log, self.settings)

    def idle_server(self, *words):
        """A server whose jobs wait: it has no prover."""
        return self.server("--provers", "0", "--seal-key-file", self.key, *words)

    def unsealed_server(self, *words):
        """A server on another database, without a seal key: what waits at its end is lost."""
        return Listener(words, self.log, self.unsealed)


class ScaledOut:
    """`burhan serve` and `burhan worker` on PostgreSQL, Redis and three NATS servers, which scripts/dev-services starts."""

    name = "scaled-out"
    services = ["postgres", "redis", "nats"]

    def __init__(self, directory):
        self.directory = directory

    @contextlib.contextmanager
    def place(self, name):
        home = os.path.join(self.directory, name)
        os.mkdir(home)
        # PostgreSQL runs as a user of its own if this runs as root.
        os.chmod(self.directory, 0o711)
        rows = free_ports(3, in_a_row=3)
        singles = [port for port in free_ports(8) if all(not row <= port < row + 3 for row in rows)]
        ports = dict(zip(["NATS", "NATS_MONITOR", "NATS_ROUTE", "POSTGRES", "REDIS"], rows + singles))
        environment = {**os.environ, "BURHAN_DEV_DIR": home, **{f"BURHAN_DEV_{key}_PORT": str(port) for key, port in ports.items()}}
        script = os.path.join(ROOT, "scripts", "dev-services")
        try:
            begun = subprocess.run([script, "up", *self.services], env=environment, capture_output=True, text=True)
            if begun.returncode != 0:
                raise RuntimeError(f"the engines did not start: {begun.stderr.strip()[-500:]}")
            said = subprocess.run([script, "env"], env=environment, capture_output=True, text=True, check=True).stdout
            settings = dict(line.removeprefix("export ").replace("'", "").split("=", 1) for line in said.splitlines())
            yield ScaledOutPlace(home, settings)
        finally:
            subprocess.run([script, "destroy"], env=environment, capture_output=True, check=True)


class ScaledOutPlace:
    def __init__(self, home, settings):
        self.home = home
        self.settings = settings
        self.started = 0

    def log(self, kind):
        self.started += 1
        return os.path.join(self.home, f"{kind}-{self.started}.log")

    def worker(self, *words):
        return Worker(words, self.log("worker"), self.settings)

    def idle_server(self, *words):
        """A server whose jobs wait: there is no worker."""
        return Listener(words, self.log("serve"), self.settings)

    @contextlib.contextmanager
    def server(self, *words):
        """A server with one worker."""
        with self.idle_server(*words) as server, self.worker():
            yield server
