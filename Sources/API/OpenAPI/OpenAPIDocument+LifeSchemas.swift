/// The forms of batches, versions and webhooks.
extension OpenAPIDocument {
    static let lifeSchemas = #"""
          "BatchRequest": {
            "type": "object",
            "properties": {"items": {"type": "array", "minItems": 1, "maxItems": 1000, "items": {"$ref": "#/components/schemas/ProofRequest"}}},
            "required": ["items"]
          },
          "Batch": {
            "type": "object",
            "properties": {
              "success": {"type": "boolean"},
              "batch_id": {"type": "string"},
              "status": {"type": "string", "enum": ["open", "finished"]},
              "total": {"type": "integer"},
              "refused": {"type": "integer"},
              "jobs": {"type": "object", "additionalProperties": {"type": "integer"}},
              "created_at": {"type": "string", "format": "date-time"},
              "cancelled_at": {"type": "string", "format": "date-time"},
              "items": {
                "type": "array",
                "description": "In order; each has its job's members, or `status` refused and an `error`, a problem document.",
                "items": {
                  "type": "object",
                  "properties": {
                    "item": {"type": "integer"},
                    "status": {"type": "string"},
                    "job_id": {"type": "string"},
                    "error": {"type": "object", "additionalProperties": true}
                  },
                  "required": ["item", "status"],
                  "additionalProperties": true
                }
              }
            },
            "required": ["batch_id", "status", "total", "refused", "jobs", "created_at", "items"]
          },
          "BatchList": {
            "type": "object",
            "properties": {
              "batches": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "batch_id": {"type": "string"},
                    "status": {"type": "string", "enum": ["open", "finished"]},
                    "total": {"type": "integer"},
                    "refused": {"type": "integer"},
                    "jobs": {"type": "object", "additionalProperties": {"type": "integer"}},
                    "created_at": {"type": "string", "format": "date-time"},
                    "cancelled_at": {"type": "string", "format": "date-time"}
                  },
                  "required": ["batch_id", "status", "total", "refused", "jobs", "created_at"]
                }
              },
              "next_after": {"type": "string"}
            },
            "required": ["batches"]
          },
          "VerificationBatchRequest": {
            "type": "object",
            "properties": {"items": {"type": "array", "minItems": 1, "maxItems": 1000, "items": {"$ref": "#/components/schemas/VerificationRequest"}}},
            "required": ["items"]
          },
          "VerificationBatch": {
            "type": "object",
            "properties": {
              "total": {"type": "integer"},
              "valid": {"type": "integer"},
              "results": {
                "type": "array",
                "items": {
                  "type": "object",
                  "description": "The item's verdict, or an `error`, a problem document.",
                  "properties": {
                    "item": {"type": "integer"},
                    "valid": {"type": "boolean"},
                    "reasons": {"type": "array", "items": {"type": "string"}},
                    "image_id": {"type": "string"},
                    "error": {"type": "object", "additionalProperties": true}
                  },
                  "required": ["item"],
                  "additionalProperties": true
                }
              }
            },
            "required": ["total", "valid", "results"]
          },
          "JobList": {
            "type": "object",
            "properties": {"jobs": {"type": "array", "items": {"$ref": "#/components/schemas/Job"}}, "next_after": {"type": "string"}},
            "required": ["jobs"]
          },
          "ActivationRequest": {
            "type": "object",
            "properties": {
              "revision": {"type": "integer"},
              "share": {
                "type": "integer",
                "minimum": 1,
                "maximum": 100,
                "default": 100,
                "description": "Percent of the orders; below 100 for a canary."
              }
            },
            "required": ["revision"]
          },
          "DeploymentSettings": {
            "type": "object",
            "properties": {
              "keep_proofs": {
                "type": "boolean",
                "description": "Whether finished proofs are kept and given again for the same order. A kept receipt is the same receipt, so that who sees it twice knows it."
              }
            },
            "required": ["keep_proofs"]
          },
          "Version": {
            "type": "object",
            "properties": {
              "customer_id": {"type": "string"},
              "revision": {"type": "integer"},
              "image_id": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
              "use_case": {"type": "string"},
              "description": {"type": "string"},
              "version": {"type": "string"},
              "created_at": {"type": "string", "format": "date-time"}
            },
            "required": ["customer_id", "revision", "image_id", "use_case", "description", "version", "created_at"]
          },
          "VersionWithDocument": {
            "type": "object",
            "properties": {
              "customer_id": {"type": "string"},
              "revision": {"type": "integer"},
              "image_id": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
              "use_case": {"type": "string"},
              "description": {"type": "string"},
              "version": {"type": "string"},
              "created_at": {"type": "string", "format": "date-time"},
              "dsl": {"type": "object"}
            },
            "required": ["customer_id", "revision", "image_id", "use_case", "description", "version", "created_at", "dsl"]
          },
          "VersionList": {
            "type": "object",
            "properties": {"versions": {"type": "array", "items": {"$ref": "#/components/schemas/Version"}}, "next_below": {"type": "integer"}},
            "required": ["versions"]
          },
          "DeploymentHistory": {
            "type": "object",
            "properties": {
              "changes": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "at": {"type": "string", "format": "date-time"},
                    "action": {"type": "string", "enum": ["deploy", "add", "activate", "canary", "end_canary", "roll_back", "delete"]},
                    "revision": {"type": "integer"},
                    "from_revision": {"type": "integer"},
                    "share": {"type": "integer"},
                    "key_id": {"type": "string"}
                  },
                  "required": ["at", "action"]
                }
              }
            },
            "required": ["changes"]
          },
          "WebhookRequest": {
            "type": "object",
            "properties": {
              "url": {"type": "string", "format": "uri", "description": "https, on a public address."},
              "events": {
                "type": "array",
                "minItems": 1,
                "items": {
                  "type": "string",
                  "enum": ["*", "job.succeeded", "job.failed", "job.cancelled", "job.expired", "job.lost", "batch.finished", "webhook.test"]
                }
              },
              "description": {"type": "string", "maxLength": 500}
            },
            "required": ["url"]
          },
          "WebhookChange": {
            "type": "object",
            "properties": {
              "url": {"type": "string", "format": "uri"},
              "events": {
                "type": "array",
                "minItems": 1,
                "items": {
                  "type": "string",
                  "enum": ["*", "job.succeeded", "job.failed", "job.cancelled", "job.expired", "job.lost", "batch.finished", "webhook.test"]
                }
              },
              "description": {"type": "string", "maxLength": 500},
              "enabled": {"type": "boolean"}
            },
            "required": []
          },
          "Webhook": {
            "type": "object",
            "properties": {
              "webhook_id": {"type": "string"},
              "url": {"type": "string"},
              "events": {"type": "array", "items": {"type": "string"}},
              "description": {"type": "string"},
              "enabled": {"type": "boolean"},
              "disabled_reason": {"type": "string"},
              "failing_since": {"type": "string", "format": "date-time"},
              "created_at": {"type": "string", "format": "date-time"},
              "updated_at": {"type": "string", "format": "date-time"}
            },
            "required": ["webhook_id", "url", "events", "description", "enabled", "created_at", "updated_at"]
          },
          "WebhookWithSecret": {
            "type": "object",
            "properties": {
              "webhook_id": {"type": "string"},
              "url": {"type": "string"},
              "events": {"type": "array", "items": {"type": "string"}},
              "description": {"type": "string"},
              "enabled": {"type": "boolean"},
              "disabled_reason": {"type": "string"},
              "failing_since": {"type": "string", "format": "date-time"},
              "created_at": {"type": "string", "format": "date-time"},
              "updated_at": {"type": "string", "format": "date-time"},
              "secret": {"type": "string"}
            },
            "required": ["webhook_id", "url", "events", "description", "enabled", "created_at", "updated_at", "secret"]
          },
          "WebhookList": {
            "type": "object",
            "properties": {"webhooks": {"type": "array", "items": {"$ref": "#/components/schemas/Webhook"}}},
            "required": ["webhooks"]
          },
          "Delivery": {
            "type": "object",
            "properties": {
              "delivery_id": {"type": "string"},
              "webhook_id": {"type": "string"},
              "event": {"type": "string"},
              "subject": {"type": "string", "description": "The job, batch or webhook it tells of."},
              "status": {"type": "string", "enum": ["pending", "delivered", "failed"]},
              "attempts": {"type": "integer"},
              "created_at": {"type": "string", "format": "date-time"},
              "next_attempt_at": {"type": "string", "format": "date-time"},
              "finished_at": {"type": "string", "format": "date-time"}
            },
            "required": ["delivery_id", "webhook_id", "event", "subject", "status", "attempts", "created_at"]
          },
          "DeliveryWithLog": {
            "type": "object",
            "properties": {
              "delivery_id": {"type": "string"},
              "webhook_id": {"type": "string"},
              "event": {"type": "string"},
              "subject": {"type": "string", "description": "The job, batch or webhook it tells of."},
              "status": {"type": "string", "enum": ["pending", "delivered", "failed"]},
              "attempts": {"type": "integer"},
              "created_at": {"type": "string", "format": "date-time"},
              "next_attempt_at": {"type": "string", "format": "date-time"},
              "finished_at": {"type": "string", "format": "date-time"},
              "attempt_log": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "number": {"type": "integer"},
                    "at": {"type": "string", "format": "date-time"},
                    "status": {"type": "integer"},
                    "error": {"type": "string"},
                    "milliseconds": {"type": "integer"}
                  },
                  "required": ["number", "at", "milliseconds"]
                }
              },
              "body": {"type": "object"}
            },
            "required": ["delivery_id", "webhook_id", "event", "subject", "status", "attempts", "created_at", "attempt_log", "body"]
          },
          "DeliveryList": {
            "type": "object",
            "properties": {"deliveries": {"type": "array", "items": {"$ref": "#/components/schemas/Delivery"}}, "next_after": {"type": "string"}},
            "required": ["deliveries"]
          }
        """#
}
