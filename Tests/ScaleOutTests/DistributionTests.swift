import Foundation
import Messaging
import ScaleOut
import Service
import ServiceTesting
import Storage
import Testing

private let absence = Installation.absence

@Suite(.serialized, .enabled(if: absence == nil, Comment(rawValue: absence ?? "")))
struct DistributionTests {
    private func allEnded(_ ids: [String], _ server: TestServer, _ state: JobState = .succeeded) throws -> Bool {
        for _ in 0..<6 {
            let isOver = try eventually { try ids.allSatisfy { try server.job($0).state.isFinal } }
            if isOver { return try ids.allSatisfy { try server.job($0).state == state } }
        }
        return false
    }

    @Test func twoHundredJobsOfTwoServersAreDoneOnceByTwoWorkers() throws {
        let installation = try Installation()
        let servers = [try installation.addServer(), try installation.addServer()]
        let workers = [try installation.addWorker(provers: 2), try installation.addWorker(provers: 2)]
        let ids = try (0..<200).map { try servers[$0 % 2].order() }
        #expect(try allEnded(ids, servers[0]))
        #expect(installation.engine.counts.finished == 200)
        #expect(workers.allSatisfy { $0.worker.counters.finished > 0 })
        #expect(workers.map(\.worker.counters.finished).reduce(0, +) == 200)
        // Each has one receipt, and its history has no gap.
        for id in ids {
            #expect(try servers[0].job(id).receiptID != nil)
            #expect(try servers[0].job(id).attempts == 1)
        }
        #expect(servers.count { $0.distribution.dispatched?.leads == true } == 1)
        #expect(try eventually { try servers[0].distribution.stream.lag().ackPending == 0 })
    }

    /// Each hint once wrapped the listener in two more functions, so that a server fell after 65,000 orders.
    @Test func twoHundredThousandHintsLeaveTheStackAsItIs() throws {
        let installation = try Installation()
        let server = try installation.addServer()
        for _ in 0..<200_000 { server.distribution.exchange.jobWaits("job_0") }
        try installation.addWorker()
        let id = try server.order()
        #expect(try allEnded([id], server))
    }

    @Test func whoeverWaitsAtAServerHearsOfTheEndElsewhere() throws {
        let installation = try Installation()
        let (first, second) = (try installation.addServer(), try installation.addServer())
        let id = try first.order(steps: 20, detached: false)
        let heard = Lines()
        _ = try first.service.whenFinished(id, by: .local) { heard.add($0.state.rawValue) }
        let names = Lines()
        _ = try second.service.listen(id, after: 0, by: .local) { if $0.number != nil { names.add($0.name) } }
        try installation.addWorker()
        #expect(eventually { heard.all == ["succeeded"] })
        #expect(eventually { names.all.last == "succeeded" })
        #expect(names.all.first == "queued" && names.all.contains("running"))
        #expect(eventually { first.service.followedJobs.isEmpty })
    }

    @Test func waitingAndRunningJobsAreCancelledAcrossProcesses() throws {
        let installation = try Installation()
        let (first, second) = (try installation.addServer(), try installation.addServer())
        installation.engine.hold(true)
        let waiting = try first.order()
        try second.service.cancel(waiting, by: .local)
        #expect(try first.job(waiting).state == .cancelled)
        let running = try first.order()
        try installation.addWorker()
        #expect(try eventually { try first.job(running).state == .running })
        try second.service.cancel(running, by: .local)
        #expect(try allEnded([running], first, .cancelled))
        #expect(installation.engine.counts.stopped == 1)
        // The waiting one never ran.
        #expect(installation.engine.counts.started == 1)
    }

    @Test func callerThatLeavesStopsItsJobElsewhere() throws {
        let installation = try Installation()
        let server = try installation.addServer()
        installation.engine.hold(true)
        try installation.addWorker()
        let id = try server.order(detached: false)
        let leave = try server.service.whenFinished(id, by: .local) { _ in }
        #expect(try eventually { try server.job(id).state == .running })
        leave()
        #expect(try allEnded([id], server, .cancelled))
    }

    /// The first server sees its caller leave only after the caller has come to the second, as when the proxy between them dies.
    @Test func callerThatCameBackToAnotherServerIsNotTakenForGone() throws {
        let installation = try Installation()
        let (first, second) = (try installation.addServer(), try installation.addServer())
        installation.engine.hold(true)
        try installation.addWorker()
        let id = try first.order(detached: false, key: "k")
        let leave = try first.service.whenFinished(id, by: .local) { _ in }
        #expect(try eventually { try first.job(id).state == .running })
        #expect(try second.order(detached: false, key: "k") == id)
        leave()
        installation.engine.hold(false)
        #expect(try allEnded([id], second, .succeeded))
    }

    @Test func drainedWorkerHandsItsJobToAnother() throws {
        let installation = try Installation()
        let server = try installation.addServer()
        installation.engine.hold(true)
        let leaving = try installation.addWorker()
        let id = try server.order()
        #expect(try eventually { try server.job(id).state == .running })
        leaving.worker.drain(within: 0.1)
        #expect(try server.job(id).state == .queued)
        // A stop by the operator is no attempt.
        #expect(try server.job(id).attempts == 0)
        installation.engine.hold(false)
        try installation.addWorker()
        #expect(try allEnded([id], server))
        #expect(try server.job(id).worker == nil)
    }

    @Test func messageThatWasLostIsSentAgain() throws {
        let installation = try Installation()
        let server = try installation.addServer()
        let id = try server.order()
        let stream = server.distribution.stream
        #expect(eventually { (try? stream.lag().pending) == 1 })
        // Somebody takes the message out of the stream and does nothing.
        let thief = stream.fetcher()
        let stolen = try #require(try thief.fetch(within: 2).first)
        try stolen.drop()
        try installation.addWorker()
        #expect(try allEnded([id], server))
        #expect(installation.engine.counts.finished == 1)
    }

    @Test func jobDeliveredTwiceAndOutOfOrderIsDoneOnce() throws {
        let installation = try Installation()
        let server = try installation.addServer()
        let ids = try (0..<5).map { _ in try server.order() }
        let stream = server.distribution.stream
        #expect(eventually { (try? stream.lag().pending) == 5 })
        let fetcher = stream.fetcher()
        var held = try fetcher.fetch(limit: 5, within: 2)
        // Back into the stream in the reverse order, and some of them twice.
        while let last = held.popLast() { try last.handBack(after: 0) }
        for id in ids { _ = try stream.publish(jobID: id, messageID: "again-\(id)") }
        try installation.addWorker(provers: 2)
        #expect(try allEnded(ids, server))
        #expect(installation.engine.counts.finished == 5)
        // A message of a job that is over changes nothing.
        let isBack = try eventually { try stream.publish(jobID: ids[0], messageID: "late") != .known }
        #expect(isBack)
        #expect(try eventually { try stream.lag().pending == 0 && stream.lag().ackPending == 0 })
        #expect(installation.engine.counts.finished == 5)
    }

    @Test func jobWhoseWorkersDieIsGivenUpAndQuarantined() throws {
        let installation = try Installation()
        let server = try installation.addServer()
        let id = try server.order()
        // Two workers claimed it and were not heard of again.
        for number in 1...2 {
            try server.store.write { session throws(StorageError) in
                guard var job = try session.job(id) else { return }
                let seen = job.fence
                job.state = .running
                job.attempts = number
                job.fence += 1
                job.leaseUntil = 1
                _ = try session.updateJob(job, over: seen)
            }
        }
        let worker = try installation.addWorker(attempts: 2)
        #expect(try allEnded([id], server, .failed))
        #expect(eventually { worker.worker.counters.quarantined == 1 })
        let letters = try server.distribution.stream.deadLetters()
        #expect(letters.map(\.jobID) == [id])
        #expect(letters.map(\.reason) == ["poisonous"])
        #expect(installation.engine.counts.started == 0)
    }

    @Test func leaderThatStopsIsFollowedByAnotherServer() throws {
        let installation = try Installation()
        let (first, second) = (try installation.addServer(), try installation.addServer())
        #expect(eventually { first.distribution.dispatched?.leads == true || second.distribution.dispatched?.leads == true })
        let leader = first.distribution.dispatched?.leads == true ? first : second
        leader.distribution.stop()
        let id = try leader.order()
        try installation.addWorker()
        #expect(try allEnded([id], first))
    }

    @Test func acceptedJobsAreDoneWhenTheStreamComesBack() throws {
        let installation = try Installation()
        let server = try installation.addServer()
        try installation.addWorker()
        installation.cluster.nodes[0].kill9()
        let ids = try (0..<10).map { _ in try server.order() }
        #expect(try ids.allSatisfy { try server.job($0).state == .queued })
        try installation.cluster.nodes[0].restart()
        #expect(try allEnded(ids, server))
        #expect(installation.engine.counts.finished == 10)
    }
}
