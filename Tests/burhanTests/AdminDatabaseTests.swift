import Foundation
import Rules
import ServiceTesting
import Testing

/// `burhan admin backup` and `restore`, and servers on a shared database.
@Suite struct AdminDatabaseTests {
    private func deploy(_ server: Server) throws {
        let document = String(
            decoding: try #require(server.get("/api/templates/age-verification").json["dsl"]).canonicalBytes, as: UTF8.self)
        #expect(try server.post("/api/deploy", #"{"customer_id":"acme","dsl":\#(document)}"#).status == 201)
    }

    private func isDeployed(_ server: Server) throws -> Bool { try server.get("/api/deployments/acme").status == 200 }

    @Test func copyOfALiveDatabaseIsServedAgain() throws {
        let scratch = try TemporaryDirectory()
        let (copy, source) = (scratch.path("copy"), scratch.path("db.sqlite"))
        let server = try Server(in: scratch)
        try deploy(server)
        let backup = try Binary.run("admin", "backup", copy, "--database", source)
        #expect(backup.code == 0, "\(backup.error)")
        let live = try Binary.run("admin", "restore", copy, "--database", source)
        #expect(live.code == 4 && live.error.contains("in use"))
        server.kill()
        let existing = try Binary.run("admin", "restore", copy, "--database", source)
        #expect(existing.code == 4 && existing.error.contains("exists already"))
        let restored = try Binary.run("admin", "restore", copy, environment: ["BURHAN_DATABASE": scratch.path("new.sqlite")])
        #expect(restored.code == 0, "\(restored.error)")
        #expect(try isDeployed(Server(in: scratch, database: scratch.path("new.sqlite"))))
    }

    @Test func aFileThatIsNoBackupIsRefused() throws {
        let scratch = try TemporaryDirectory()
        let junk = try scratch.file("junk", Data("no backup at all".utf8))
        let outcome = try Binary.run("admin", "restore", junk, "--database", scratch.path("other.sqlite"))
        #expect(outcome.code == 2 && outcome.error.contains("not a dump of Burhan"))
        #expect(!FileManager.default.fileExists(atPath: scratch.path("other.sqlite")))
    }

    @Test(.enabled(if: PostgreSQLServer.isInstalled, Comment(rawValue: PostgreSQLServer.absence)))
    func serversThatStartAtOnceShareADatabaseThatCanMoveBackToAFile() throws {
        let scratch = try TemporaryDirectory()
        let database = try PostgreSQLServer.shared.get().newDatabase()
        // All of them find it empty.
        let servers = try (0..<3).map { _ in try Server(in: scratch, database: database, isAwaited: false) }
        for server in servers { try server.awaitStart() }
        try deploy(servers[0])
        for server in servers { #expect(try isDeployed(server)) }
        let dump = scratch.path("dump")
        #expect(try Binary.run("admin", "backup", dump, "--database", database).code == 0)
        #expect(try Binary.run("admin", "restore", dump, "--database", scratch.path("moved.sqlite")).code == 0)
        #expect(try isDeployed(Server(in: scratch, database: scratch.path("moved.sqlite"))))
    }
}
