/// The operations of the administration; all of them need a key with the scope `admin`.
extension OpenAPIDocument {
    /// One operation of the administration, which differ in little.
    private struct Operation {
        let method: String
        let path: String
        let id: String
        let summary: String
        var parameters: [String] = []
        /// The schema of the body.
        var body: String?
        var status = "200"
        /// The schema of the answer; nil for 204.
        var answer: String?

        var text: String {
            var members = ["\"operationId\": \"\(id)\"", "\"summary\": \"\(summary)\"", "\"tags\": [\"administration\"]"]
            if !parameters.isEmpty {
                let list = parameters.map { "{\"$ref\": \"#/components/parameters/\($0)\"}" }.joined(separator: ", ")
                members.append("\"parameters\": [\(list)]")
            }
            if let body {
                members.append("\"requestBody\": {\"required\": true, \"content\": {\"application/json\": \(Self.schema(body))}}")
            }
            let content = answer.map { ", \"content\": {\"application/json\": \(Self.schema($0))}" } ?? ""
            let answers = ["\"\(status)\": {\"description\": \"Done.\"\(content)}"] + Self.problems
            members.append("\"responses\": {\(answers.joined(separator: ", "))}")
            return "\"\(method)\": {\(members.joined(separator: ", "))}"
        }

        private static func schema(_ name: String) -> String { "{\"schema\": {\"$ref\": \"#/components/schemas/\(name)\"}}" }

        private static let problems = [
            ("400", "BadRequest"), ("401", "Unauthenticated"), ("403", "Forbidden"), ("404", "NotFound"), ("409", "Conflict"),
            ("429", "RateLimited"),
            ("default", "Problem"),
        ].map { "\"\($0.0)\": {\"$ref\": \"#/components/responses/\($0.1)\"}" }
    }

    private static let tenant = "/api/admin/tenants/{tenant}"
    private static let price = "/api/admin/tenants/{tenant}/prices/{customer_id}"

    private static let operations = [
        Operation(
            method: "get", path: "/api/admin/keys", id: "listKeys", summary: "List the keys of a tenant", parameters: ["TenantQuery"],
            answer: "Keys"),
        Operation(
            method: "post", path: "/api/admin/keys", id: "createKey", summary: "Make a key; its text is in this answer only",
            parameters: ["IdempotencyKey"], body: "KeyRequest",
            status: "201", answer: "NewKey"),
        Operation(
            method: "post", path: "/api/admin/keys/{key_id}/rotate", id: "rotateKey",
            summary: "Make the successor of a key, which itself works for a while longer", parameters: ["KeyID"], body: "RotationRequest",
            status: "201", answer: "NewKey"),
        Operation(
            method: "delete", path: "/api/admin/keys/{key_id}", id: "revokeKey", summary: "End a key, everywhere within five seconds",
            parameters: ["KeyID", "TenantQuery"], status: "204"),
        Operation(
            method: "get", path: "/api/admin/usage", id: "getUsage", summary: "Get what a tenant has used and may use",
            parameters: ["TenantQuery"], answer: "Usage"),
        Operation(
            method: "get", path: "/api/admin/ledger", id: "listLedger", summary: "List the movements of credits",
            parameters: ["TenantQuery", "AfterNumber", "Limit"], answer: "Ledger"),
        Operation(
            method: "get", path: "/api/admin/tenants", id: "listTenants", summary: "List the tenants (operator)",
            parameters: ["AfterTenant", "Limit"], answer: "Tenants"),
        Operation(
            method: "post", path: "/api/admin/tenants", id: "createTenant", summary: "Make a tenant (operator)", body: "TenantRequest",
            status: "201", answer: "Tenant"),
        Operation(
            method: "get", path: tenant, id: "getTenant", summary: "Get a tenant (operator)", parameters: ["TenantID"], answer: "Tenant"),
        Operation(
            method: "post", path: tenant + "/suspend", id: "suspendTenant", summary: "Refuse the keys of a tenant (operator)",
            parameters: ["TenantID"], answer: "Tenant"),
        Operation(
            method: "post", path: tenant + "/resume", id: "resumeTenant", summary: "Let a tenant work again (operator)",
            parameters: ["TenantID"], answer: "Tenant"),
        Operation(
            method: "put", path: tenant + "/limits", id: "setLimits", summary: "Set plan and limits of a tenant (operator)",
            parameters: ["TenantID"], body: "LimitsRequest", answer: "Tenant"),
        Operation(
            method: "post", path: tenant + "/credits", id: "grantCredits", summary: "Add credits, once for each reference (operator)",
            parameters: ["TenantID"], body: "GrantRequest", answer: "Account"),
        Operation(
            method: "get", path: price, id: "getPrice", summary: "Get the price of a deployment's proofs (operator)",
            parameters: ["TenantID", "CustomerID"], answer: "Price"),
        Operation(
            method: "put", path: price, id: "setPrice", summary: "Set the price of a deployment's proofs (operator)",
            parameters: ["TenantID", "CustomerID"], body: "Price", answer: "Price"),
        Operation(
            method: "delete", path: price, id: "removePrice", summary: "Let cycles decide the price again (operator)",
            parameters: ["TenantID", "CustomerID"], status: "204"),
        Operation(
            method: "get", path: "/api/admin/audit", id: "listAudit", summary: "List entries of the audit log",
            parameters: ["TenantQuery", "AfterNumber", "Limit"], answer: "AuditEntries"),
        Operation(
            method: "get", path: "/api/admin/audit/head", id: "getAuditHead", summary: "Get the head of the audit log (operator)",
            answer: "AuditHead"),
        Operation(
            method: "get", path: "/api/admin/audit/verify", id: "verifyAudit", summary: "Verify the whole audit log (operator)",
            parameters: ["AuditHeadQuery"], answer: "AuditVerdict"),
        Operation(
            method: "get", path: "/api/admin/dead-letters", id: "listDeadLetters",
            summary: "List the jobs that were quarantined (operator, with NATS)", parameters: ["AfterNumber", "Limit"],
            answer: "DeadLetters"),
        Operation(
            method: "post", path: "/api/admin/dead-letters/{number}/replay", id: "replayDeadLetter",
            summary: "Start a quarantined job again, if its inputs are kept (operator, with NATS)", parameters: ["DeadLetterNumber"],
            answer: "ReplayedJob"),
        Operation(
            method: "delete", path: "/api/admin/dead-letters/{number}", id: "discardDeadLetter",
            summary: "Drop a dead letter and the inputs kept for it (operator, with NATS)", parameters: ["DeadLetterNumber"], status: "204"),
    ]

    static let adminPaths: String = {
        var paths: [(path: String, operations: [Operation])] = []
        for operation in operations {
            if let last = paths.indices.last, paths[last].path == operation.path {
                paths[last].operations.append(operation)
            } else {
                paths.append((operation.path, [operation]))
            }
        }
        return paths.map { "\"\($0.path)\": {\($0.operations.map(\.text).joined(separator: ", "))}" }.joined(separator: ",\n")
    }()

    static let adminParameters = #"""
          "KeyID": {"name": "key_id", "in": "path", "required": true, "description": "The key's id.", "schema": {"type": "string"}},
          "DeadLetterNumber": {
            "name": "number",
            "in": "path",
            "required": true,
            "description": "The letter's number.",
            "schema": {"type": "integer", "minimum": 1}
          },
          "TenantID": {"name": "tenant", "in": "path", "required": true, "description": "The tenant.", "schema": {"type": "string"}},
          "TenantQuery": {
            "name": "tenant",
            "in": "query",
            "description": "Another tenant, for the operator; the key's own when absent.",
            "schema": {"type": "string"}
          },
          "AfterNumber": {
            "name": "after",
            "in": "query",
            "description": "Entries after this number.",
            "schema": {"type": "integer", "minimum": 0}
          },
          "AfterTenant": {"name": "after", "in": "query", "description": "Tenants after this id.", "schema": {"type": "string"}},
          "AuditHeadQuery": {
            "name": "head",
            "in": "query",
            "description": "A head that was noted earlier and must still be in the log.",
            "schema": {"type": "string", "pattern": "^[0-9]+:[0-9a-f]{64}$"}
          }
        """#

    static let challengePaths = #"""
          "/api/challenges": {
            "post": {
              "operationId": "issueChallenge",
              "summary": "Issue a challenge that a receipt has to repeat",
              "description": "Give it to whoever proves, and name it when you verify: `challenge` with `consume: [\"challenge\"]` accepts it once.",
              "tags": ["receipts"],
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {"expires_in_seconds": {"type": "integer", "minimum": 1, "maximum": 86400, "default": 600}}
                    }
                  }
                }
              },
              "responses": {
                "201": {
                  "description": "The challenge.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Challenge"}}}
                },
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "429": {"$ref": "#/components/responses/RateLimited"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          }
        """#
}
