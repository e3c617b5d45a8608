import Foundation
import Testing

import Storage

@Suite struct StoreTests {
    private func withFile(_ run: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("burhan-\(UUID().uuidString).sqlite").path
        defer { for suffix in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        try run(path)
    }

    private func job(_ id: String, _ state: JobState = .queued) -> JobRecord {
        JobRecord(
            id: id, tenant: "local", state: state, customerID: "c", imageID: [1, 2], document: [3], request: Array("{}".utf8),
            sealedInputs: [9, 9], createdAt: 5)
    }

    @Test(arguments: Engine.present) func recordsComeBackAsTheyWereWritten(_ engine: Engine) throws {
        let store = try engine.store()
        var record = job("a")
        try store.write { session throws(StorageError) in try session.insertJob(record) }
        #expect(try store.read { session throws(StorageError) in try session.job("a") } == record)
        record.state = .succeeded
        record.receiptID = "r"
        record.sealedInputs = nil
        record.document = nil
        record.finishedAt = 77
        #expect(try store.write { session throws(StorageError) in try session.updateJob(record, over: 0) })
        #expect(try store.read { session throws(StorageError) in try session.job("a") } == record)
        let receipt = ReceiptRecord(id: "r", tenant: "local", imageID: [1], jobID: "a", statement: [], encoded: [0, 0, 255], createdAt: 1)
        try store.write { session throws(StorageError) in try session.insertReceipt(receipt) }
        #expect(try store.read { session throws(StorageError) in try session.receipt("r", tenant: "local") } == receipt)
        let memory = IdempotencyRecord(tenant: "local", scope: "s", key: "k", digest: [1], digestKey: "d", jobID: "a", createdAt: 3)
        try store.write { session throws(StorageError) in try session.putIdempotency(memory) }
        #expect(try store.read { session throws(StorageError) in try session.idempotency(tenant: "local", scope: "s", key: "k") } == memory)
        try store.write { session throws(StorageError) in try session.deleteIdempotency(before: 4) }
        #expect(try store.read { session throws(StorageError) in try session.idempotency(tenant: "local", scope: "s", key: "k") } == nil)
    }

    @Test(arguments: Engine.present) func redeployingCountsRevisionsAndKeepsTheCreationTime(_ engine: Engine) throws {
        let store = try engine.store()
        let first = DeploymentRecord(
            tenant: "local", customerID: "acme", imageID: [1], useCase: "u", description: "", version: "1", document: [7], createdAt: 10,
            updatedAt: 10)
        var second = first
        second.imageID = [2]
        second.createdAt = 20
        second.updatedAt = 20
        #expect(try store.write { session throws(StorageError) in try session.putDeployment(first) }.revision == 1)
        let stored = try store.write { session throws(StorageError) in try session.putDeployment(second) }
        #expect(stored.revision == 2)
        #expect(stored.createdAt == 10)
        #expect(stored.updatedAt == 20)
        #expect(
            try store.read { session throws(StorageError) in try session.deployments(tenant: "local", imageID: [1], limit: 10) }.isEmpty)
        #expect(try store.write { session throws(StorageError) in try session.deleteDeployment("acme", tenant: "local") })
        #expect(try !store.write { session throws(StorageError) in try session.deleteDeployment("acme", tenant: "local") })
    }

    @Test(arguments: Engine.present) func manyCustomersMayShareAnImage(_ engine: Engine) throws {
        let store = try engine.store()
        for name in ["a", "b", "c"] {
            _ = try store.write { session throws(StorageError) in
                try session.putDeployment(
                    DeploymentRecord(
                        tenant: "local", customerID: name, imageID: [name == "c" ? 2 : 1], useCase: "u", description: "", version: "1",
                        document: [],
                        createdAt: 1,
                        updatedAt: 1))
            }
        }
        #expect(
            try store.read { session throws(StorageError) in try session.deployments(tenant: "local", imageID: [1], limit: 10) }.map(
                \.customerID) == [
                    "a", "b",
                ])
        #expect(
            try store.read { session throws(StorageError) in try session.deployments(tenant: "local", after: "a", limit: 1) }.map(
                \.customerID) == ["b"])
        #expect(try store.read { session throws(StorageError) in try session.deploymentCount(tenant: "local", imageID: [1]) } == 2)
    }

    @Test(arguments: Engine.present) func eventNumbersRiseByOnePerJob(_ engine: Engine) throws {
        let store = try engine.store()
        for job in ["a", "b", "a", "a"] {
            _ = try store.write { session throws(StorageError) in try session.appendEvent(jobID: job, name: "e", data: [], at: 0) }
        }
        #expect(try store.read { session throws(StorageError) in try session.events(jobID: "a", after: 0) }.map(\.number) == [1, 2, 3])
        #expect(try store.read { session throws(StorageError) in try session.events(jobID: "a", after: 2) }.map(\.number) == [3])
    }

    @Test(arguments: Engine.present) func failedTransactionLeavesNothing(_ engine: Engine) throws {
        let store = try engine.store()
        #expect(throws: StorageError.self) {
            try store.write { session throws(StorageError) in
                try session.insertJob(job("a"))
                throw .diskFull
            }
        }
        #expect(try store.read { session throws(StorageError) in try session.job("a") } == nil)
        #expect(throws: StorageError.self) {
            try store.write { session throws(StorageError) in
                try session.insertJob(job("a"))
                try session.insertJob(job("a"))
            }
        }
        try store.write { session throws(StorageError) in try session.insertJob(job("a")) }
    }

    @Test func contentSurvivesReopening() throws {
        try withFile { path in
            do {
                let store = try Store(path: path)
                try store.write { session throws(StorageError) in try session.insertJob(job("kept")) }
            }
            let store = try Store(path: path)
            #expect(try store.read { session throws(StorageError) in try session.jobs(in: [.queued]) }.map(\.id) == ["kept"])
            #expect(try store.read { session throws(StorageError) in try session.jobCounts(tenant: "local") } == [.queued: 1])
        }
    }

    @Test func secondOpeningIsRefusedWhileTheFirstLives() throws {
        try withFile { path in
            let store = try Store(path: path)
            #expect(throws: StorageError.inUse(path: path)) { try Store(path: path) }
            _ = store
        }
    }

    /// A process that another thread starts at this moment has every descriptor until it becomes its program.
    @Test func reopeningIsNotRefusedBecauseOfADescriptorThatAStartingProcessInherited() throws {
        try withFile { path in
            var store: Store? = try Store(path: path)
            let inherited = try #require(try Self.copyOfDescriptor(of: path + ".lock"))
            defer { close(inherited) }
            #expect(throws: StorageError.inUse(path: path)) { try Store(path: path) }
            _ = store
            store = nil
            _ = try Store(path: path)
        }
    }

    private static func copyOfDescriptor(of path: String) throws -> Int32? {
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            guard (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + name)) == path else { continue }
            return Int32(name).map { dup($0) }
        }
        return nil
    }

    @Test func fileIsReadableForItsOwnerOnly() throws {
        try withFile { path in
            let store = try Store(path: path)
            try store.write { session throws(StorageError) in try session.setMeta("a", [1]) }
            for suffix in ["", "-wal"] {
                let mode = try FileManager.default.attributesOfItem(atPath: path + suffix)[.posixPermissions] as? Int
                #expect(mode.map { $0 & 0o077 } == 0)
            }
        }
    }

    @Test func fileOfANewerVersionIsRefused() throws {
        try withFile { path in
            do { try SQLiteConnection(path: path).execute("PRAGMA user_version=99") }
            #expect(throws: StorageError.newerFormat(found: 99, known: Schema.migrations.count)) { try Store(path: path) }
        }
    }

    @Test func fileThatIsNoDatabaseIsRefused() throws {
        try withFile { path in
            try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: path))
            #expect(throws: StorageError.self) { try Store(path: path) }
        }
    }

    @Test func missingDirectoryIsRefusedWithItsPath() {
        let path = "/nonexistent-\(UUID().uuidString)/db.sqlite"
        #expect(throws: StorageError.cannotOpen(path: path, reason: "No such file or directory")) { try Store(path: path) }
    }

    @Test(arguments: Engine.present) func refusesTheLateResultOfAStaleClaim(_ engine: Engine) throws {
        let store = try engine.store()
        try store.write { session throws(StorageError) in try session.insertJob(job("a")) }
        var first = job("a")
        first.fence = 1
        first.state = .running
        #expect(try store.write { session throws(StorageError) in try session.updateJob(first, over: 0) })
        var second = first
        second.fence = 2
        #expect(try store.write { session throws(StorageError) in try session.updateJob(second, over: 1) })
        first.state = .succeeded
        #expect(try !store.write { session throws(StorageError) in try session.updateJob(first, over: 1) })
        #expect(try store.read { session throws(StorageError) in try session.job("a") } == second)
    }

    @Test(arguments: Engine.present) func aTenantSeesNothingOfAnother(_ engine: Engine) throws {
        let store = try engine.store()
        try store.write { session throws(StorageError) in
            try session.insertJob(job("a"))
            try session.insertReceipt(
                ReceiptRecord(id: "r", tenant: "local", imageID: [1], jobID: "a", statement: [], encoded: [], createdAt: 1))
        }
        try store.read { session throws(StorageError) in
            #expect(try session.job("a", tenant: "local") != nil)
            #expect(try session.job("a", tenant: "other") == nil)
            #expect(try session.receipt("r", tenant: "other") == nil)
            #expect(try session.jobCounts(tenant: "other").isEmpty)
            #expect(try session.receiptCount(tenant: "other") == 0)
        }
    }
}
