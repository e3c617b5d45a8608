import Storage

/// Why an order can't be booked.
enum OrderRefusal: Sendable, Equatable {
    case concurrency(limit: Int)
    case cycles(name: String, limit: Int, retryAfterSeconds: Int)
    case credits(needed: Int, available: Int)

    /// The limit that was hit.
    var name: String {
        switch self {
        case .concurrency: "concurrent_jobs"
        case .cycles(let name, _, _): name
        case .credits: "credits"
        }
    }
}

/// What a job costs its tenant: promised when it is accepted, taken when it has succeeded, given back otherwise; each in the
/// transaction that changes the job.
extension ProofService {
    /// The tenant of a caller, with its limits.
    func tenant(of caller: Caller) throws(ServiceError) -> Tenant {
        guard let tenant = try gatekeeper.find(caller.tenant)?.tenant else { throw .unauthenticated(.refused) }
        return tenant
    }

    /// Reserves what an order is expected to take, in the transaction that writes its job; nothing is kept of a refused one.
    ///
    /// `active` holds how many jobs of the tenant have not ended, once that has been counted: orders that come together count once. `reference` names
    /// the hold of a job that is started again; the first one has the job's id.
    func book(
        _ job: JobRecord, cycles: Int, for tenant: Tenant, at time: Int, active: inout Int?, reference: String? = nil, in session: Session
    ) throws(StorageError) -> OrderRefusal? {
        if let limit = tenant.limits.concurrentJobs {
            let count = if let active { active } else { try session.activeJobs(tenant: tenant.id) }
            active = count
            guard count < limit else { return .concurrency(limit: limit) }
        }
        let day = SystemTime.date(time)
        let month = String(day.prefix(7))
        var account = JobAccountRecord(
            jobID: job.id, tenant: tenant.id, cycles: cycles, credits: 0, day: day, month: month, reference: reference)
        guard try reserve(cycles, tenant, day, tenant.limits.cyclesPerDay, session) else {
            return .cycles(
                name: "cycles_per_day", limit: tenant.limits.cyclesPerDay ?? 0, retryAfterSeconds: UTC.secondsToNextDay(time))
        }
        guard try reserve(cycles, tenant, month, tenant.limits.cyclesPerMonth, session) else {
            try giveBack(cycles, tenant.id, [day], session)
            return .cycles(
                name: "cycles_per_month", limit: tenant.limits.cyclesPerMonth ?? 0, retryAfterSeconds: UTC.secondsToNextMonth(time))
        }
        if tenant.limits.isPrepaid {
            account.credits = try price(of: job, cycles: cycles, session)
            let charge = Charge(tenant: tenant.id, reference: reference ?? job.id, amount: account.credits)
            switch try environment.payments.reserve(charge, at: time, in: session) {
            case .held: break
            case .insufficient(let available):
                try giveBack(cycles, tenant.id, [day, month], session)
                return .credits(needed: account.credits, available: available)
            case .settled:
                try giveBack(cycles, tenant.id, [day, month], session)
                return .credits(needed: account.credits, available: 0)
            }
        }
        try session.openJobAccount(account)
        active = active.map { $0 + 1 }
        return nil
    }

    /// Settles the account of a job that has ended, in the transaction that ends it; the credits taken. Only success costs anything.
    func settleAccount(of job: JobRecord, cycles: Int?, in session: Session) throws(StorageError) -> Int {
        guard let account = try session.jobAccount(job.id), account.state == .open else { return job.credits }
        let isCharged = job.state.isCharged
        guard try session.endJobAccount(job.id, as: isCharged ? .charged : .released) else { return job.credits }
        let now = environment.now()
        let used = isCharged ? cycles ?? account.cycles : 0
        for period in [account.day, account.month] {
            try session.settleUsage(
                tenant: account.tenant, period: period, measure: UsageMeasure.cycles, reserved: account.cycles, used: used)
            if isCharged { try session.addUsage(tenant: account.tenant, period: period, measure: UsageMeasure.proofs, amount: 1) }
        }
        guard account.credits > 0 else { return 0 }
        let reference = account.reference ?? job.id
        guard isCharged else {
            try environment.payments.release(tenant: account.tenant, reference: reference, at: now, in: session)
            return 0
        }
        let amount = try price(of: job, cycles: used, session)
        return try environment.payments.commit(tenant: account.tenant, reference: reference, amount: amount, at: now, in: session)
    }

    /// What a proof costs: its deployment's price, or by its cycles, at least one credit.
    private func price(of job: JobRecord, cycles: Int, _ session: Session) throws(StorageError) -> Int {
        if let customer = job.customerID, let price = try session.price(tenant: job.tenant, customerID: customer) { return price }
        let (product, isTooBig) = cycles.multipliedReportingOverflow(by: settings.creditsPerMillionCycles)
        return isTooBig ? Int.max / 4 : max(1, product / 1_000_000 + (product % 1_000_000 == 0 ? 0 : 1))
    }

    private func reserve(_ cycles: Int, _ tenant: Tenant, _ period: String, _ limit: Int?, _ session: Session) throws(StorageError) -> Bool
    {
        try session.reserveUsage(
            tenant: tenant.id, period: period, measure: UsageMeasure.cycles, amount: cycles, limit: limit ?? Int.max / 2)
    }

    private func giveBack(_ cycles: Int, _ tenant: String, _ periods: [String], _ session: Session) throws(StorageError) {
        for period in periods {
            try session.settleUsage(tenant: tenant, period: period, measure: UsageMeasure.cycles, reserved: cycles, used: 0)
        }
    }

    /// The error that tells a caller why an order was refused, and when to come back.
    func error(_ refusal: OrderRefusal, of tenant: Tenant) -> ServiceError {
        environment.notice(.limitHit(name: refusal.name, tenant: tenant.id))
        return error(refusal)
    }

    /// The same without counting it.
    func error(_ refusal: OrderRefusal) -> ServiceError {
        switch refusal {
        case .concurrency(let limit):
            return .limitReached(name: "concurrent_jobs", limit: limit, retryAfterSeconds: retryAfterSeconds)
        case .cycles(let name, let limit, let seconds):
            return .limitReached(name: name, limit: limit, retryAfterSeconds: seconds)
        case .credits(let needed, let available):
            return .paymentRequired(needed: needed, available: available, retryAfterSeconds: 60)
        }
    }
}

/// The calendar in which budgets are counted.
enum UTC {
    static func secondsToNextDay(_ milliseconds: Int) -> Int {
        (86_400_000 - milliseconds % 86_400_000 + 999) / 1000
    }

    static func secondsToNextMonth(_ milliseconds: Int) -> Int {
        let month = SystemTime.date(milliseconds).prefix(7)
        var time = milliseconds - milliseconds % 86_400_000
        while SystemTime.date(time).prefix(7) == month { time += 86_400_000 }
        return (time - milliseconds + 999) / 1000
    }
}
