import Foundation
import ServiceTesting
import Testing

/// Faults of one server with one file: whatever happens, an accepted job ends as it should.
@Suite(.serialized) struct EmbeddedFaultTests {
    @Test func serverIsKilledAtRandomMoments() {
        Rounds.run("embedded: kill -9 of the server") { chance in
            let service = try EmbeddedService()
            let load = service.load(&chance)
            for _ in 0..<3 {
                chance.pause(0.1...0.9)
                service.server.kill9()
                chance.pause(0...0.3)
                try service.server.restart()
            }
            return try service.settle(load)
        }
    }

    @Test func serverIsUpgradedWithJobsInFlight() {
        Rounds.run("embedded: upgrade with jobs in flight") { chance in
            let service = try EmbeddedService(["--drain-seconds", "1"])
            let load = service.load(&chance)
            for turn in 1...2 {
                load.waitUntilAccepted(turn * 4)
                chance.pause(0...0.4)
                service.server.terminate()
                try service.server.restart()
            }
            return try service.settle(load)
        }
    }

    @Test(.enabled(if: SmallDisk.absence == nil, Comment(rawValue: SmallDisk.absence ?? "")))
    func diskIsFullForAWhile() {
        Rounds.run("embedded: disk full") { chance in
            let disk = try SmallDisk(megabytes: 48)
            let service = try EmbeddedService(on: disk)
            let load = service.load(orders: 14, pace: 0.5, &chance)
            load.waitUntilAccepted(2)
            chance.pause(0...0.8)
            try disk.fill()
            if !service.writeUntilRefused(load.observations) { load.observations.violation("the disk was not full") }
            chance.pause(0...0.8)
            // Half of the time the server also dies meanwhile, and starts on the full disk.
            if Bool.random(using: &chance) {
                service.server.kill9()
                try service.server.restart()
                chance.pause(0.2...0.6)
            }
            try disk.free()
            return try service.settle(load)
        }
    }

    @Test(.enabled(if: MovableClock.absence == nil, Comment(rawValue: MovableClock.absence ?? "")))
    func clockJumpsForwardAndBack() {
        Rounds.run("embedded: clock jump") { chance in
            let clock = try MovableClock()
            let service = try EmbeddedService(wrapper: clock.wrapper, environment: clock.environment)
            let load = service.load(&chance)
            load.waitUntilAccepted(1)
            for hours in [3, -3, 0] {
                chance.pause(0.3...0.8)
                try clock.jump(hours: hours)
            }
            let report = try service.settle(load)
            let times = try service.records.rows("SELECT min(at), max(at) FROM job_events").first?.compactMap { Int($0) } ?? []
            return report.adding(times.count == 2 && times[1] - times[0] > 3 * 3_600_000 ? [] : ["the clock did not jump: \(times)"])
        }
    }

    @Test(.enabled(if: SlowDisk.absence == nil, Comment(rawValue: SlowDisk.absence ?? "")))
    func diskIsSlowAndTheServerIsKilled() {
        Rounds.run("embedded: slow disk") { chance in
            let service = try EmbeddedService(wrapper: SlowDisk.wrapper(milliseconds: 60))
            let load = service.load(orders: 10, &chance)
            chance.pause(0.5...1.5)
            service.server.kill9()
            try service.server.restart()
            return try service.settle(load)
        }
    }

    @Test func overloadIsRefusedPolitely() {
        Rounds.run("embedded: 10× overload") { chance in
            let service = try EmbeddedService(["--queue-capacity", "3"])
            // Thirty customers come at once to a queue of three.
            let load = service.load(orders: 30, share: 20, clients: 30, pace: 0, &chance)
            return try service.settle(load, refusesSome: true)
        }
    }

    /// A job that takes the server with it whenever it runs.
    @Test func poisonedJobIsGivenUp() {
        Rounds.run("embedded: poisoned job") { chance in
            let service = try EmbeddedService(["--attempts", "3"])
            let poison = Order(customer: service.customers[0], number: 999, waits: false, isLong: true, &chance)
            let load = service.load(orders: 8, extra: [poison], &chance)
            load.waitUntilAccepted(1)
            var deaths = 0
            let runsAnew = {
                load.look(at: poison)
                return poison.isSettled || poison.history.withLock { $0.state == "running" && $0.attempt > deaths }
            }
            while eventually(within: Load.patience, runsAnew), !poison.isSettled {
                service.server.kill9()
                deaths += 1
                try service.server.restart()
            }
            let report = try service.settle(load) { $0 === poison ? ["failed"] : ["succeeded"] }
            let error = poison.history.withLock { $0.error ?? "" }
            return report.adding(
                deaths == 3 && error.contains("gave_up") ? [] : ["the poisoned job was started \(deaths) times and ended with \(error)"])
        }
    }
}
