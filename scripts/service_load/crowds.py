"""Measurements with many of something: idle event streams, waiting jobs, workers."""
import asyncio
import contextlib
import json
import resource
import statistics
import time

from .load import LATER, ORDER, deploy, fill
from .processes import wait_until


def streams(place, directory, options):
    count = options.streams
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count + 200:
        raise RuntimeError(f"only {hard} open files are allowed here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with place.idle_server("--connections", str(count + 64)) as server:
        deploy(server)
        job = json.loads(server.expect((202,), "POST", "/api/prove", ORDER, LATER)[0])["job_id"]
        memory, idle, last = asyncio.run(followed(server, job, count))
    return {
        "streams": count, "kb_per_stream": round(memory / count, 2), "idle_cpu_share": round(idle, 4),
        "last_told_after_ms": round(last * 1000, 1),
    }


async def followed(server, job, count):
    """Memory of so many streams in kB, processor time a second while nothing happens, seconds until all have been told the end."""

    async def follow():
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(f"GET /api/jobs/{job}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        await reader.readuntil(b"queued")
        return reader, writer

    before = server.memory_kb()
    pairs = []
    while len(pairs) < count:
        pairs += await asyncio.gather(*[follow() for _ in range(min(200, count - len(pairs)))])
    memory = server.memory_kb() - before
    cpu, begun = server.cpu_seconds(), time.monotonic()
    await asyncio.sleep(5)
    idle = (server.cpu_seconds() - cpu) / (time.monotonic() - begun)
    begun = time.monotonic()
    await asyncio.to_thread(server.call, "DELETE", f"/api/jobs/{job}")
    await asyncio.gather(*[reader.readuntil(b"cancelled") for reader, _ in pairs])
    last = time.monotonic() - begun
    for _, writer in pairs:
        writer.close()
    return memory, idle, last


def queue(place, directory, options):
    """A long queue: filling it, asking about its last job, stopping, starting again; and, where jobs may be unsealed, stopping without a seal key."""
    count = options.jobs
    # A full queue is not ready.
    words = ["--queue-capacity", str(count + 1000), "--body-bytes", str(64 << 20)]
    with place.idle_server(*words) as server:
        before = server.memory_kb()
        rate, cpu, job = filled(server, count)
        times = []
        for _ in range(1000):
            begun = time.monotonic()
            body, _ = server.expect((200,), "GET", f"/api/jobs/{job}")
            times.append((time.monotonic() - begun) * 1000)
        figures = {
            "jobs": count, "accepted_per_s": round(rate, 1), "accept_cpu_ms_per_job": round(cpu, 3),
            "queue_position_of_last": json.loads(body).get("queue_position"), "status_p50_ms": round(statistics.median(times), 2),
            "status_p99_ms": round(sorted(times)[-10], 2), "kb_per_job": round((server.memory_kb() - before) / count, 2),
            "stop_ms": stopped(server),
        }
    with place.idle_server(*words) as server:
        figures["restart_to_ready_ms"] = round(server.ready_ms, 1)
        figures["restarted_kb_per_job"] = round((server.memory_kb() - before) / count, 2)
    if hasattr(place, "unsealed_server"):
        with place.unsealed_server("--provers", "0", *words) as server:
            filled(server, count)
            figures["stop_unsealed_ms"] = stopped(server)
    return figures


def filled(server, count):
    """Puts `count` jobs into the queue in batches: jobs a second, processor milliseconds of the server for each, and the last job's id."""
    deploy(server)
    # The first order measures the machine, for its estimate.
    server.expect((200,), "POST", "/api/evaluate", ORDER)
    begun, cpu = time.monotonic(), server.cpu_seconds()
    job = fill(server, count)
    return count / (time.monotonic() - begun), (server.cpu_seconds() - cpu) / count * 1000, job


def stopped(server):
    """Milliseconds from SIGTERM to the end of the process."""
    begun = time.monotonic()
    server.stop()
    if server.process.returncode != 0:
        raise RuntimeError("the server did not stop by itself")
    return round((time.monotonic() - begun) * 1000, 1)


def workers(place, directory, options):
    """Proofs a second with one worker and with two. One proof at a time in each and one thread for each proof, so that cores are what is compared."""
    # More than two cores can prove meanwhile; what is left shows that the workers never waited for orders.
    with place.idle_server("--queue-capacity", "1000000") as server, contextlib.ExitStack() as running:
        deploy(server)
        last = fill(server, 60 * (options.seconds + 10))
        figures, team = {}, []
        for number in (1, 2):
            team.append(running.enter_context(place.worker("--provers", "1", "--proof-threads", "1", "--drain-seconds", "0")))
            wait_until(lambda: all(worker.finished() >= 3 for worker in team), 120, "the first proofs of the workers")
            figures[f"per_s_{number}"], figures[f"cores_used_{number}"] = pace(team, options.seconds)
        state = json.loads(server.expect((200,), "GET", f"/api/jobs/{last}")[0])["status"]
        if state != "queued":
            raise RuntimeError(f"the queue ran dry: its last job is {state}")
        failed = json.loads(server.expect((200,), "GET", "/api/jobs?status=failed&limit=1")[0])["jobs"]
        if failed:
            raise RuntimeError(f"a proof failed: {failed[0]}")
    return {**figures, "ratio": round(figures["per_s_2"] / figures["per_s_1"], 3), "threads_per_proof": 1}


def pace(team, seconds):
    """Proofs a second from the end of one to the end of another, and processor time of all workers a second."""

    def next_end():
        before = after = sum(worker.finished() for worker in team)
        while after == before:
            time.sleep(0.005)
            after = sum(worker.finished() for worker in team)
        return time.monotonic(), after, sum(worker.cpu_seconds() for worker in team)

    begun, first, cpu = next_end()
    time.sleep(seconds)
    ended, last, used = next_end()
    return round((last - first) / (ended - begun), 2), round((used - cpu) / (ended - begun), 2)
