import Service
import Storage
import Testing

/// The table of what may follow what, whole.
@Suite struct JobLifeTests {
    private static let allowed: [JobState: [JobStep: JobState]] = [
        .queued: [
            .claim: .running, .succeed: .succeeded, .fail: .failed, .cancel: .cancelled, .expire: .expired, .lose: .lost,
        ],
        .running: [
            .claim: .running, .succeed: .succeeded, .fail: .failed, .cancel: .cancelled, .expire: .expired, .lose: .lost,
            .putBack: .queued,
        ],
        .failed: [.replay: .queued],
    ]

    private func job(_ state: JobState) -> JobRecord {
        JobRecord(
            id: "j", tenant: "t", state: state, customerID: nil, imageID: [1], document: [1], request: [], sealedInputs: [2],
            worker: "w", leaseUntil: 9, notBefore: 8, createdAt: 1)
    }

    @Test func everyStepInEveryStateIsAllowedOrRefusedAsTheTableSays() {
        for state in JobState.allCases {
            for step in JobStep.allCases {
                let expected = Self.allowed[state]?[step]
                #expect(JobLife.state(after: step, in: state) == expected, "\(step) in \(state)")
                var record = job(state)
                let before = record
                let isTaken = record.take(step, at: 77)
                #expect(isTaken == (expected != nil))
                if let expected { #expect(record.state == expected) } else { #expect(record == before) }
            }
        }
    }

    @Test func anEndedJobTakesNoStepButAReplayOfOneThatFailed() {
        for state in JobState.allCases where state.isFinal {
            let steps = JobStep.allCases.filter { JobLife.state(after: $0, in: state) != nil }
            #expect(steps == (state == .failed ? [.replay] : []))
        }
    }

    @Test func aReplayForgetsTheEndAndTheAttempts() {
        var record = job(.running)
        record.attempts = 3
        let isFailed = record.take(JobFailure.gaveUp(attempts: 3, last: nil), at: 77)
        let isReplayed = record.take(.replay, at: 78)
        #expect(isFailed && isReplayed && record.state == .queued)
        #expect(
            record.attempts == 0 && record.finishedAt == nil && record.startedAt == nil && record.failure == nil && record.worker == nil)
    }

    @Test func anEndDropsWhatIsPrivateAndTheClaim() {
        for step in [JobStep.succeed, .fail, .cancel, .expire, .lose] {
            var record = job(.running)
            let isTaken = record.take(step, at: 77)
            #expect(isTaken && record.sealedInputs == nil && record.document == nil && record.worker == nil && record.leaseUntil == nil)
            #expect(record.finishedAt == 77 && record.notBefore == nil)
        }
        var back = job(.running)
        let isBack = back.take(.putBack, at: 77)
        #expect(isBack && back.sealedInputs == [2] && back.worker == nil && back.finishedAt == nil)
    }

    @Test(arguments: [
        (JobFailure(EngineError.failed(reason: "r")), FailureClass.programFault, "engine_failed", JobState.failed),
        (JobFailure(EngineError.overLimit(reason: "r")), .overLimit, "over_limit", .failed),
        (JobFailure(EngineError.refused([])), .invalidInput, "invalid_rule", .failed),
        (JobFailure(EngineError.statementFalse(RuleFailure(rule: 1, type: "t"))), .statementFalse, "statement_false", .failed),
        (JobFailure(EngineError.unreliable(reason: "r")), .infrastructure, "engine_unreliable", .failed),
        (.cancelled, .cancelled, "cancelled", .cancelled), (.clientGone, .cancelled, "client_disconnected", .cancelled),
        (.deadlinePassed, .expired, "deadline_passed", .expired), (.timeLimit(3), .expired, "time_limit", .expired),
        (.lost, .infrastructure, "lost", .lost), (.gaveUp(attempts: 3, last: nil), .infrastructure, "gave_up", .failed),
    ])
    func everyFailureHasAClassACodeAndAnEnd(_ failure: JobFailure, _ kind: FailureClass, _ code: String, _ end: JobState) throws {
        #expect(failure.failureClass == kind && failure.code == code)
        var record = job(.running)
        record.startedAt = 5
        record.phase = "prove"
        let isTaken = record.take(failure, at: 9)
        #expect(isTaken && record.state == end)
        let read = try #require(JobFailure(record))
        #expect(read.failureClass == kind && read.code == code && read.stage == "prove")
        #expect(!read.isCharged && !record.isCharged)
        // Earlier versions stored no class; the code tells it.
        record.failure = Array(#"{"code":"\#(code)","detail":"d"}"#.utf8)
        let old = try #require(JobFailure(record)).failureClass
        #expect(old == kind || code == "engine_unreliable" || code == "deadline_passed")
    }

    @Test func onlySuccessCostsAnythingAndOnlyFaultsOfTheMachineAreTriedAgain() {
        for step in [JobStep.succeed, .fail, .cancel, .expire, .lose] {
            var record = job(.running)
            let isTaken = record.take(step, at: 77)
            #expect(isTaken && record.isCharged == (step == .succeed))
        }
        #expect(FailureClass.allCases.filter(\.isRetried) == [.infrastructure])
    }
}
