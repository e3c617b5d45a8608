/// The forms of the administration's requests and answers.
extension OpenAPIDocument {
    static let adminSchemas = #"""
          "Challenge": {
            "type": "object",
            "properties": {
              "challenge": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
              "expires_at": {"type": "string", "format": "date-time"}
            },
            "required": ["challenge", "expires_at"]
          },
          "Scopes": {"type": "array", "items": {"enum": ["prove", "deploy", "verify", "admin"]}},
          "KeyRequest": {
            "type": "object",
            "properties": {
              "tenant": {"type": "string", "description": "Another tenant, for the operator."},
              "name": {"type": "string", "minLength": 1, "maxLength": 128},
              "scopes": {"$ref": "#/components/schemas/Scopes"},
              "expires_in_seconds": {"type": "integer", "minimum": 1, "maximum": 315360000}
            },
            "required": ["name", "scopes"]
          },
          "RotationRequest": {
            "type": "object",
            "properties": {
              "tenant": {"type": "string", "description": "Another tenant, for the operator."},
              "overlap_seconds": {"type": "integer", "minimum": 0, "maximum": 2592000, "default": 86400}
            }
          },
          "Key": {
            "type": "object",
            "properties": {
              "key_id": {"type": "string"},
              "tenant": {"type": "string"},
              "name": {"type": "string"},
              "scopes": {"$ref": "#/components/schemas/Scopes"},
              "created_at": {"type": "string", "format": "date-time"},
              "expires_at": {"type": "string", "format": "date-time"},
              "revoked_at": {"type": "string", "format": "date-time"},
              "last_used_at": {"type": "string", "format": "date-time", "description": "To about a minute."},
              "successor": {"type": "string", "description": "The key that replaces it."}
            },
            "required": ["key_id", "tenant", "name", "scopes", "created_at"]
          },
          "NewKey": {
            "allOf": [
              {"$ref": "#/components/schemas/Key"},
              {
                "type": "object",
                "properties": {
                  "success": {"type": "boolean"},
                  "key": {"type": "string", "description": "burhan_<id>_<secret and checksum>; shown this once."}
                },
                "required": ["key"]
              }
            ]
          },
          "Keys": {
            "type": "object",
            "properties": {"keys": {"type": "array", "items": {"$ref": "#/components/schemas/Key"}}},
            "required": ["keys"]
          },
          "Limits": {
            "type": "object",
            "description": "null stands for without limit.",
            "properties": {
              "requests_per_minute": {"type": ["integer", "null"], "minimum": 0},
              "proofs_per_hour": {"type": ["integer", "null"], "minimum": 0},
              "concurrent_jobs": {"type": ["integer", "null"], "minimum": 0},
              "cycles_per_day": {"type": ["integer", "null"], "minimum": 0},
              "cycles_per_month": {"type": ["integer", "null"], "minimum": 0},
              "prepaid": {"type": "boolean", "description": "Proofs are paid for with credits."}
            },
            "additionalProperties": false
          },
          "Plan": {"enum": ["local", "free", "standard", "prepaid", "unlimited"]},
          "TenantRequest": {
            "type": "object",
            "properties": {
              "id": {"type": "string", "pattern": "^[a-z0-9_-]{1,64}$"},
              "name": {"type": "string", "minLength": 1, "maxLength": 128},
              "plan": {"$ref": "#/components/schemas/Plan"},
              "limits": {"$ref": "#/components/schemas/Limits"}
            },
            "required": ["id"]
          },
          "LimitsRequest": {
            "type": "object",
            "properties": {"plan": {"$ref": "#/components/schemas/Plan"}, "limits": {"$ref": "#/components/schemas/Limits"}}
          },
          "Tenant": {
            "type": "object",
            "properties": {
              "success": {"type": "boolean"},
              "tenant": {"type": "string"},
              "name": {"type": "string"},
              "state": {"enum": ["active", "suspended"]},
              "plan": {"$ref": "#/components/schemas/Plan"},
              "limits": {"$ref": "#/components/schemas/Limits"},
              "created_at": {"type": "string", "format": "date-time"},
              "updated_at": {"type": "string", "format": "date-time"}
            },
            "required": ["tenant", "name", "state", "plan", "limits", "created_at", "updated_at"]
          },
          "Tenants": {
            "type": "object",
            "properties": {"tenants": {"type": "array", "items": {"$ref": "#/components/schemas/Tenant"}}},
            "required": ["tenants"]
          },
          "Counters": {
            "type": "object",
            "description": "cycles, proofs, requests, verifications.",
            "additionalProperties": {
              "type": "object",
              "properties": {"used": {"type": "integer"}, "reserved": {"type": "integer"}},
              "required": ["used", "reserved"]
            }
          },
          "Usage": {
            "type": "object",
            "properties": {
              "tenant": {"type": "string"},
              "day": {"type": "string", "format": "date"},
              "today": {"$ref": "#/components/schemas/Counters"},
              "this_month": {"$ref": "#/components/schemas/Counters"},
              "active_jobs": {"type": "integer"},
              "credits": {
                "type": "object",
                "properties": {"available": {"type": "integer"}, "held": {"type": "integer"}},
                "required": ["available", "held"]
              },
              "plan": {"$ref": "#/components/schemas/Plan"},
              "limits": {"$ref": "#/components/schemas/Limits"}
            },
            "required": ["tenant", "day", "today", "this_month", "active_jobs", "credits", "plan", "limits"]
          },
          "GrantRequest": {
            "type": "object",
            "properties": {
              "credits": {"type": "integer", "minimum": 1},
              "reference": {"type": "string", "minLength": 1, "maxLength": 128},
              "note": {"type": "string"}
            },
            "required": ["credits", "reference"]
          },
          "Account": {
            "type": "object",
            "properties": {
              "success": {"type": "boolean"},
              "tenant": {"type": "string"},
              "available": {"type": "integer"},
              "held": {"type": "integer"}
            },
            "required": ["tenant", "available", "held"]
          },
          "Price": {
            "type": "object",
            "properties": {"success": {"type": "boolean"}, "credits": {"type": ["integer", "null"], "minimum": 0}},
            "required": ["credits"]
          },
          "Ledger": {
            "type": "object",
            "properties": {
              "entries": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "number": {"type": "integer"},
                    "kind": {"enum": ["grant", "reserve", "commit", "release"]},
                    "debit": {"type": "string"},
                    "credit": {"type": "string"},
                    "amount": {"type": "integer"},
                    "reference": {"type": "string"},
                    "note": {"type": "string"},
                    "available": {"type": "integer", "description": "After this line."},
                    "held": {"type": "integer", "description": "After this line."},
                    "at": {"type": "string", "format": "date-time"}
                  },
                  "required": ["number", "kind", "debit", "credit", "amount", "reference", "available", "held", "at"]
                }
              }
            },
            "required": ["entries"]
          },
          "AuditEntries": {
            "type": "object",
            "properties": {
              "entries": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "number": {"type": "integer"},
                    "at": {"type": "string", "format": "date-time"},
                    "tenant": {"type": "string"},
                    "actor": {"type": "string", "description": "The key's id, local, database, or service."},
                    "act": {"type": "string"},
                    "subject": {"type": "string"},
                    "detail": {"type": "object"},
                    "digest": {"type": "string"}
                  },
                  "required": ["number", "at", "tenant", "actor", "act", "subject", "detail", "digest"]
                }
              }
            },
            "required": ["entries"]
          },
          "AuditHead": {
            "type": "object",
            "properties": {"head": {"type": "string"}, "number": {"type": "integer"}, "digest": {"type": "string"}},
            "required": ["head", "number", "digest"]
          },
          "AuditVerdict": {
            "type": "object",
            "properties": {
              "intact": {"type": "boolean"},
              "entries": {"type": "integer"},
              "head": {"type": "string"},
              "fault": {
                "type": "object",
                "properties": {"number": {"type": "integer"}, "reason": {"type": "string"}},
                "required": ["number", "reason"]
              }
            },
            "required": ["intact", "entries", "head"]
          },
          "DeadLetters": {
            "type": "object",
            "properties": {
              "dead_letters": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "number": {"type": "integer"},
                    "job_id": {"type": "string"},
                    "deliveries": {"type": "integer", "description": "How often the job had been handed to a worker."},
                    "reason": {"type": "string", "description": "max_deliveries or poisonous."},
                    "tenant": {"type": "string", "description": "Absent when the job was forgotten."},
                    "status": {"type": "string", "description": "The job's state; absent when it was forgotten."},
                    "inputs_until": {
                      "type": "string",
                      "format": "date-time",
                      "description": "Until when the job can be replayed; absent when its inputs are gone."
                    }
                  },
                  "required": ["number", "job_id", "deliveries", "reason"]
                }
              }
            },
            "required": ["dead_letters"]
          },
          "ReplayedJob": {
            "type": "object",
            "properties": {"job_id": {"type": "string"}, "tenant": {"type": "string"}, "status": {"type": "string"}},
            "required": ["job_id", "tenant", "status"]
          }
        """#
}
