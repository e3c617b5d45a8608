"""Short measurements: loops of requests, and proofs one after another. Each takes a place (forms.py), a directory and the options."""
import json
import os
import statistics
import subprocess
import time

from .load import LATER, ORDER, RULE, deploy, posting, prove, written, wrk
from .processes import BENCH


def start(place, directory, options):
    times = []
    for _ in range(10):
        with place.idle_server() as server:
            times.append(server.ready_ms)
    return {"median_ms": round(statistics.median(times), 1), "slowest_ms": round(max(times), 1), "starts": len(times)}


def status(place, directory, options):
    with place.idle_server() as server:
        return wrk(server.url("/api/status"), options.seconds)


def job(place, directory, options):
    with place.server() as server:
        _, _, identifier = prove(server)
        return wrk(server.url(f"/api/jobs/{identifier}"), options.seconds)


def verify(place, directory, options):
    """Of the whole service, beside the library's verification on as many threads as there are cores."""
    with place.server() as server:
        receipt, image, _ = prove(server)
        path = written(directory, "receipt.bin", receipt)
        library = json.loads(subprocess.run(
            [BENCH, "verify", path, str(os.cpu_count()), str(options.seconds)], capture_output=True, text=True, check=True).stdout)
        script = posting(directory, receipt, {"Content-Type": "application/octet-stream"})
        figures = wrk(server.url(f"/api/verify?image_id={image}"), options.seconds, 8, script)
    return {
        **figures, "library_per_s": round(library["perSecond"], 1),
        "share_of_library": round(figures["requests_per_s"] / library["perSecond"], 3), "receipt_bytes": len(receipt),
    }


def deployments(place, directory, options):
    """Each for another customer."""
    document = written(directory, "document.json", json.dumps(RULE))
    script = written(directory, "deploy.lua", f"""
        local document = io.open("{document}", "rb"):read("*a")
        local threads = 0
        function setup(thread) thread:set("number", threads); threads = threads + 1 end
        local count = 0
        function request()
            count = count + 1
            local text = '{{"customer_id":"c' .. number .. '-' .. count .. '","dsl":' .. document .. '}}'
            return wrk.format("POST", "/api/deploy", {{["Content-Type"] = "application/json"}}, text)
        end
        """)
    with place.idle_server() as server:
        return wrk(server.url("/api/deploy"), options.seconds, 16, script)


def orders(place, directory, options):
    """Orders accepted a second: each is executed, sealed and in the database before the answer. Nobody proves meanwhile."""
    with place.idle_server("--queue-capacity", "1000000") as server:
        deploy(server)
        # The first order measures the machine for its estimate.
        server.expect((202,), "POST", "/api/prove", ORDER, LATER)
        script = posting(directory, json.dumps(ORDER), {"Content-Type": "application/json", **LATER})
        return wrk(server.url("/api/prove"), options.seconds, 16, script)


def proofs(place, directory, options):
    """Whole requests for age proofs, one after another."""
    with place.server() as server:
        prove(server)
        times = []
        for _ in range(10):
            begun = time.monotonic()
            server.expect((200,), "POST", "/api/prove", ORDER)
            times.append((time.monotonic() - begun) * 1000)
    return {
        "median_ms": round(statistics.median(times), 1), "slowest_ms": round(max(times), 1), "per_s": round(1000 / statistics.mean(times), 2),
    }
