import Storage

/// Something that happens to a job.
public enum JobStep: String, Sendable, CaseIterable {
    /// A worker takes it, the first time or over from one whose lease ran out.
    case claim
    /// There is a receipt: made by the worker that holds the claim, or before, for the same order.
    case succeed
    case fail
    case cancel
    case expire
    /// The private inputs are gone with the process that held them.
    case lose
    /// It goes back to the queue: the server stops, a lease ran out, or an attempt failed through no doing of the job.
    case putBack
    /// An operator starts a quarantined job again.
    case replay
}

/// The life of a job: the one table of what may follow what.
///
///     queued ──claim──▶ running ──succeed──▶ succeeded
///       ▲  │               │ └──fail, cancel, expire, lose──▶ failed, cancelled, expired, lost
///       │  └─ succeed, fail, cancel, expire, lose (the same ends, without a computation)
///       └────putBack───────┘
///
///     failed ──replay──▶ queued
public enum JobLife {
    /// The state after a step; nil when the step is not allowed, above all when the job has ended: then only a failed one may be replayed.
    public static func state(after step: JobStep, in state: JobState) -> JobState? {
        guard !state.isFinal else { return step == .replay && state == .failed ? .queued : nil }
        switch step {
        case .replay: return nil
        case .claim: return .running
        case .putBack: return state == .running ? .queued : nil
        case .succeed: return .succeeded
        case .fail: return .failed
        case .cancel: return .cancelled
        case .expire: return .expired
        case .lose: return .lost
        }
    }

    /// The step that a failure makes once nothing is tried any more.
    package static func step(of failure: JobFailure) -> JobStep {
        switch failure.failureClass {
        case .cancelled: .cancel
        case .expired: .expire
        case .infrastructure where failure.code == JobFailure.lost.code: .lose
        case .statementFalse, .invalidInput, .overLimit, .programFault, .infrastructure: .fail
        }
    }
}

extension JobState {
    /// Whether a job that ended like this costs its tenant anything: only success does.
    var isCharged: Bool { self == .succeeded }
}

extension JobRecord {
    /// Takes a step; false, and nothing changed, if the job's life does not allow it.
    ///
    /// An end drops the document, the sealed inputs, the claim, and notes the time.
    package mutating func take(_ step: JobStep, at now: Int) -> Bool {
        guard let next = JobLife.state(after: step, in: state) else { return false }
        state = next
        if next.isFinal {
            finishedAt = now
            document = nil
            sealedInputs = nil
            notBefore = nil
            isCharged = next.isCharged
        }
        if step == .replay {
            (attempts, startedAt, finishedAt, phase, failure) = (0, nil, nil, nil, nil)
        }
        if next != .running {
            worker = nil
            leaseUntil = nil
        }
        return true
    }

    /// Ends as a failure does, and notes what it is and whether the caller pays for it.
    package mutating func take(_ failure: JobFailure, at now: Int) -> Bool {
        guard take(JobLife.step(of: failure), at: now) else { return false }
        var told = failure
        if told.stage == nil { told.stage = startedAt == nil ? "queue" : phase }
        told.isCharged = isCharged
        self.failure = told.json.canonicalBytes
        return true
    }
}
