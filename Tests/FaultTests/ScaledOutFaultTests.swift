import Foundation
import Messaging
import ServiceTesting
import Testing

/// Faults of two servers and two workers on PostgreSQL, NATS, Redis and Envoy: whatever dies, freezes or comes twice, an accepted job ends as
/// it should, once.
@Suite(.serialized, .enabled(if: Engines.absence == nil, Comment(rawValue: Engines.absence ?? "")))
struct ScaledOutFaultTests {
    /// Runs a scenario of random kills: `strike` hurts something, and the returned closure mends it.
    private func strikes(
        _ name: String, times: Int = 2, down: ClosedRange<Double> = 0...0.5,
        _ strike: @escaping (ScaledOutService, inout Chance) throws -> () throws -> Void
    ) {
        Rounds.run("scaled out: \(name)") { chance in
            let service = try ScaledOutService()
            let load = service.load(&chance)
            for _ in 0..<times {
                chance.pause(0.1...0.9)
                let mend = try strike(service, &chance)
                chance.pause(down)
                try mend()
            }
            return try service.settle(load)
        }
    }

    @Test func serversAreKilledAtRandomMoments() {
        strikes("kill -9 of a server", times: 3) { service, chance in
            let server = service.servers[Int.random(in: 0..<2, using: &chance)]
            server.kill9()
            return { try server.restart() }
        }
    }

    @Test func workersAreKilledAtRandomMoments() {
        strikes("kill -9 of a worker", times: 3) { service, chance in
            let worker = service.workers[Int.random(in: 0..<2, using: &chance)]
            worker.kill9()
            return { try worker.restart() }
        }
    }

    @Test func databaseIsKilledAtRandomMoments() {
        strikes("kill -9 of PostgreSQL", down: 0...1) { service, _ in
            try service.engines.postgreSQL.kill()
            return { try service.engines.postgreSQL.start() }
        }
    }

    @Test func sharedStateIsKilledAtRandomMoments() {
        strikes("kill -9 of Redis", down: 0...1) { service, _ in
            service.engines.redis.process.kill9()
            return { try service.engines.redis.process.restart() }
        }
    }

    @Test func nodesOfTheQueueAreKilledOneAfterTheOther() {
        strikes("kill -9 of a NATS node", down: 0.2...1.5) { service, chance in
            let nats = service.engines.nats
            let node = nats.nodes[Int.random(in: 0..<3, using: &chance)]
            node.kill9()
            return {
                try node.restart()
                try nats.waitUntilHealthy()
            }
        }
    }

    /// Two of three nodes are no quorum: orders are still accepted, and the queue moves on when one is back.
    @Test func queueLosesItsQuorum() {
        strikes("kill -9 of two NATS nodes", times: 1, down: 0.5...2) { service, chance in
            let nats = service.engines.nats
            let spared = Int.random(in: 0..<3, using: &chance)
            let killed = nats.nodes.indices.filter { $0 != spared }
            for index in killed { nats.nodes[index].kill9() }
            return {
                for index in killed { try nats.nodes[index].restart() }
                try nats.waitUntilHealthy()
            }
        }
    }

    @Test func proxyIsKilledAtRandomMoments() {
        strikes("kill -9 of Envoy", times: 3) { service, _ in
            service.envoy.kill()
            return { try service.envoy.start() }
        }
    }

    @Test func databaseFreezesForSeconds() {
        strikes("PostgreSQL frozen", down: 0...0.1) { service, chance in
            let seconds = Double.random(in: 1...3, using: &chance)
            try service.engines.postgreSQL.frozen { Thread.sleep(forTimeInterval: seconds) }
            return {}
        }
    }

    @Test func databaseIsLockedForSeconds() {
        strikes("table of jobs locked", down: 0...0.1) { service, chance in
            let seconds = Double.random(in: 1...2.5, using: &chance)
            try service.engines.postgreSQL.query(
                "BEGIN; LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(\(seconds)); COMMIT", in: service.database)
            return {}
        }
    }

    @Test func everythingIsUpgradedWithJobsInFlight() {
        Rounds.run("scaled out: upgrade with jobs in flight") { chance in
            let service = try ScaledOutService(servers: ["--drain-seconds", "1"], workers: ["--drain-seconds", "1"])
            let load = service.load(&chance)
            load.waitUntilAccepted(2)
            for process in service.servers + service.workers {
                process.terminate()
                chance.pause(0...0.2)
                try process.restart()
                chance.pause(0...0.3)
            }
            return try service.settle(load)
        }
    }

    @Test func overloadIsRefusedPolitely() {
        Rounds.run("scaled out: 10× overload") { chance in
            let service = try ScaledOutService(servers: ["--queue-capacity", "3"])
            let load = service.load(orders: 30, share: 20, clients: 30, pace: 0, &chance)
            return try service.settle(load, refusesSome: true)
        }
    }
}
