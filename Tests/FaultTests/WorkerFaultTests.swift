import Foundation
import Messaging
import ServiceTesting
import Testing

/// Faults between a worker and the queue it takes jobs from.
@Suite(.serialized, .enabled(if: Engines.absence == nil, Comment(rawValue: Engines.absence ?? "")))
struct WorkerFaultTests {
    /// The worker stops in the middle of a proof, somebody else makes it, and what the worker then brings is refused.
    @Test func workerFreezesPastItsLease() {
        Rounds.run("scaled out: worker frozen past its lease") { chance in
            let service = try ScaledOutService()
            let slow = (0..<2).map { Order(customer: service.customers[$0], number: 900 + $0, waits: false, isLong: true, &chance) }
            let load = service.load(orders: 6, extra: slow, &chance)
            guard let first = Self.claim(slow[0], service, after: 0) else {
                return RoundReport(violations: ["the slow job was not started"], summary: "")
            }
            chance.pause(0...0.5)
            first.worker.pause()
            // Until the lease has run out, the queue's patience too, and the other worker has time for it.
            let second = Self.claim(slow[0], service, after: first.fence)
            first.worker.resume()
            let report = try service.settle(load)
            return report.adding(second == nil ? ["the job of the frozen worker was not claimed by the other"] : [])
        }
    }

    /// The claim under which an order's job runs, and the worker that made it; nil when it does not run.
    private static func claim(_ order: Order, _ service: ScaledOutService) -> (fence: Int, worker: ServerProcess)? {
        guard let job = order.job,
            let row = try? service.records.rows("SELECT fence, worker FROM jobs WHERE id = '\(job)' AND state = 'running'").first,
            let fence = Int(row[0]), let worker = service.workers.first(where: { $0.log.contains(row[1]) })
        else { return nil }
        return (fence, worker)
    }

    /// The claim of an order's job that follows another, as soon as it is made.
    private static func claim(_ order: Order, _ service: ScaledOutService, after fence: Int) -> (fence: Int, worker: ServerProcess)? {
        var found: (fence: Int, worker: ServerProcess)?
        _ = eventually(within: Load.patience) {
            found = claim(order, service)
            return found.map { $0.fence > fence } ?? false
        }
        return found.flatMap { $0.fence > fence ? $0 : nil }
    }

    /// Every job's message comes again and again, in any order, while it waits, while it runs and after it has ended.
    @Test func messagesComeTwiceAndInAnyOrder() {
        Rounds.run("scaled out: duplicate and reordered delivery") { chance in
            let service = try ScaledOutService()
            let client = try MessagingClient(MessagingSettings(addresses: NATSAddress.list(service.engines.nats.urls)))
            var settings = JobStreamSettings()
            settings.replicas = 3
            let stream = JobStream(client, settings)
            let load = service.load(&chance)
            load.waitUntilAccepted(1)
            var (sent, turn, isOver) = (0, 0, false)
            while !isOver, !load.isOutOfPatience {
                turn += 1
                // Also once after all have ended.
                isOver = load.orders.allSatisfy(\.isSettled)
                for job in load.orders.compactMap(\.job).shuffled(using: &chance).prefix(4) {
                    if case .stored? = try? stream.publish(jobID: job, messageID: "again-\(turn)-\(job)") { sent += 1 }
                }
                chance.pause(0.02...0.1)
            }
            let report = try service.settle(load)
            return report.adding(sent < 10 ? ["only \(sent) messages came again"] : [])
        }
    }

    /// A job that takes its worker with it whenever it runs is quarantined; nothing else suffers.
    @Test func poisonedJobIsQuarantined() {
        Rounds.run("scaled out: poisoned job") { chance in
            let service = try ScaledOutService(servers: ["--attempts", "3"], workers: ["--attempts", "3"])
            let poison = Order(customer: service.customers[1], number: 999, waits: false, isLong: true, &chance)
            let load = service.load(orders: 8, extra: [poison], &chance)
            load.waitUntilAccepted(1)
            var last = 0
            while !poison.isSettled, !load.isOutOfPatience {
                // A new claim: its lease outlives the worker, so the old one stands for a while.
                if let claim = Self.claim(poison, service), claim.fence > last {
                    claim.worker.kill9()
                    last = claim.fence
                    try claim.worker.restart()
                }
                Thread.sleep(forTimeInterval: 0.05)
            }
            let report = try service.settle(load) { $0 === poison ? ["failed"] : ["succeeded"] }
            let error = poison.history.withLock { $0.error ?? "" }
            return report.adding(
                last == 3 && error.contains("gave_up") ? [] : ["the poisoned job was claimed \(last) times and ended with \(error)"])
        }
    }
}
