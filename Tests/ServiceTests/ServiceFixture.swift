import Foundation
import Rules
import Service
import ServiceTesting
import Storage
import Synchronization

/// A service with a scripted engine on a database of its own.
struct ServiceFixture {
    static let document = Array(#"{"use_case":"test"}"#.utf8)
    static let otherDocument = Array(#"{"use_case":"other"}"#.utf8)

    let directory: TemporaryDirectory
    let database: String
    let engine: ScriptedEngine
    let service: ProofService

    init(
        sealKey: ServiceKey? = nil, directory: TemporaryDirectory? = nil, database: String? = nil,
        engine: ScriptedEngine = ScriptedEngine(),
        environment: ServiceEnvironment = .system, starts: Bool = true, configure: (inout ServiceSettings) -> Void = { _ in }
    ) throws {
        self.directory = try directory ?? TemporaryDirectory()
        self.database = database ?? self.directory.file("db.sqlite")
        self.engine = engine
        var settings = ServiceSettings()
        configure(&settings)
        service = try ProofService(
            store: Store(location: self.database), engine: engine, sealKey: sealKey, settings: settings, environment: environment)
        if starts { try service.start() }
    }

    static func order(
        _ inputs: String = "{}", key: String? = nil, body: String = "body", detached: Bool = true,
        document: [UInt8] = ServiceFixture.document
    ) -> ProofOrder {
        ProofOrder(
            subject: .document(document), request: StatementRequest(publicParams: .object([JSONMember("p", .integer(1))])),
            inputs: PrivateInputs(json: SecretBytes(Array(inputs.utf8))),
            idempotency: key.map { IdempotencyKey(key: $0, body: Array(body.utf8)) }, isDetached: detached)
    }

    /// A tenant beside `local`, without limits.
    func tenant(_ id: String) throws -> Caller {
        _ = try service.createTenant(id: id, name: id, plan: .unlimited, by: Caller(tenant: Tenant.operatorID, keyID: "test"))
        return Caller(tenant: id)
    }

    func state(_ id: String) throws -> JobState { try service.job(id).state }

    func waitFor(_ state: JobState, _ id: String) throws -> Bool { try eventually { try self.state(id) == state } }
}

/// Runs the same action on several threads at once and gathers what they return.
func concurrently<Result: Sendable>(_ count: Int, _ action: @escaping @Sendable (Int) -> Result) -> [Result] {
    let results = Mutex<[Result]>([])
    DispatchQueue.concurrentPerform(iterations: count) { index in
        let result = action(index)
        results.withLock { $0.append(result) }
    }
    return results.withLock { $0 }
}
