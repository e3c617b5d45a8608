import Foundation
import ServiceTesting
import Storage
import Testing

/// Backups of either engine, restored into either engine.
@Suite struct BackupTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// Where an engine may keep a database that does not exist yet.
    private func location(_ engine: Engine) throws -> String {
        switch engine {
        case .sqlite: directory.file("\(UUID().uuidString).sqlite")
        case .postgresql: try PostgreSQLServer.shared.get().newDatabase()
        }
    }

    private func job(_ id: String) -> JobRecord {
        JobRecord(
            id: id, tenant: "local", customerID: nil, imageID: [0, 255], document: [], request: Array("{}".utf8), sealedInputs: nil,
            priority: -7, createdAt: .max)
    }

    private func deployment(_ name: String) -> DeploymentRecord {
        DeploymentRecord(
            tenant: "t", customerID: name, imageID: [1], useCase: "ü, \"'\n€", description: "", version: "1", document: [7, 0],
            createdAt: .min, updatedAt: 10)
    }

    private func fill(_ store: Store) throws {
        try store.write { session throws(StorageError) in
            for number in 0..<300 { try session.insertJob(job("job \(number)")) }
            _ = try session.appendEvent(jobID: "job 1", name: "queued", data: [1], at: 5)
            _ = try session.putDeployment(deployment("acme"))
            try session.setMeta("large", [UInt8](repeating: 3, count: 3_000_000))
        }
    }

    private func expectContent(_ store: Store) throws {
        let jobs = try store.read { session throws(StorageError) in try session.jobs(in: [.queued]) }
        #expect(jobs == (0..<300).map { job("job \($0)") })
        #expect(
            try store.read { session throws(StorageError) in try session.deployment("acme", tenant: "t") } == deployment("acme"))
        #expect(try store.read { session throws(StorageError) in try session.events(jobID: "job 1", after: 0) }.count == 1)
        #expect(try store.read { session throws(StorageError) in try session.meta("large") }?.count == 3_000_000)
        // Running numbers go on after the last.
        try store.write { session throws(StorageError) in try session.insertJob(job("later")) }
        #expect(try store.read { session throws(StorageError) in try session.jobs(in: [.queued]) }.last?.id == "later")
    }

    @Test(arguments: Engine.present, Engine.present) func dumpGoesFromEitherEngineIntoEither(_ from: Engine, _ to: Engine) throws {
        let source = try location(from)
        let store = try Store(location: source)
        try fill(store)
        let dump = directory.file("dump-\(from)-\(to)")
        let written = try Backup.write(source, to: dump, portable: true)
        #expect(written.format == Schema.migrations.count)
        let target = try location(to)
        #expect(try Backup.restore(dump, into: target) == written)
        try expectContent(Store(location: target))
        _ = store
    }

    @Test(arguments: Engine.present) func copyOfAFileInUseGoesIntoEitherEngine(_ to: Engine) throws {
        let source = try location(.sqlite)
        let store = try Store(location: source)
        try fill(store)
        let copy = directory.file("copy")
        _ = try Backup.write(source, to: copy)
        #expect(FileManager.default.contents(atPath: copy)?.prefix(15) == Data("SQLite format 3".utf8))
        let target = try location(to)
        _ = try Backup.restore(copy, into: target)
        try expectContent(Store(location: target))
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(names.filter { $0.contains("partial") || $0.hasPrefix("copy-") } == [])
        #expect(try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int == 0o600)
        _ = store
    }

    @Test func anExistingFileIsNotReplaced() throws {
        let source = try location(.sqlite)
        _ = try Store(location: source)
        let path = directory.file("precious")
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: StorageError.cannotWrite(path: path, reason: "the file exists already")) { try Backup.write(source, to: path) }
        #expect(FileManager.default.contents(atPath: path) == Data("precious".utf8))
    }

    @Test func aDatabaseThatExistsIsNotOverwritten() throws {
        let source = try location(.sqlite)
        let live = try Store(location: source)
        let copy = directory.file("copy")
        _ = try Backup.write(source, to: copy)
        #expect(throws: StorageError.inUse(path: source)) { try Backup.restore(copy, into: source) }
        _ = live
        let other = try location(.sqlite)
        try fill(Store(location: other))
        #expect(throws: StorageError.notEmpty(path: other)) { try Backup.restore(copy, into: other) }
        try expectContent(Store(location: other))
        // A log without its database would be taken for the log of the new one.
        let absent = try location(.sqlite)
        try Data([1]).write(to: URL(fileURLWithPath: absent + "-wal"))
        #expect(throws: StorageError.notEmpty(path: absent + "-wal")) { try Backup.restore(copy, into: absent) }
    }

    @Test(.enabled(if: PostgreSQLServer.isInstalled, Comment(rawValue: PostgreSQLServer.absence)))
    func aServersDatabaseThatIsNotEmptyIsNotOverwritten() throws {
        let server = try location(.postgresql)
        try fill(Store(location: server))
        let dump = directory.file("dump")
        _ = try Backup.write(server, to: dump)
        #expect(throws: StorageError.notEmpty(path: PostgreSQLSettings.displayed(server))) { try Backup.restore(dump, into: server) }
        try expectContent(Store(location: server))
    }

    @Test(arguments: [false, true]) func aDamagedBackupIsRefusedAndLeavesNothing(_ portable: Bool) throws {
        let source = try location(.sqlite)
        try fill(Store(location: source))
        let path = directory.file("backup")
        _ = try Backup.write(source, to: path, portable: portable)
        let whole = try #require(FileManager.default.contents(atPath: path))
        let target = try location(.sqlite)
        // Changed bytes all over the dump; of an SQLite file, whose content has no checksum, only what holds it together.
        let places = portable ? stride(from: 0, to: whole.count, by: whole.count / 40) : stride(from: 0, to: 100, by: 100)
        for place in places {
            var bytes = whole
            bytes[place] ^= 0x20
            try bytes.write(to: URL(fileURLWithPath: path))
            #expect(throws: StorageError.self, "byte \(place)") { try Backup.restore(path, into: target) }
        }
        for length in [0, 1, 15, 16, 99, whole.count / 2, whole.count - 1] {
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            #expect(throws: StorageError.self, "length \(length)") { try Backup.restore(path, into: target) }
        }
        if portable {
            try (whole + [0]).write(to: URL(fileURLWithPath: path))
            #expect(throws: StorageError.damagedBackup(reason: "something follows its end")) { try Backup.restore(path, into: target) }
        }
        #expect(!FileManager.default.fileExists(atPath: target))
        try whole.write(to: URL(fileURLWithPath: path))
        _ = try Backup.restore(path, into: target)
        try expectContent(Store(location: target))
    }

    @Test func aBackupOfANewerVersionIsRefused() throws {
        let source = try location(.sqlite)
        _ = try Store(location: source)
        let copy = directory.file("copy")
        _ = try Backup.write(source, to: copy)
        try SQLiteConnection(path: copy).execute("PRAGMA user_version=99")
        let newer = StorageError.newerFormat(found: 99, known: Schema.migrations.count)
        #expect(throws: newer) { try Backup.restore(copy, into: location(.sqlite)) }
        let dump = directory.file("dump")
        _ = try Backup.write(source, to: dump, portable: true)
        var bytes = try #require(FileManager.default.contents(atPath: dump))
        bytes[12] = 9
        try bytes.write(to: URL(fileURLWithPath: dump))
        #expect(throws: StorageError.newerFormat(found: 9, known: 1)) { try Backup.restore(dump, into: location(.sqlite)) }
    }

    @Test(arguments: Engine.present) func aBackupOfAnOlderVersionIsBroughtUpToDate(_ to: Engine) throws {
        // As the first version left it: no tenants yet.
        let old = directory.file("old.sqlite")
        do {
            let connection = try SQLiteConnection(path: old)
            try connection.execute(Schema.migrations[0] + "PRAGMA user_version=1;")
            try connection.execute(
                "INSERT INTO deployments VALUES ('acme', x'01', 3, 'u', '', '1', x'', 5, 6)")
        }
        for portable in [false, true] {
            let backup = directory.file("backup-\(portable)")
            #expect(try Backup.write(old, to: backup, portable: portable).format == 1)
            let target = try location(to)
            _ = try Backup.restore(backup, into: target)
            let record = try Store(location: target).read { session throws(StorageError) in try session.deployment("acme", tenant: "local")
            }
            #expect(record?.revision == 3)
        }
    }
}
