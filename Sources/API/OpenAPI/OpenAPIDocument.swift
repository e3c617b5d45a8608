/// The description of the interface (OpenAPI 3.1), served at `/openapi.json`.
enum OpenAPIDocument {
    private static let paths = [
        rulePaths, deploymentPaths, versionPaths, proofPaths, batchPaths, jobPaths, receiptPaths, challengePaths, webhookPaths, adminPaths,
        serverPaths,
    ]

    static let bytes = Array(
        """
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Burhan",
            "version": "\(APIVersion.text)",
            "summary": "Zero-knowledge proofs of rules over private inputs.",
            "description": "Deploy a rule, send private inputs, get a receipt that anyone can verify offline. Errors are problem documents (RFC 9457) with a stable `code`.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" }
          },
          "servers": [{ "url": "/" }],
          "security": [{ "Bearer": [] }, { "ApiKey": [] }],
          "tags": [
            { "name": "rules" }, { "name": "deployments" }, { "name": "proofs" }, { "name": "batches" }, { "name": "jobs" }, { "name": "receipts" },
            { "name": "webhooks" }, { "name": "administration" }, { "name": "server" }
          ],
          "paths": {
        \(paths.joined(separator: ",\n"))
          },
          "components": {
            "parameters": {
        \(parameters + ",\n" + adminParameters)
            },
            "securitySchemes": {
        \(securitySchemes)
            },
            "headers": {
        \(headers)
            },
            "responses": {
        \(responses)
            },
            "schemas": {
        \([requestSchemas, ruleSchemas, proofSchemas, lifeSchemas, adminSchemas].joined(separator: ",\n"))
            }
          }
        }

        """.utf8)
}
