import Foundation
import Rules
import Service
import ServiceTesting
import Storage
import Testing

private let absence = Installation.absence

/// Where a job stands in the queue of all servers, as each of them tells.
@Suite(.serialized, .enabled(if: absence == nil, Comment(rawValue: absence ?? "")))
struct SharedQueueTests {
    private func wait(_ id: String, _ server: TestServer) throws -> WaitReport? { try server.service.wait(of: server.job(id)) }

    @Test func everyServerTellsWhereAJobStandsThatAnyServerTook() throws {
        let installation = try Installation()
        let servers = [try installation.addServer(), try installation.addServer()]
        installation.engine.hold(true)
        let ids = try (0..<8).map { try servers[$0 % 2].order() }
        // Nobody proves yet, which every report says, and gives no time.
        for server in servers {
            #expect(try eventually { try self.wait(ids[7], server)?.forecast.place.position == 8 })
            let report = try #require(try wait(ids[7], server))
            #expect(report.forecast.provers == 0 && !report.members.contains { $0.name == "estimated_wait_ms" })
        }
        try installation.addWorker(provers: 2)
        #expect(try eventually { try ids.count { try servers[0].job($0).state == .running } == 2 })
        for server in servers {
            #expect(
                try eventually {
                    let forecast = try self.wait(ids[7], server)?.forecast
                    return forecast?.place.position == 6 && forecast?.running == 2 && forecast?.provers == 2
                })
            let positions = try ids.compactMap { try wait($0, server)?.forecast.place.position }
            #expect(positions == Array(1...6))
            let report = try #require(try wait(ids[7], server))
            #expect(report.members.contains { $0.name == "estimated_wait_ms" } && report.range.contains(report.milliseconds))
        }
        // One that is cancelled at one server leaves the queue of the other.
        try servers[0].service.cancel(ids[4], by: .local)
        #expect(try eventually { try self.wait(ids[7], servers[1])?.forecast.place.position == 5 })
        installation.engine.hold(false)
        #expect(try eventually { try ids.allSatisfy { try servers[0].job($0).state.isFinal } })
        #expect(try ids.allSatisfy { try self.wait($0, servers[1]) == nil })
    }

    @Test func jobsOfOtherTenantsCountAndKeepTheirNames() throws {
        let installation = try Installation()
        let server = try installation.addServer()
        let caller = Caller(tenant: "acme", keyID: "k")
        _ = try server.service.createTenant(
            id: "acme", name: "Acme", plan: .unlimited, by: Caller(tenant: Tenant.operatorID, keyID: "test"))
        for _ in 0..<3 { _ = try server.order() }
        let id = try server.order(by: caller)
        #expect(try eventually { try server.service.wait(of: server.service.job(id, by: caller))?.forecast.place.othersAhead ?? 0 > 0 })
        let report = try #require(try server.service.wait(of: server.service.job(id, by: caller)))
        let text = String(decoding: JSONValue.object(report.members).canonicalBytes, as: UTF8.self)
        #expect(report.forecast.place.otherTenants == 1 && !text.contains("local"))
    }
}
