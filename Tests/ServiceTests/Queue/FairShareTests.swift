import Service
import Testing

@Suite struct FairShareTests {
    private func job(_ id: String, _ tenant: String, due: Int = 0, cost: Int = 100) -> QueuedJob {
        QueuedJob(id: id, tenant: tenant, due: due, cost: cost)
    }

    /// Starts `count` jobs one after the other on one prover; whose they were.
    private func serve(_ queue: inout FairShare, _ count: Int) -> [String] {
        (0..<count).compactMap { _ in
            guard let picked = queue.take() else { return nil }
            queue.finish(picked)
            return picked.tenant
        }
    }

    @Test func oneTenantsJobsGoByPriorityAndNobodyIsOvertakenForEver() {
        var queue = FairShare()
        func put(_ id: String, at time: Int, _ priority: Int = 0, deadline: Int? = nil) {
            queue.insert(
                QueuedJob(id: id, tenant: "a", createdAt: time, priority: priority, deadlineAt: deadline, cost: 1000))
        }
        put("first", at: 0)
        put("second", at: 1)
        put("urgent", at: 2, 5)
        put("patient", at: 0, -5)
        put("deadline", at: 3, deadline: 60_000)
        // Urgent as it is, it came so late that all the others were due before.
        put("late", at: 9 * 3_600_000, 9)
        let order = (0..<6).compactMap { _ in queue.take()?.id }
        #expect(order == ["deadline", "urgent", "first", "second", "patient", "late"])
    }

    @Test func tenantsShareByWeightWhateverTheirJobsCost() {
        var queue = FairShare()
        queue.setShare(TenantShare(weight: 3), of: "heavy")
        for index in 0..<4000 {
            queue.insert(job("h\(index)", "heavy", cost: 100))
            queue.insert(job("l\(index)", "light", cost: 400))
        }
        var work = ["heavy": 0, "light": 0]
        for _ in 0..<2000 {
            guard let picked = queue.take() else { break }
            work[picked.tenant, default: 0] += picked.cost
            queue.finish(picked)
        }
        let ratio = Double(work["heavy"] ?? 0) / Double(work["light"] ?? 1)
        #expect((2.9...3.1).contains(ratio), "\(ratio)")
    }

    @Test func aFloodOfOneTenantDelaysAnotherByOneJob() {
        var queue = FairShare()
        for index in 0..<1000 { queue.insert(job("f\(index)", "flood")) }
        _ = serve(&queue, 50)
        queue.insert(job("x", "small"))
        let turns = serve(&queue, 2)
        #expect(turns.contains("small"))
    }

    @Test func idlenessSavesNothingUp() {
        var queue = FairShare()
        for index in 0..<500 { queue.insert(job("a\(index)", "a")) }
        _ = serve(&queue, 200)
        for index in 0..<200 { queue.insert(job("b\(index)", "b")) }
        let turns = serve(&queue, 100)
        #expect((45...55).contains(turns.count { $0 == "b" }))
    }

    @Test func aReservedProverIsTheTenantsWheneverItHasWork() {
        var queue = FairShare()
        queue.setShare(TenantShare(reserved: 1), of: "paying")
        for index in 0..<100 { queue.insert(job("f\(index)", "free")) }
        _ = queue.take()
        queue.insert(job("p", "paying", cost: 1_000_000))
        let first = queue.take()
        #expect(first?.id == "p")
        queue.insert(job("q", "paying", cost: 1_000_000))
        // With one under way the reservation is used; the rest is shared.
        let second = queue.take()
        #expect(second?.tenant == "free")
    }

    @Test func aTenantNeverHasMoreUnderWayThanItMay() {
        var queue = FairShare()
        queue.setShare(TenantShare(reserved: 1, burst: 2), of: "a")
        for index in 0..<10 { queue.insert(job("a\(index)", "a")) }
        let taken = (0..<10).compactMap { _ in queue.take() }
        #expect(taken.count == 3)
        queue.finish(taken[0])
        let (next, none) = (queue.take(), queue.take())
        #expect(next?.tenant == "a" && none == nil)
    }

    /// Random orders, shares and ends, against a tenant that keeps asking: nobody who may start waits for ever.
    @Test(arguments: 0..<20) func nobodyStarves(_ seed: Int) {
        var generator = SplitMix(seed: UInt64(seed))
        var queue = FairShare()
        let names = (0..<12).map { "t\($0)" }
        for name in names {
            let share = TenantShare(
                reserved: Int.random(in: 0...2, using: &generator), burst: Bool.random(using: &generator) ? nil : 1,
                weight: Int.random(in: 1...8, using: &generator))
            queue.setShare(share, of: name)
        }
        var underWay: [QueuedJob] = []
        var since: [String: Int] = [:]
        var longest = 0
        var next = 0
        for pick in 0..<6000 {
            for name in names where queue.count(of: name) < 3 {
                queue.insert(job("j\(next)", name, due: next, cost: Int.random(in: 50...150, using: &generator)))
                next += 1
            }
            if underWay.count >= 4 { queue.finish(underWay.remove(at: Int.random(in: 0..<4, using: &generator))) }
            guard let picked = queue.take() else {
                if !underWay.isEmpty { queue.finish(underWay.removeFirst()) }
                continue
            }
            longest = max(longest, pick - since[picked.tenant, default: 0])
            since[picked.tenant] = pick
            underWay.append(picked)
        }
        // Twelve tenants with weights up to eight; every eighth pick looks past reservations.
        #expect(longest <= 12 * 8 * 8 * 3, "\(longest)")
        #expect(names.allSatisfy { since[$0, default: 0] > 6000 - 12 * 8 * 8 * 3 })
    }

    @Test func everyJobComesOutOnceWhateverIsRemovedBetween() {
        var generator = SplitMix(seed: 3)
        var queue = FairShare()
        var waiting: Set<String> = []
        var out: Set<String> = []
        for step in 0..<20_000 {
            switch Int.random(in: 0..<4, using: &generator) {
            case 0, 1:
                let id = "j\(step)"
                let isAdded = queue.insert(job(id, "t\(step % 17)", due: Int.random(in: 0..<1000, using: &generator)))
                let isAddedAgain = queue.insert(job(id, "other"))
                #expect(isAdded && !isAddedAgain)
                waiting.insert(id)
            case 2:
                guard let id = waiting.first else { continue }
                let (once, twice) = (queue.remove(id), queue.remove(id))
                #expect(once?.id == id && twice == nil)
                waiting.remove(id)
            default:
                guard let picked = queue.take() else { continue }
                let (isNew, wasWaiting) = (out.insert(picked.id).inserted, waiting.remove(picked.id) != nil)
                #expect(isNew && wasWaiting)
                queue.finish(picked, actual: Int.random(in: 1...500, using: &generator))
            }
            #expect(queue.count == waiting.count)
        }
        while let picked = queue.take() {
            let wasWaiting = waiting.remove(picked.id) != nil
            #expect(wasWaiting)
            queue.finish(picked)
        }
        #expect(waiting.isEmpty)
    }

    @Test func foretoldPlacesAreThePlacesTaken() throws {
        var generator = SplitMix(seed: 11)
        var queue = FairShare()
        for index in 0..<60 {
            let tenant = "t\(Int.random(in: 0..<5, using: &generator))"
            queue.insert(job("j\(index)", tenant, due: index, cost: Int.random(in: 50...500, using: &generator)))
        }
        var foretold: [String: Int] = [:]
        for id in queue.ids { foretold[id] = try #require(queue.place(of: id)).position }
        var place = 0
        while let picked = queue.take() {
            place += 1
            #expect(foretold[picked.id] == place, "\(picked.id)")
            queue.finish(picked)
        }
    }

    @Test func aHundredThousandWaitingJobsOfAThousandTenantsAreServed() {
        var queue = FairShare()
        for index in 0..<100_000 { queue.insert(job("j\(index)", "t\(index % 1000)", due: index)) }
        #expect(queue.place(of: "j99999")?.position == 100_000)
        var turns: [String: Int] = [:]
        for tenant in serve(&queue, 50_000) { turns[tenant, default: 0] += 1 }
        #expect(turns.values.allSatisfy { $0 == 50 })
        #expect(queue.count == 50_000)
    }
}
