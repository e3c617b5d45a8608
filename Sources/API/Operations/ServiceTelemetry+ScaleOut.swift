import ScaleOut
import Telemetry

extension ServiceTelemetry {
    /// Adds the metrics of a worker.
    func watch(_ worker: Worker) {
        let metrics: [(String, String, MetricKind, @Sendable (WorkerCounters) -> Int)] = [
            ("burhan_worker_jobs_running", "Jobs under way in this worker.", .gauge, { $0.running }),
            ("burhan_worker_jobs_finished_total", "Jobs worked off.", .counter, { $0.finished }),
            ("burhan_worker_jobs_fenced_total", "Runs whose result was refused: somebody else had the job.", .counter, { $0.fenced }),
            ("burhan_worker_jobs_handed_back_total", "Jobs handed back, to start later or elsewhere.", .counter, { $0.handedBack }),
        ]
        for (name, help, kind, read) in metrics { registry.sampled(name, help, kind) { Double(read(worker.counters)) } }
    }

    /// Adds the metrics of a server that hands jobs out; what waits in the stream is told to the observer.
    func watch(_ distribution: JobDistribution) {
        registry.sampled("burhan_stream_redelivered", "Jobs that were delivered more than once and are not settled.") {
            Double(distribution.lag?.redelivered ?? 0)
        }
        registry.sampled("burhan_dead_letters", "Jobs that are quarantined.") { Double(distribution.lag?.deadLetters ?? 0) }
        registry.sampled("burhan_dispatcher_leads", "1 in the server that hands out the jobs of all.") {
            distribution.dispatched?.leads == true ? 1 : 0
        }
        registry.sampled("burhan_jobs_published_total", "Jobs put into the stream by this server.", .counter) {
            Double(distribution.dispatched?.published ?? 0)
        }
    }
}
