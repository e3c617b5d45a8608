import Foundation
import Rules
import ServiceTesting
import Testing

/// `burhan serve` as a process of its own, with the real engine, over sockets.
@Suite(.serialized) struct ServeTests {
    private static let marker = "1990-05-17"
    private static let inputs =
        #""private_inputs":{"user_data":{"date_of_birth":"\#(marker)","user_id":"u-marker-81c2"}},"public_params":{"min_age":18,"as_of":"2026-11-20"}"#
    private static let asynchronous = [("Prefer", "respond-async")]

    private func deployAgeRule(_ server: Server) throws {
        let template = try server.get("/api/templates/age-verification")
        let document = String(decoding: try #require(template.json["dsl"]).canonicalBytes, as: UTF8.self)
        #expect(try server.post("/api/deploy", #"{"customer_id":"acme","dsl":\#(document)}"#).status == 201)
    }

    private func sealKey(_ directory: TemporaryDirectory) throws -> [String] {
        ["--seal-key-file", try directory.file("seal.key", Data((0..<32).map { _ in UInt8.random(in: 0...255) }))]
    }

    @Test func ruleIsDeployedEvaluatedProvenAndVerified() throws {
        let directory = try TemporaryDirectory()
        let server = try Server(in: directory)
        try deployAgeRule(server)
        let evaluation = try server.post("/api/evaluate", #"{"customer_id":"acme",\#(Self.inputs)}"#)
        #expect(evaluation.json["compliance_result"] == .bool(true))
        let proof = try server.post("/api/prove", #"{"customer_id":"acme","challenge":"c0ffee","audience":"shop",\#(Self.inputs)}"#)
        #expect(proof.status == 200)
        #expect(proof.json["statement"]?["public_params"]?["min_age"] == .integer(18))
        #expect(!proof.text.contains(Self.marker))
        let receipt = try #require(proof.text("receipt"))
        func verdict(_ question: String, _ receipt: String) throws -> JSONValue? {
            try server.post("/api/verify", #"{"receipt":"\#(receipt)","customer_id":"acme"\#(question)}"#).json["valid"]
        }
        #expect(
            try verdict(#","public_params":{"min_age":18},"as_of":"2026-11-20","challenge":"c0ffee","audience":"shop""#, receipt)
                == .bool(true))
        for other in [
            #","public_params":{"min_age":21}"#, #","as_of":"2026-11-21""#, #","challenge":"c0ffef""#, #","audience":"bar""#,
        ] {
            #expect(try verdict(other, receipt) == .bool(false))
        }
        var bytes = [UInt8](try #require(Data(base64Encoded: receipt)))
        bytes[bytes.count * 2 / 3] ^= 4
        #expect(try verdict("", Data(bytes).base64EncodedString()) == .bool(false))
        let early = Self.inputs.replacing(Self.marker, with: "2015-05-17")
        let refused = try server.post("/api/prove", #"{"customer_id":"acme",\#(early)}"#)
        #expect(refused.status == 422)
        #expect(refused.json["failed_rule"]?["type"] == .string("age_verification"))
        let negative = try server.post("/api/prove", #"{"customer_id":"acme","negative":true,\#(early)}"#)
        #expect(negative.json["statement"]?["outputs"]?["compliance_result"] == .bool(false))
        let negativeReceipt = try #require(negative.text("receipt"))
        #expect(try verdict("", negativeReceipt) == .bool(false))
        #expect(try verdict(#","negative":true"#, negativeReceipt) == .bool(true))
        #expect(server.terminate() == 0)
    }

    @Test func everyTemplateIsCompiledEvaluatedAndProven() throws {
        let server = try Server(in: try TemporaryDirectory())
        guard case .array(let templates)? = try server.get("/api/templates").json["templates"] else {
            Issue.record("no templates")
            return
        }
        #expect(templates.count == RuleTemplates.all.count)
        for case .string(let name)? in templates.map({ $0["name"] }) {
            let template = try server.get("/api/templates/\(name)").json
            guard case .object(let sample)? = template["sample"], let document = template["dsl"] else {
                Issue.record("\(name) has no sample")
                continue
            }
            let compiled = try server.post("/api/compile", text([JSONMember("dsl", document)]))
            guard compiled.status == 200 else {
                // Signatures can't be proven yet; the refusal says so.
                #expect(compiled.json["errors"] != nil && compiled.text.contains("signature_not_available"), "\(name): \(compiled.text)")
                continue
            }
            #expect(compiled.text("code")?.isEmpty == false)
            let order = text([JSONMember("dsl", document)] + sample)
            #expect(try server.post("/api/evaluate", order).json["compliance_result"] == .bool(true), "\(name)")
            let proof = try server.post("/api/prove", order)
            #expect(proof.status == 200, "\(name): \(proof.text.prefix(500))")
            let receipt = try #require(proof.text("receipt"))
            let verdict = try server.post("/api/verify", text([JSONMember("dsl", document), JSONMember("receipt", .string(receipt))]))
            #expect(verdict.json["valid"] == .bool(true), "\(name)")
        }
    }

    private func text(_ members: [JSONMember]) -> String { JSONValue.object(members).readableText }

    @Test func acceptedJobsSurviveKillNineAtAnyMoment() throws {
        let directory = try TemporaryDirectory()
        let words = try sealKey(directory)
        var server = try Server(in: directory, words)
        try deployAgeRule(server)
        var accepted: [String: String] = [:]
        var receipts: [String: String] = [:]
        for round in 0..<6 {
            for index in 0..<2 {
                let key = "key-\(round)-\(index)"
                let answer = try server.post(
                    "/api/prove", #"{"customer_id":"acme",\#(Self.inputs)}"#, Self.asynchronous + [("Idempotency-Key", key)])
                #expect(answer.status == 202)
                accepted[key] = answer.headers["Location"]
            }
            // From right after the answer to some time after the first proof.
            Thread.sleep(forTimeInterval: 0.12 * Double(round))
            server.kill()
            server = try Server(in: directory, words)
            #expect(try server.get("/api/deployments/acme").status == 200)
        }
        #expect(accepted.count == 12)
        for (key, path) in accepted {
            #expect(try server.ended(path) == "succeeded")
            receipts[key] = try server.get(path).text("receipt")
            let again = try server.post(
                "/api/prove", #"{"customer_id":"acme",\#(Self.inputs)}"#, Self.asynchronous + [("Idempotency-Key", key)])
            #expect(again.headers["Location"] == path)
            let other = try server.post(
                "/api/prove", #"{"customer_id":"acme","challenge":"01",\#(Self.inputs)}"#, [("Idempotency-Key", key)])
            #expect(other.status == 409)
        }
        server.kill()
        server = try Server(in: directory, words)
        #expect(receipts.count == 12)
        for path in receipts.values {
            let receipt = try #require(try server.get(path).text("receipt"))
            let verdict = try server.post("/api/verify", #"{"receipt":"\#(receipt)","customer_id":"acme"}"#)
            #expect(verdict.json["valid"] == .bool(true), "\(verdict.text)")
        }
        server.kill()
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.url.path) {
            let content = FileManager.default.contents(atPath: directory.path(name)) ?? Data()
            #expect(content.range(of: Data(Self.marker.utf8)) == nil && content.range(of: Data("u-marker-81c2".utf8)) == nil, "\(name)")
        }
    }

    @Test func withoutASealKeyKilledJobsAreLostAndSaySo() throws {
        let directory = try TemporaryDirectory()
        var server = try Server(in: directory)
        try deployAgeRule(server)
        var paths: [String] = []
        for _ in 0..<4 {
            paths.append(
                try #require(
                    try server.post("/api/prove", #"{"customer_id":"acme",\#(Self.inputs)}"#, Self.asynchronous).headers["Location"]))
        }
        server.kill()
        server = try Server(in: directory)
        let last = try server.get(try #require(paths.last))
        #expect(last.text("status") == "lost")
        #expect(last.json["error"]?["code"] == .string("lost"))
        for path in paths { #expect(["lost", "succeeded"].contains(try server.get(path).text("status"))) }
    }

    /// 64² steps of a condition: about ten times the work of a small rule.
    private static let longRule = #"""
        {"use_case":"long","private_inputs":{"type":"object","fields":{"values":"array<u32>"}},"public_params":{},
         "validation_rules":[{"type":"expression","expression":"values.all(x, values.all(y, x * y < 1000000))"}]}
        """#

    @Test func deletingAJobStopsTheRealProver() throws {
        let server = try Server(in: try TemporaryDirectory())
        let values = (0..<64).map(String.init).joined(separator: ",")
        let order = #"{"dsl":\#(Self.longRule),"private_inputs":{"values":[\#(values)]}}"#
        let accepted = try server.post("/api/prove", order, Self.asynchronous)
        #expect(accepted.status == 202, "\(accepted.text)")
        let path = try #require(accepted.headers["Location"])
        #expect(try eventually { try server.get(path).text("phase") != nil })
        let start = ContinuousClock.now
        let stopped = try server.caller.call("DELETE", path)
        #expect(stopped.text("status") == "cancelled")
        #expect(start.duration(to: .now) < .seconds(5))
        #expect(try server.get("/api/status").number("running") == 0)
    }

    @Test func terminationLetsTheWaitingCallerHaveItsProof() throws {
        let directory = try TemporaryDirectory()
        let server = try Server(in: directory)
        try deployAgeRule(server)
        let caller = server.caller
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var status = 0
        let order = #"{"customer_id":"acme",\#(Self.inputs)}"#
        Thread.detachNewThread {
            unsafe status = (try? caller.call("POST", "/api/prove", json: order))?.status ?? -1
            done.signal()
        }
        #expect(try eventually { try server.get("/api/status").number("running") == 1 })
        #expect(server.terminate() == 0)
        done.wait()
        #expect(unsafe status == 200)
        #expect(server.log.contains(#""event":"draining""#) && server.log.contains(#""event":"stopped""#))
    }

    @Test func secondServerOnTheSameDatabaseIsRefusedInOneSentence() throws {
        let directory = try TemporaryDirectory()
        let server = try Server(in: directory)
        let second = try Binary.run("serve", "--port", "0", "--database", directory.path("db.sqlite"))
        #expect(second.code == 4)
        #expect(second.error.contains("in use by another process"))
        let third = try Binary.run("serve", "--port", "\(server.caller.port)", "--database", directory.path("other.sqlite"))
        #expect(third.code == 4)
        #expect(third.error.contains("Cannot listen on 127.0.0.1 port \(server.caller.port)"))
        let wrong = try Binary.run("serve", "--seal-key", "not-a-key")
        #expect(wrong.code != 0)
        #expect(!wrong.error.contains("not-a-key"))
    }
}
