import API
import Rules
import Service
import ServiceTesting
import Storage
import Synchronization
import Testing

/// Letters in memory.
private final class ScriptedQuarantine: JobQuarantine {
    private let kept: Mutex<[QuarantinedJob]>
    private let isAway: Bool

    init(_ letters: [QuarantinedJob], isAway: Bool = false) {
        kept = Mutex(letters)
        self.isAway = isAway
    }

    func letters(after number: Int, limit: Int) throws(QuarantineUnavailable) -> [QuarantinedJob] {
        if isAway { throw QuarantineUnavailable(reason: "There is no connection to NATS at the moment.") }
        return kept.withLock { Array($0.filter { $0.number > number }.prefix(limit)) }
    }

    func release(_ number: Int) throws(QuarantineUnavailable) -> Bool { try discard(number) }

    func discard(_ number: Int) throws(QuarantineUnavailable) -> Bool {
        kept.withLock { letters in
            let count = letters.count
            letters.removeAll { $0.number == number }
            return letters.count < count
        }
    }
}

@Suite struct DeadLetterTests {
    private func caller(_ quarantine: (any JobQuarantine)?, tenant: String = Tenant.operatorID) throws -> (RouterCaller, TemporaryDirectory)
    {
        let directory = try TemporaryDirectory()
        var environment = TestClock().environment
        environment.quarantine = quarantine
        let service = try ProofService(
            store: Store(path: directory.file("db.sqlite")), engine: ScriptedEngine(), sealKey: .random(), environment: environment)
        return (RouterCaller(router: Router(service: service, authenticator: FixedAuthenticator(Caller(tenant: tenant)))), directory)
    }

    private static let letters = [
        QuarantinedJob(number: 3, jobID: "job_a", deliveries: 2, reason: "poisonous"),
        QuarantinedJob(number: 8, jobID: "job_b", deliveries: 31, reason: "max_deliveries"),
    ]

    @Test(arguments: [("GET", ""), ("POST", "/3/replay"), ("DELETE", "/3")])
    func serverWithoutNATSSaysThatItHasNone(_ method: String, _ path: String) throws {
        let (caller, directory) = try caller(nil)
        defer { withExtendedLifetime(directory) {} }
        let answer = try caller.call(method, "/api/admin/dead-letters" + path)
        #expect(answer.status == 409 && answer.text("code") == "not_scaled_out")
        #expect(answer.text("detail")?.contains("NATS") == true)
    }

    @Test func listTellsTheLettersAfterANumber() throws {
        let (caller, directory) = try caller(ScriptedQuarantine(Self.letters))
        defer { withExtendedLifetime(directory) {} }
        let answer = try caller.call("GET", "/api/admin/dead-letters?after=3")
        #expect(answer.status == 200)
        // The job was forgotten, so there is no state and nothing to replay.
        let expected = #"{"dead_letters":[{"deliveries":31,"job_id":"job_b","number":8,"reason":"max_deliveries"}]}"#
        #expect(answer.json.canonicalBytes == JSONParser.parse(Array(expected.utf8)).value?.canonicalBytes)
    }

    @Test func letterOfAForgottenJobIsDiscardedAndNotReplayed() throws {
        let (caller, directory) = try caller(ScriptedQuarantine(Self.letters))
        defer { withExtendedLifetime(directory) {} }
        let refused = try caller.call("POST", "/api/admin/dead-letters/3/replay")
        #expect(refused.status == 409 && refused.text("code") == "dead_letter_not_replayable")
        #expect(try caller.call("DELETE", "/api/admin/dead-letters/3").status == 204)
        #expect(try caller.call("DELETE", "/api/admin/dead-letters/3").text("code") == "dead_letter_not_found")
        let listed = try caller.call("GET", "/api/admin/dead-letters").json
        guard case .array(let rest)? = listed["dead_letters"] else {
            Issue.record("no list")
            return
        }
        #expect(rest.map { $0["number"] } == [.integer(8)])
    }

    @Test(arguments: ["0", "-1", "x", "99999999999999999999"])
    func whatIsNoNumberNamesNoLetter(_ number: String) throws {
        let (caller, directory) = try caller(ScriptedQuarantine(Self.letters))
        defer { withExtendedLifetime(directory) {} }
        let answer = try caller.call("DELETE", "/api/admin/dead-letters/\(number)")
        #expect(answer.status == 404 && answer.text("detail") == "There is no dead letter \(number).")
    }

    @Test func tenantIsRefused() throws {
        let (caller, directory) = try caller(ScriptedQuarantine(Self.letters), tenant: "acme")
        defer { withExtendedLifetime(directory) {} }
        #expect(try caller.call("GET", "/api/admin/dead-letters").status == 403)
        #expect(try caller.call("DELETE", "/api/admin/dead-letters/3").status == 403)
    }

    @Test func streamThatIsAwayIsNamed() throws {
        let (caller, directory) = try caller(ScriptedQuarantine([], isAway: true))
        defer { withExtendedLifetime(directory) {} }
        let answer = try caller.call("GET", "/api/admin/dead-letters")
        #expect(answer.status == 503 && answer.text("code") == "quarantine_unavailable" && answer.headers["Retry-After"] == "5")
    }
}
