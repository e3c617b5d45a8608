import Foundation
import HTTPServer
import Rules
import Service
import Storage

/// Receipts: fetching and verifying.
struct ReceiptRoutes {
    private let service: ProofService
    private let settings: APISettings

    init(_ service: ProofService, _ settings: APISettings) {
        self.service = service
        self.settings = settings
    }

    var all: [Route] {
        [
            Route(.get, "/api/receipts/{id}", scope: .prove, get), Route(.post, "/api/verify", scope: .verify, verify),
            Route(.post, "/api/verify/batch", scope: .verify, verifyBatch),
            Route(.post, "/api/challenges", scope: .verify, challenge),
        ]
    }

    private func get(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let receipt = try service.receipt(call.parameter("id"), by: call.caller)
        if call.request.acceptsBytes {
            return .receipt(receipt.encoded, headers: ["X-Receipt-Id": receipt.id, "X-Image-Id": Hex.text(receipt.imageID)])
        }
        return .json([JSONMember("job_id", .string(receipt.jobID))] + Self.members(receipt))
    }

    static func members(_ receipt: ReceiptRecord) -> [JSONMember] {
        var members = [
            JSONMember("receipt_id", .string(receipt.id)), JSONMember("image_id", .string(Hex.text(receipt.imageID))),
            JSONMember("receipt", .string(Data(receipt.encoded).base64EncodedString())),
            JSONMember("receipt_bytes", .integer(receipt.encoded.count)),
            JSONMember("created_at", .string(SystemTime.text(receipt.createdAt))),
        ]
        if case .object(let said)? = JSONParser.parse(receipt.statement, limits: .inputs).value { members += said }
        return members
    }

    private func challenge(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        let seconds = try body.optionalInteger("expires_in_seconds", 1...86_400) ?? 600
        let challenge = try service.issueChallenge(seconds: seconds, by: call.caller)
        return .json(
            [
                JSONMember("challenge", .string(Hex.text(challenge.bytes))),
                JSONMember("expires_at", .string(SystemTime.text(challenge.expiresAt))),
            ], status: 201)
    }

    private func verify(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let (bytes, expectations, consumption) =
            try call.request.headers["Content-Type"] == "application/octet-stream"
            ? rawQuestion(call) : question(RequestBody(call.request, maximumBytes: settings.bodyBytes), call.caller)
        return .json(Self.members(try service.verify(bytes, anyOf: expectations, consuming: consumption, by: call.caller)))
    }

    /// Many receipts at once; an item that can't be judged has an error of its own.
    private func verifyBatch(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        guard case .array(let items)? = body.json["items"], (1...Self.batchLimit).contains(items.count) else {
            throw .invalidRequest(pointer: "/items", expected: "a list of 1...\(Self.batchLimit) verifications")
        }
        var questions: [VerificationQuestion] = []
        var outcomes: [Result<Int, ServiceError>] = []
        for item in items {
            do throws(ServiceError) {
                let (receipt, expectations, consumption) = try question(try RequestBody(item), call.caller)
                questions.append(VerificationQuestion(receipt: receipt, expectations: expectations, consumption: consumption))
                outcomes.append(.success(questions.count - 1))
            } catch { outcomes.append(.failure(error)) }
        }
        let verdicts = service.verify(questions, by: call.caller)
        let results = outcomes.enumerated().map { index, outcome -> JSONValue in
            let head = [JSONMember("item", .integer(index))]
            switch outcome.flatMap({ verdicts[$0] }) {
            case .success(let verdict): return .object(head + Self.members(verdict))
            case .failure(let error): return .object(head + [JSONMember("error", .object(Problem(error).members))])
            }
        }
        let valid = verdicts.count { if case .success(let verdict) = $0 { verdict.isAccepted } else { false } }
        return .json([
            JSONMember("total", .integer(items.count)), JSONMember("valid", .integer(valid)), JSONMember("results", .array(results)),
        ])
    }

    /// Verifications in one request.
    private static let batchLimit = 1000

    private static func members(_ verdict: ReceiptVerdict) -> [JSONMember] {
        var members = [
            JSONMember("valid", .bool(verdict.isAccepted)), JSONMember("reasons", .array(verdict.reasons.map { .string($0) })),
            JSONMember("image_id", .string(Hex.text(verdict.imageID))),
        ]
        if let bits = verdict.securityBits { members.append(JSONMember("security_bits", .integer(bits))) }
        if let statement = verdict.statement { members.append(JSONMember("statement", statement)) }
        return members
    }

    /// The receipt as the body, the image ID in the query.
    private func rawQuestion(_ call: Route.Call) throws(ServiceError) -> ([UInt8], [ReceiptExpectation], Consumption) {
        guard let image = call.request.query("image_id") else {
            throw .invalidRequest(pointer: "/image_id", expected: "given in the query when the body is the receipt itself")
        }
        return (call.request.body, [ReceiptExpectation(imageID: try RequestBody.imageID(image, pointer: "/image_id"))], [])
    }

    private func question(_ body: RequestBody, _ caller: Caller) throws(ServiceError) -> ([UInt8], [ReceiptExpectation], Consumption) {
        let name = body.json["receipt"] == nil && body.json["proof"] != nil ? "proof" : "receipt"
        guard let data = Data(base64Encoded: try body.text(name, "a receipt in base64")) else {
            throw .invalidRequest(pointer: "/\(name)", expected: "a receipt in base64")
        }
        var params = try asOf(body)
        if case .object(let members) = try body.object("public_params") { params += members }
        let expectation = ReceiptExpectation(
            imageID: [], publicParams: params, challenge: try body.optionalBytes("challenge", "bytes in hexadecimal"),
            audience: try body.optionalText("audience"), scope: try body.optionalText("scope"),
            complianceResult: try body.flag("negative") ? nil : true,
            minimumSecurityBits: try body.optionalInteger("minimum_security_bits", 1...256) ?? 100)
        let images = try service.imageIDs(of: body.subject(), by: caller)
        return (
            Array(data),
            images.map { image in
                var expectation = expectation
                expectation.imageID = image
                return expectation
            }, try consumption(body)
        )
    }

    /// What is used up: a list of `challenge` and `nullifier`.
    private func consumption(_ body: RequestBody) throws(ServiceError) -> Consumption {
        let names: [String: Consumption] = ["challenge": .challenge, "nullifier": .nullifier]
        return try body.optionalWords("consume", Array(names.keys).sorted()).reduce(into: []) { consumption, name in
            if let one = names[name] { consumption.insert(one) }
        }
    }

    /// A date the receipt must have been made for; it is one of the public parameters.
    private func asOf(_ body: RequestBody) throws(ServiceError) -> [JSONMember] {
        guard let date = try body.optionalText("as_of", "a date, YYYY-MM-DD") else { return [] }
        return [JSONMember(RuleDocument.today, .string(date))]
    }
}
