"""Loops of requests, driven by wrk, and the orders that measurements place."""
import json
import os
import re
import subprocess

from .processes import ROOT

with open(os.path.join(ROOT, "examples", "age-verification.json"), encoding="utf-8") as file:
    RULE = json.load(file)
with open(os.path.join(ROOT, "examples", "age-verification.inputs.json"), encoding="utf-8") as file:
    ORDER = {"customer_id": "bench", **json.load(file)}
LATER = {"Prefer": "respond-async"}


def wrk(url, seconds, connections=64, script=None, headers=None):
    """Requests a second, 50th and 99th percentile in milliseconds, answers that were no success."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", script]
    text = subprocess.run(command + [url], capture_output=True, text=True, check=True).stdout
    units = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}

    def percentile(name):
        number, unit = re.search(rf"\s{name}%\s+([\d.]+)(us|ms|s|m)\b", text).groups()
        return round(float(number) * units[unit], 3)

    if re.search(r"^\s*0 requests in ", text, re.MULTILINE):
        raise RuntimeError(f"no request was answered within {seconds} s")
    failures = sum(int(n) for n in re.findall(r"Non-2xx or 3xx responses: (\d+)", text))
    failures += sum(int(n) for line in re.findall(r"Socket errors: (.*)", text) for n in re.findall(r"\d+", line))
    return {
        "requests_per_s": round(float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), 1),
        "p50_ms": percentile("50"), "p99_ms": percentile("99"), "failures": failures, "connections": connections,
    }


def written(directory, name, content):
    """The path of a new file."""
    path = os.path.join(directory, name)
    with open(path, "wb" if isinstance(content, bytes) else "w") as file:
        file.write(content)
    return path


def posting(directory, body, headers):
    """A script for wrk that posts the same body again and again."""
    lines = [f'wrk.headers["{name}"] = "{value}"' for name, value in headers.items()]
    path = written(directory, "body", body)
    return written(directory, "post.lua", "\n".join([f'wrk.method = "POST"; wrk.body = io.open("{path}", "rb"):read("*a")', *lines]))


def deploy(server):
    server.expect((200, 201), "POST", "/api/deploy", {"customer_id": "bench", "dsl": RULE})


def prove(server):
    """A receipt, its image ID and the job, after a deployment."""
    deploy(server)
    receipt, fields = server.expect((200,), "POST", "/api/prove", ORDER, {"Accept": "application/octet-stream"})
    return receipt, fields["X-Image-Id"], fields["X-Job-Id"]


def fill(server, count):
    """Places so many orders in batches; the id of the last job."""
    job = None
    for begin in range(0, count, 1000):
        items = [ORDER] * min(1000, count - begin)
        batch = json.loads(server.expect((200, 201, 202), "POST", "/api/batches", {"items": items})[0])
        job = batch["items"][-1].get("job_id")
        if job is None:
            raise RuntimeError(f"an order was refused: {batch['items'][-1]}")
    return job
