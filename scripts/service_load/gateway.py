"""How many requests a second pass the gateway: wrk, Envoy with deploy/envoy.yaml, authorization in `burhan serve`, `burhan serve`."""
import http.client
import json
import os
import re
import subprocess

from .load import written, wrk
from .processes import ENVOY, PROGRAM, ROOT, Process, free_ports, wait_until


def gateway(place, directory, options):
    """With a check of each request; the same proxy and service without a check, and Envoy alone, so that the difference shows."""
    if not os.access(ENVOY, os.X_OK):
        raise RuntimeError("Envoy is missing; scripts/setup --services installs it")
    key = operators_key(place)
    ports = dict(zip([8080, 9901, 8082, 8083, 8084, 3000, 50051], free_ports(7)))
    configuration = written(directory, "envoy.yaml", envoy(ports))
    words = [
        "--listen", f"compiler:{ports[8082]},registry:{ports[8083]},prover:{ports[8084]}", "--grpc-port", str(ports[50051]),
        "--gateway-requests", "100000000",
    ]
    command = [ENVOY, "-c", configuration, "--disable-hot-restart", "--concurrency", str(os.cpu_count()), "--log-level", "error"]
    with place.idle_server(*words), Process(command, os.path.join(directory, "envoy.log")) as proxy:
        headers = {"Authorization": f"Bearer {key}"}

        def answers():
            if proxy.process.poll() is not None:
                raise RuntimeError(f"Envoy ended with code {proxy.process.returncode}")
            connection = http.client.HTTPConnection("127.0.0.1", ports[8080], timeout=5)
            try:
                connection.request("GET", "/api/status", headers=headers)
                return connection.getresponse().status == 200
            except OSError:
                return False
            finally:
                connection.close()

        wait_until(answers, 30, "the gateway answers")
        figures = {}
        for name, path in (("checked", "/api/deployments?limit=1"), ("unchecked", "/openapi.json"), ("proxy_alone", "/healthz")):
            measured = wrk(f"http://127.0.0.1:{ports[8080]}{path}", options.seconds, headers=headers)
            for part in ("requests_per_s", "p50_ms", "p99_ms", "failures"):
                figures[f"{name}_{part}"] = measured[part]
        return figures


def operators_key(place):
    words = ["--seal-key-file", place.settings["BURHAN_SEAL_KEY_FILE"]] if "BURHAN_SEAL_KEY_FILE" in place.settings else []
    made = subprocess.run(
        [PROGRAM, "admin", "bootstrap", "--json", "--database", place.settings["BURHAN_DATABASE"], *words], capture_output=True, text=True, check=True)
    return json.loads(made.stdout)["key"]


def envoy(ports):
    """The shipped file on other ports; the buckets that Envoy itself keeps out of the way, so that the checks are what is measured."""
    with open(os.path.join(ROOT, "deploy", "envoy.yaml"), encoding="utf-8") as file:
        text = file.read().replace("0.0.0.0", "127.0.0.1")
    text = re.sub(r"port_value: (\d+)\b", lambda match: f"port_value: {ports[int(match.group(1))]}", text)
    return re.sub(r"(max_tokens|tokens_per_fill): \d+", r"\1: 100000000", text)
