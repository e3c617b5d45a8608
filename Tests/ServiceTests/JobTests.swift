import Foundation
import Rules
import Service
import ServiceTesting
import Storage
import Synchronization
import Testing

@Suite struct JobTests {
    @Test func orderBecomesAReceipt() throws {
        let fixture = try ServiceFixture()
        let ticket = try fixture.service.order(ServiceFixture.order())
        #expect(try fixture.waitFor(.succeeded, ticket.job.id))
        let job = try fixture.service.job(ticket.job.id)
        let receipt = try fixture.service.receipt(#require(job.receiptID))
        #expect(receipt.jobID == job.id)
        #expect(receipt.imageID == job.imageID)
        #expect(job.document == nil)
        let verdict = try fixture.service.verify(receipt.encoded, ReceiptExpectation(imageID: receipt.imageID))
        #expect(verdict.isAccepted)
    }

    @Test func falseStatementIsRefusedBeforeAJobExists() throws {
        let fixture = try ServiceFixture()
        do {
            _ = try fixture.service.order(ServiceFixture.order(#"{"holds":false}"#))
            Issue.record("accepted")
        } catch {
            guard case ServiceError.statementFalse(let failure) = error else { throw error }
            #expect(failure.rule == 0)
            #expect(failure.type == "range_check")
        }
        #expect(fixture.engine.counts.started == 0)
        #expect(try fixture.service.statistics(by: .local).jobs.isEmpty)
    }

    @Test func falseStatementMayBeProvenOnRequest() throws {
        let fixture = try ServiceFixture()
        var order = ServiceFixture.order(#"{"holds":false}"#)
        order.request.allowsNegativeResult = true
        let ticket = try fixture.service.order(order)
        #expect(try fixture.waitFor(.succeeded, ticket.job.id))
    }

    @Test func faultyInputsAreRefusedWithTheirPointer() throws {
        let fixture = try ServiceFixture()
        do {
            _ = try fixture.service.order(ServiceFixture.order(#"{"unknown":1}"#))
            Issue.record("accepted")
        } catch {
            guard case ServiceError.invalidInputs(let findings) = error else { throw error }
            #expect(findings.map(\.pointer) == ["/private_inputs/unknown"])
        }
    }

    @Test func failedProofSaysSo() throws {
        let fixture = try ServiceFixture()
        let ticket = try fixture.service.order(ServiceFixture.order(#"{"fails":true}"#))
        #expect(try fixture.waitFor(.failed, ticket.job.id))
        #expect(JobReport.failureCode(try fixture.service.job(ticket.job.id)) == "engine_failed")
    }

    @Test func fullQueueRefusesWithAHintWhenToReturn() throws {
        let fixture = try ServiceFixture { $0.queueCapacity = 2 }
        fixture.engine.hold(true)
        let running = try fixture.service.order(ServiceFixture.order())
        #expect(try fixture.waitFor(.running, running.job.id))
        let waiting = try (0..<2).map { _ in try fixture.service.order(ServiceFixture.order()) }
        #expect(!fixture.service.isReady)
        do {
            _ = try fixture.service.order(ServiceFixture.order())
            Issue.record("accepted")
        } catch {
            guard case ServiceError.queueFull(let seconds) = error else { throw error }
            #expect(seconds >= 1)
        }
        #expect(fixture.service.wait(of: waiting[1].job)?.forecast.place.position == 2)
        fixture.engine.hold(false)
        #expect(try fixture.waitFor(.succeeded, waiting[1].job.id))
        #expect(fixture.service.isReady)
    }

    @Test func cancellingARunningJobStopsTheComputation() throws {
        let fixture = try ServiceFixture()
        fixture.engine.hold(true)
        let ticket = try fixture.service.order(ServiceFixture.order())
        #expect(try fixture.waitFor(.running, ticket.job.id))
        try fixture.service.cancel(ticket.job.id)
        #expect(try fixture.waitFor(.cancelled, ticket.job.id))
        #expect(fixture.engine.counts.stopped == 1)
        #expect(fixture.engine.counts.finished == 0)
        try fixture.service.cancel(ticket.job.id)
    }

    @Test func cancellingAWaitingJobNeverStartsIt() throws {
        let fixture = try ServiceFixture()
        fixture.engine.hold(true)
        let first = try fixture.service.order(ServiceFixture.order())
        #expect(try fixture.waitFor(.running, first.job.id))
        let second = try fixture.service.order(ServiceFixture.order())
        try fixture.service.cancel(second.job.id)
        #expect(try fixture.state(second.job.id) == .cancelled)
        fixture.engine.hold(false)
        #expect(try fixture.waitFor(.succeeded, first.job.id))
        #expect(fixture.engine.counts.started == 1)
        #expect(throws: ServiceError.self) { try fixture.service.cancel(first.job.id) }
        #expect(throws: ServiceError.self) { try fixture.service.cancel("job_none") }
    }

    @Test func jobThatTakesTooLongExpires() throws {
        let fixture = try ServiceFixture { $0.secondsPerJob = 0.2 }
        fixture.engine.hold(true)
        let ticket = try fixture.service.order(ServiceFixture.order())
        #expect(try fixture.waitFor(.expired, ticket.job.id))
        #expect(fixture.engine.counts.stopped == 1)
    }

    @Test func historyHasNoGapsAndCanBeResumedAnywhere() throws {
        let fixture = try ServiceFixture()
        let ticket = try fixture.service.order(ServiceFixture.order(#"{"steps":40}"#))
        let live = Mutex<[JobMessage]>([])
        _ = try fixture.service.listen(ticket.job.id, after: 0) { message in live.withLock { $0.append(message) } }
        #expect(eventually { live.withLock { $0.last?.isLast == true } })
        let numbers = live.withLock { $0.compactMap(\.number) }
        #expect(numbers == Array(1...numbers.count))
        let names = live.withLock { $0.filter { $0.number != nil }.map(\.name) }
        #expect(names == ["queued", "running", "phase", "phase", "succeeded"])
        for start in 0...numbers.count {
            let resumed = Mutex<[Int]>([])
            _ = try fixture.service.listen(ticket.job.id, after: start) { message in resumed.withLock { $0 += [message.number ?? -1] } }
            #expect(resumed.withLock { $0 } == Array(numbers.dropFirst(start)))
        }
    }

    @Test func jobIsStoppedWhenItsOnlyCallerLeaves() throws {
        let fixture = try ServiceFixture()
        fixture.engine.hold(true)
        let ticket = try fixture.service.order(ServiceFixture.order(detached: false))
        let leave = try fixture.service.whenFinished(ticket.job.id) { _ in }
        #expect(try fixture.waitFor(.running, ticket.job.id))
        leave()
        #expect(try fixture.waitFor(.cancelled, ticket.job.id))
        #expect(JobReport.failureCode(try fixture.service.job(ticket.job.id)) == "client_disconnected")
        #expect(fixture.engine.counts.stopped == 1)
    }

    @Test func jobGoesOnWhileAnybodyStillWaitsOrWasPromisedIt() throws {
        let fixture = try ServiceFixture()
        fixture.engine.hold(true)
        let ticket = try fixture.service.order(ServiceFixture.order(detached: false))
        let finished = Atomic<Int>(0)
        let leaveFirst = try fixture.service.whenFinished(ticket.job.id) { _ in finished.add(1, ordering: .relaxed) }
        let leaveSecond = try fixture.service.whenFinished(ticket.job.id) { _ in finished.add(1, ordering: .relaxed) }
        leaveFirst()
        fixture.service.detach(ticket.job.id)
        leaveSecond()
        fixture.engine.hold(false)
        #expect(try fixture.waitFor(.succeeded, ticket.job.id))
        #expect(finished.load(ordering: .relaxed) == 0)
    }

    @Test func saltIsChosenOnceAndToldAgainOnRepetition() throws {
        let fixture = try ServiceFixture()
        let salted = Array(#"{"use_case":"s","salted":true}"#.utf8)
        let first = try fixture.service.order(ServiceFixture.order(key: "k", document: salted))
        let salt = try #require(first.salt)
        #expect(salt.count == 32)
        #expect(try fixture.waitFor(.succeeded, first.job.id))
        #expect(fixture.engine.counts.salts == [salt])
        #expect(try fixture.service.order(ServiceFixture.order(key: "k", document: salted)).salt == salt)
        var own = ServiceFixture.order(document: salted)
        own.inputs = PrivateInputs(json: own.inputs.json, salt: [UInt8](repeating: 7, count: 32))
        #expect(try fixture.service.order(own).salt == nil)
    }
}
