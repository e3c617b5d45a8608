import Foundation
import ServiceTesting
import Testing

/// `burhan admin`, on the database and over HTTP.
@Suite(.serialized) struct AdminTests {
    private func admin(_ words: [String], _ place: [String], key: String? = nil) throws -> Binary.Outcome {
        try Binary.run(["admin"] + words + place, environment: key.map { ["BURHAN_API_KEY": $0] } ?? [:])
    }

    @Test func administrationWorksOnTheDatabaseAndOnTheRunningServer() throws {
        let directory = try TemporaryDirectory()
        let database = ["--database", directory.path("db.sqlite")]
        let bootstrap = try admin(["bootstrap"], database)
        #expect(bootstrap.code == 0)
        let key = bootstrap.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(key.hasPrefix("burhan_"))
        #expect(try admin(["bootstrap"], database).code == 1)
        #expect(try admin(["tenant", "create", "acme", "--limit", "concurrent_jobs=4"], database).code == 0)
        #expect(try admin(["tenant", "create", "acme"], database).code == 1)
        #expect(try admin(["tenant", "show", "acme", "--json"], database).json["plan"] as? String == "free")

        let server = try Server(in: directory)
        let place = ["--server", "http://127.0.0.1:\(server.caller.port)"]
        let busy = try admin(["tenant", "list"], database)
        #expect(busy.code == 4)
        #expect(busy.error.contains("--server"))
        #expect(try server.get("/api/deployments").status == 401)
        let made = try admin(["key", "create", "--tenant", "acme", "--name", "ci", "--scope", "deploy", "--json"], place, key: key)
        #expect(made.code == 0)
        let text = try #require(made.json["key"] as? String)
        let id = try #require(made.json["key_id"] as? String)
        func status() throws -> Int { try server.caller.call("GET", "/api/deployments", headers: [("X-API-Key", text)]).status }
        #expect(try status() == 200)
        #expect(try admin(["key", "list", "--tenant", "acme"], place, key: key).output.contains(id))
        #expect(try admin(["credits", "grant", "acme", "50", "--reference", "r1"], place, key: key).code == 0)
        #expect(try admin(["credits", "grant", "acme", "50", "--reference", "r1"], place, key: key).code == 1)
        #expect(try admin(["usage", "--tenant", "acme"], place, key: key).output.contains("available=50"))
        #expect(try admin(["ledger", "--tenant", "acme"], place, key: key).output.contains("grant"))
        #expect(try admin(["price", "set", "acme", "shop", "3"], place, key: key).code == 0)
        #expect(try admin(["price", "remove", "acme", "shop"], place, key: key).code == 0)
        #expect(try admin(["tenant", "suspend", "acme"], place, key: key).code == 0)
        #expect(try status() == 403)
        #expect(try admin(["tenant", "resume", "acme"], place, key: key).code == 0)
        #expect(try status() == 200)
        #expect(try admin(["key", "revoke", id, "--tenant", "acme"], place, key: key).code == 0)
        #expect(try status() == 401)
        #expect(try admin(["key", "revoke", "nothing"], place, key: key).code == 1)
        // A tenant's key is not the operator's.
        #expect(try admin(["tenant", "list"], place, key: text).code == 1)

        let head = try admin(["audit", "head", "--json"], place, key: key).json["head"] as? String
        let noted = try #require(head)
        #expect(try admin(["audit", "verify", "--head", noted], place, key: key).code == 0)
        #expect(try admin(["audit", "list"], place, key: key).output.contains("key.revoke"))
        #expect(server.terminate() == 0)
        #expect(try admin(["audit", "verify", "--head", noted], database).code == 0)
        let script =
            "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(\"UPDATE audit_log SET actor = 'x' WHERE number = 2\"); db.commit()"
        _ = try CurlCaller.run("/usr/bin/env", ["python3", "-c", script, directory.path("db.sqlite")], input: [])
        let found = try admin(["audit", "verify"], database)
        #expect(found.code == 1)
        #expect(found.output.contains("Entry 2"))
    }

    @Test func faultyCommandLinesAreUsageErrors() throws {
        #expect(try admin(["tenant", "list"], []).code == 64)
        #expect(try admin(["tenant", "list"], ["--server", "http://127.0.0.1:1", "--database", "x"]).code == 64)
        #expect(try admin(["key", "create", "--name", "x"], ["--database", "x"]).code == 64)
        let unreachable = try admin(["tenant", "list"], ["--server", "http://127.0.0.1:1"], key: "k")
        #expect(unreachable.code == 4)
        #expect(!unreachable.error.contains("burhan_"))
        for words in [[], ["tenant"], ["key"], ["audit"], ["key", "create"]] {
            #expect(try admin(words + ["--help"], []).code == 0)
        }
    }
}
