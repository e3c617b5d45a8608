/// The forms of answers about proofs, jobs, receipts and the server.
extension OpenAPIDocument {
    static let proofSchemas = #"""
          "Receipt": {
            "type": "object",
            "properties": {
              "job_id": {"type": "string"},
              "receipt_id": {"type": "string"},
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "receipt": {"type": "string", "description": "The receipt in its binary format, base64."},
              "receipt_bytes": {"type": "integer"},
              "created_at": {"type": "string", "format": "date-time"},
              "statement": {"$ref": "#/components/schemas/Statement"},
              "cycles": {"type": "integer"}
            },
            "required": ["job_id", "receipt_id", "image_id", "receipt", "receipt_bytes", "created_at", "statement", "cycles"]
          },
          "ProofAnswer": {
            "type": "object",
            "properties": {
              "success": {"type": "boolean"},
              "job_id": {"type": "string"},
              "receipt_id": {"type": "string"},
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "receipt": {"type": "string", "description": "The receipt in its binary format, base64."},
              "receipt_bytes": {"type": "integer"},
              "created_at": {"type": "string", "format": "date-time"},
              "statement": {"$ref": "#/components/schemas/Statement"},
              "cycles": {"type": "integer"},
              "queue_time_ms": {"type": "integer"},
              "revision": {"type": "integer", "description": "Version of the deployment."},
              "cached": {"type": "boolean", "description": "Whether the receipt is one that was made before."},
              "proving_time_ms": {"type": "integer"},
              "salt": {"type": "string", "description": "The salt the server chose; needed to open hash outputs."}
            },
            "required": [
              "success",
              "job_id",
              "receipt_id",
              "image_id",
              "receipt",
              "receipt_bytes",
              "created_at",
              "statement",
              "cycles"
            ]
          },
          "Job": {
            "type": "object",
            "properties": {
              "success": {"type": "boolean"},
              "job_id": {"type": "string"},
              "status": {"type": "string", "enum": ["queued", "running", "succeeded", "failed", "cancelled", "expired", "lost"]},
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "attempts": {"type": "integer"},
              "credits": {"type": "integer", "description": "Credits taken, once the job has ended; 0 unless it succeeded."},
              "created_at": {"type": "string", "format": "date-time"},
              "customer_id": {
                "type": "string",
                "description": "1...128 visible ASCII characters without a slash",
                "minLength": 1,
                "maxLength": 128
              },
              "phase": {"type": "string"},
              "percent": {"type": "integer", "minimum": 0, "maximum": 100},
              "seconds_remaining": {"type": "integer", "minimum": 0, "description": "Expected time to the end; absent until there is something to judge by."},
              "queue_position": {"type": "integer", "description": "1 is next."},
              "estimated_wait_ms": {"type": "integer", "description": "Expected time to the start; absent while no worker is there."},
              "estimated_wait_range_ms": {
                "type": "array",
                "items": {"type": "integer"},
                "description": "Lower and upper bound that held nine in ten of the waits foretold lately."
              },
              "waiting": {"type": "object", "description": "Why the job waits: jobs ahead, provers, limits, a sentence.", "additionalProperties": true},
              "priority": {"type": "integer", "minimum": -9, "maximum": 9},
              "deadline": {"type": "string", "format": "date-time"},
              "revision": {"type": "integer", "description": "Version of the deployment."},
              "batch_id": {"type": "string"},
              "item": {"type": "integer", "description": "Place in the batch, from 0."},
              "next_attempt_at": {"type": "string", "format": "date-time"},
              "charged": {"type": "boolean", "description": "Whether the job costs anything, once it has ended; only success does."},
              "cached": {"type": "boolean", "description": "Whether the receipt is one that was made before."},
              "attempt_history": {"type": "array", "items": {"$ref": "#/components/schemas/Attempt"}},
              "started_at": {"type": "string", "format": "date-time"},
              "completed_at": {"type": "string", "format": "date-time"},
              "proving_time_ms": {"type": "integer"},
              "receipt_id": {"type": "string"},
              "receipt": {"type": "string", "description": "Path of the receipt."},
              "error": {"$ref": "#/components/schemas/JobFailure"}
            },
            "required": ["job_id", "status", "image_id", "attempts", "created_at"]
          },
          "JobAccepted": {
            "type": "object",
            "properties": {
              "success": {"type": "boolean"},
              "job_id": {"type": "string"},
              "status": {"type": "string", "enum": ["queued", "running", "succeeded", "failed", "cancelled", "expired", "lost"]},
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "attempts": {"type": "integer"},
              "credits": {"type": "integer", "description": "Credits taken, once the job has ended; 0 unless it succeeded."},
              "created_at": {"type": "string", "format": "date-time"},
              "customer_id": {
                "type": "string",
                "description": "1...128 visible ASCII characters without a slash",
                "minLength": 1,
                "maxLength": 128
              },
              "phase": {"type": "string"},
              "percent": {"type": "integer", "minimum": 0, "maximum": 100},
              "seconds_remaining": {"type": "integer", "minimum": 0, "description": "Expected time to the end; absent until there is something to judge by."},
              "queue_position": {"type": "integer", "description": "1 is next."},
              "estimated_wait_ms": {"type": "integer", "description": "Expected time to the start; absent while no worker is there."},
              "estimated_wait_range_ms": {
                "type": "array",
                "items": {"type": "integer"},
                "description": "Lower and upper bound that held nine in ten of the waits foretold lately."
              },
              "waiting": {"type": "object", "description": "Why the job waits: jobs ahead, provers, limits, a sentence.", "additionalProperties": true},
              "priority": {"type": "integer", "minimum": -9, "maximum": 9},
              "deadline": {"type": "string", "format": "date-time"},
              "revision": {"type": "integer", "description": "Version of the deployment."},
              "batch_id": {"type": "string"},
              "item": {"type": "integer", "description": "Place in the batch, from 0."},
              "next_attempt_at": {"type": "string", "format": "date-time"},
              "charged": {"type": "boolean", "description": "Whether the job costs anything, once it has ended; only success does."},
              "cached": {"type": "boolean", "description": "Whether the receipt is one that was made before."},
              "attempt_history": {"type": "array", "items": {"$ref": "#/components/schemas/Attempt"}},
              "started_at": {"type": "string", "format": "date-time"},
              "completed_at": {"type": "string", "format": "date-time"},
              "proving_time_ms": {"type": "integer"},
              "receipt_id": {"type": "string"},
              "receipt": {"type": "string", "description": "Path of the receipt."},
              "error": {"$ref": "#/components/schemas/JobFailure"},
              "job": {"type": "string", "description": "Path of the job."},
              "events": {"type": "string", "description": "Path of its events."},
              "salt": {"type": "string", "description": "The salt the server chose; needed to open hash outputs."}
            },
            "required": ["success", "job", "events", "job_id", "status", "image_id", "attempts", "created_at"]
          },
          "Attempt": {
            "type": "object",
            "properties": {
              "number": {"type": "integer"},
              "worker": {"type": "string"},
              "started_at": {"type": "string", "format": "date-time"},
              "ended_at": {"type": "string", "format": "date-time"},
              "outcome": {"type": "string"},
              "reason": {"type": "string"}
            },
            "required": ["number", "worker", "started_at"]
          },
          "JobFailure": {
            "type": "object",
            "properties": {
              "class": {
                "type": "string",
                "enum": ["statement_false", "invalid_input", "over_limit", "program_fault", "infrastructure", "cancelled", "expired"],
                "description": "Whose turn it is; one vocabulary for every failure."
              },
              "code": {"type": "string"},
              "detail": {"type": "string", "description": "The cause."},
              "stage": {"type": "string", "description": "`queue`, or the phase of the computation."},
              "charged": {"type": "boolean"},
              "advice": {"type": "string", "description": "What to do next."},
              "rule": {"type": "integer"},
              "type": {"type": "string"}
            },
            "required": ["class", "code", "detail", "charged", "advice"]
          },
          "Verdict": {
            "type": "object",
            "properties": {
              "valid": {"type": "boolean"},
              "reasons": {"type": "array", "items": {"type": "string"}, "description": "Why not; empty when valid."},
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "security_bits": {"type": "integer"},
              "statement": {"$ref": "#/components/schemas/Statement"}
            },
            "required": ["valid", "reasons", "image_id"]
          },
          "Health": {
            "type": "object",
            "properties": {
              "status": {"type": "string", "enum": ["healthy", "degraded", "unhealthy"]},
              "version": {"type": "string"},
              "dependencies": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "name": {"type": "string"},
                    "status": {"type": "string", "enum": ["healthy", "degraded", "unhealthy"]},
                    "detail": {"type": "string", "description": "Absent when it is healthy."}
                  },
                  "required": ["name", "status"]
                }
              }
            },
            "required": ["status", "version", "dependencies"]
          },
          "Readiness": {
            "type": "object",
            "properties": {
              "status": {"type": "string", "enum": ["ready", "queue_full", "draining", "unhealthy"]},
              "queue_length": {"type": "integer"},
              "queue_capacity": {"type": "integer"},
              "running": {"type": "integer"}
            },
            "required": ["status", "queue_length", "queue_capacity", "running"]
          },
          "Status": {
            "type": "object",
            "properties": {
              "service": {"type": "string"},
              "version": {"type": "string"},
              "status": {"type": "string"},
              "uptime_seconds": {"type": "integer"},
              "queue_length": {"type": "integer"},
              "queue_capacity": {"type": "integer"},
              "running": {"type": "integer"},
              "jobs": {"type": "object", "additionalProperties": {"type": "integer"}},
              "receipts": {"type": "integer"},
              "deployments": {"type": "integer"},
              "listeners": {"type": "integer", "description": "Event streams and callers that wait."},
              "kept_proofs": {
                "type": "object",
                "properties": {
                  "tiers": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {"tier": {"type": "string"}, "hits": {"type": "integer"}, "failures": {"type": "integer"}},
                      "required": ["tier", "hits", "failures"]
                    }
                  },
                  "misses": {"type": "integer"}
                },
                "required": ["tiers", "misses"]
              },
              "prepared_images": {
                "type": "object",
                "properties": {"hits": {"type": "integer"}, "misses": {"type": "integer"}},
                "required": ["hits", "misses"]
              },
              "private_inputs": {
                "type": "string",
                "description": "Whether accepted jobs survive the end of the process.",
                "enum": ["sealed", "memory_only"]
              },
              "limits": {"type": "object", "additionalProperties": {"type": "integer"}},
              "features": {
                "type": "object",
                "description": "What a caller may rely on, by names that do not change.",
                "properties": {
                  "engines": {"type": "array", "items": {"type": "string"}},
                  "receipt_formats": {"type": "array", "items": {"type": "integer"}},
                  "parameter_sets": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
                      "required": ["id", "name"]
                    }
                  },
                  "answers": {"type": "array", "items": {"type": "string"}},
                  "interface": {"type": "array", "items": {"type": "string"}}
                },
                "required": ["engines", "receipt_formats", "parameter_sets", "answers", "interface"]
              }
            },
            "required": [
              "service",
              "version",
              "status",
              "uptime_seconds",
              "queue_length",
              "queue_capacity",
              "running",
              "jobs",
              "receipts",
              "deployments",
              "listeners",
              "kept_proofs",
              "prepared_images",
              "private_inputs",
              "limits",
              "features"
            ]
          },
          "Problem": {
            "type": "object",
            "properties": {
              "type": {"type": "string", "format": "uri"},
              "title": {"type": "string"},
              "status": {"type": "integer"},
              "detail": {"type": "string"},
              "code": {"type": "string", "description": "Stable name for programs."},
              "success": {"type": "boolean", "description": "Always false."},
              "request_id": {"type": "string"},
              "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
              "failed_rule": {"$ref": "#/components/schemas/FailedRule"},
              "pointer": {"type": "string"},
              "expected": {"type": "string"},
              "job_id": {"type": "string"},
              "job": {"type": "string"},
              "retry_after": {"type": "integer"}
            },
            "required": ["type", "title", "status", "detail", "code", "success", "request_id"]
          }
        """#
}
