/// The forms of answers about rules and deployments.
extension OpenAPIDocument {
    static let ruleSchemas = #"""
          "Finding": {
            "type": "object",
            "properties": {
              "pointer": {"type": "string", "description": "JSON Pointer (RFC 6901)."},
              "code": {"type": "string"},
              "message": {"type": "string"},
              "expected": {"type": "string"},
              "found": {"type": "string"},
              "offset": {"type": "integer"}
            },
            "required": ["pointer", "code", "message"]
          },
          "FailedRule": {
            "type": "object",
            "properties": {
              "index": {"type": "integer", "description": "Place in validation_rules, from 0; absent when an output failed."},
              "type": {"type": "string"},
              "description": {"type": "string"},
              "error": {"type": "string", "description": "Why it could not be evaluated; absent when it is simply false."}
            },
            "required": ["type"]
          },
          "Validation": {
            "type": "object",
            "properties": {
              "valid": {"type": "boolean"},
              "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
              "warnings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "parsed_dsl": {"type": "object", "description": "The normal form."},
              "error": {"type": "string", "description": "The first error."}
            },
            "required": ["valid", "errors", "warnings"]
          },
          "Compilation": {
            "type": "object",
            "properties": {
              "success": {"type": "boolean"},
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "use_case": {"type": "string"},
              "version": {"type": "string"},
              "rules": {"type": "array", "items": {"type": "string"}, "description": "The type of each rule."},
              "explanation": {"type": "string"},
              "warnings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
              "code": {"type": "string", "description": "The equivalent guest source."}
            },
            "required": ["success", "image_id", "use_case", "version", "rules", "explanation", "warnings"]
          },
          "Evaluation": {
            "type": "object",
            "properties": {
              "success": {"type": "boolean"},
              "compliance_result": {"type": "boolean"},
              "cycles": {"type": "integer"},
              "estimated_proving_time_ms": {"type": "integer", "minimum": 0, "description": "What a proof is expected to take on this server, judged by a measurement of it and by recent proofs."},
              "estimated_proving_time_range_ms": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2, "description": "The time is expected from the first to the second."},
              "estimated_peak_memory_bytes": {"type": "integer", "minimum": 0},
              "estimated_receipt_bytes": {"type": "integer", "minimum": 0},
              "failed_rule": {"$ref": "#/components/schemas/FailedRule"},
              "statement": {"$ref": "#/components/schemas/Statement"}
            },
            "required": ["success", "compliance_result", "cycles"]
          },
          "Statement": {
            "type": "object",
            "description": "What a receipt says: rule digest, every public parameter, outputs, and audience, challenge and nullifier if there are any."
          },
          "TemplateHead": {
            "type": "object",
            "properties": {
              "name": {"type": "string"},
              "title": {"type": "string"},
              "description": {"type": "string"},
              "category": {"type": "string"}
            },
            "required": ["name", "title", "description", "category"]
          },
          "TemplateList": {
            "type": "object",
            "properties": {"templates": {"type": "array", "items": {"$ref": "#/components/schemas/TemplateHead"}}},
            "required": ["templates"]
          },
          "Template": {
            "type": "object",
            "properties": {
              "name": {"type": "string"},
              "title": {"type": "string"},
              "description": {"type": "string"},
              "category": {"type": "string"},
              "dsl": {"type": "object"},
              "sample": {"type": "object"}
            },
            "required": ["name", "title", "description", "category", "dsl", "sample"]
          },
          "Deployment": {
            "type": "object",
            "properties": {
              "customer_id": {
                "type": "string",
                "description": "1...128 visible ASCII characters without a slash",
                "minLength": 1,
                "maxLength": 128
              },
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "api_endpoint": {"type": "string"},
              "revision": {"type": "integer", "description": "The active version; versions count from 1."},
              "use_case": {"type": "string"},
              "description": {"type": "string"},
              "version": {"type": "string"},
              "created_at": {"type": "string", "format": "date-time"},
              "updated_at": {"type": "string", "format": "date-time"},
              "keep_proofs": {"type": "boolean"},
              "canary": {
                "type": "object",
                "properties": {"revision": {"type": "integer"}, "share": {"type": "integer", "description": "Percent of the orders."}},
                "required": ["revision", "share"]
              }
            },
            "required": [
              "customer_id",
              "image_id",
              "api_endpoint",
              "revision",
              "use_case",
              "description",
              "version",
              "created_at",
              "updated_at"
            ]
          },
          "DeploymentAnswer": {
            "allOf": [
              {"$ref": "#/components/schemas/Deployment"},
              {"type": "object", "properties": {"success": {"type": "boolean"}}, "required": ["success"]}
            ]
          },
          "DeploymentWithDocument": {
            "allOf": [
              {"$ref": "#/components/schemas/Deployment"},
              {"type": "object", "properties": {"dsl": {"type": "object"}}, "required": ["dsl"]}
            ]
          },
          "DeploymentList": {
            "type": "object",
            "properties": {
              "deployments": {"type": "array", "items": {"$ref": "#/components/schemas/Deployment"}},
              "total": {"type": "integer"},
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "next_after": {"type": "string", "description": "Ask with this `after` for the next page."}
            },
            "required": ["deployments", "total"]
          }
        """#
}
