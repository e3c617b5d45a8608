/// The parts that operations share.
extension OpenAPIDocument {
    static let parameters = #"""
          "CustomerID": {
            "name": "customer_id",
            "in": "path",
            "required": true,
            "description": "The customer.",
            "schema": {
              "type": "string",
              "description": "1...128 visible ASCII characters without a slash",
              "minLength": 1,
              "maxLength": 128
            }
          },
          "ImageID": {
            "name": "image_id",
            "in": "path",
            "required": true,
            "description": "The image.",
            "schema": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"}
          },
          "JobID": {"name": "id", "in": "path", "required": true, "description": "The job.", "schema": {"type": "string"}},
          "ReceiptID": {"name": "id", "in": "path", "required": true, "description": "The receipt.", "schema": {"type": "string"}},
          "TemplateName": {
            "name": "name",
            "in": "path",
            "required": true,
            "description": "The template.",
            "schema": {"type": "string"}
          },
          "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "Makes repetition safe for seven days: same key and body give the same answer, another body gives 409. A repetition that comes while the first is under way waits for it. A job that was ordered with a key goes on when its caller goes away. The key of a job that was lost is free again.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255}
          },
          "Prefer": {
            "name": "Prefer",
            "in": "header",
            "required": false,
            "description": "`respond-async` for 202 with a job at once; `wait=SECONDS` to wait no longer than that for the proof.",
            "schema": {"type": "string"}
          },
          "LastEventID": {
            "name": "Last-Event-ID",
            "in": "header",
            "required": false,
            "description": "Events after this id.",
            "schema": {"type": "string"}
          },
          "LastEventIDQuery": {
            "name": "last_event_id",
            "in": "query",
            "required": false,
            "description": "The same, for clients that can not set headers.",
            "schema": {"type": "integer", "minimum": 0}
          },
          "Limit": {
            "name": "limit",
            "in": "query",
            "required": false,
            "description": "Longest page.",
            "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}
          },
          "After": {
            "name": "after",
            "in": "query",
            "required": false,
            "description": "Customer IDs after this one.",
            "schema": {"type": "string"}
          },
          "BatchID": {"name": "id", "in": "path", "required": true, "description": "The batch.", "schema": {"type": "string"}},
          "WebhookID": {"name": "id", "in": "path", "required": true, "description": "The webhook.", "schema": {"type": "string"}},
          "DeliveryID": {"name": "delivery_id", "in": "path", "required": true, "description": "The delivery.", "schema": {"type": "string"}},
          "Revision": {
            "name": "revision",
            "in": "path",
            "required": true,
            "description": "The number of a version.",
            "schema": {"type": "integer", "minimum": 1}
          },
          "RevisionQuery": {
            "name": "revision",
            "in": "query",
            "required": false,
            "description": "The number of a version; the active one if absent.",
            "schema": {"type": "integer", "minimum": 1}
          },
          "Below": {
            "name": "below",
            "in": "query",
            "required": false,
            "description": "Versions below this one.",
            "schema": {"type": "integer", "minimum": 1}
          },
          "FromItem": {
            "name": "from",
            "in": "query",
            "required": false,
            "description": "Items from this place on, counted from 0.",
            "schema": {"type": "integer", "minimum": 0, "default": 0}
          },
          "AfterBatch": {"name": "after", "in": "query", "required": false, "description": "Batches older than this one.", "schema": {"type": "string"}},
          "AfterDelivery": {
            "name": "after",
            "in": "query",
            "required": false,
            "description": "Deliveries older than this one.",
            "schema": {"type": "string"}
          },
          "AfterJob": {"name": "after", "in": "query", "required": false, "description": "Jobs older than this one.", "schema": {"type": "string"}},
          "Wait": {
            "name": "wait",
            "in": "query",
            "required": false,
            "description": "Seconds to wait for the end of the job before answering.",
            "schema": {"type": "integer", "minimum": 0, "maximum": 60, "default": 0}
          },
          "StatusQuery": {"name": "status", "in": "query", "required": false, "description": "Comma-separated states.", "schema": {"type": "string"}},
          "CustomerQuery": {"name": "customer_id", "in": "query", "required": false, "description": "Jobs of this customer.", "schema": {"type": "string"}},
          "BatchQuery": {"name": "batch_id", "in": "query", "required": false, "description": "Jobs of this batch.", "schema": {"type": "string"}},
          "ImageFilter": {"name": "image_id", "in": "query", "required": false, "description": "Jobs for this image.", "schema": {"type": "string"}},
          "From": {
            "name": "from",
            "in": "query",
            "required": false,
            "description": "Accepted at this time or later.",
            "schema": {"type": "string", "format": "date-time"}
          },
          "Until": {
            "name": "until",
            "in": "query",
            "required": false,
            "description": "Accepted before this time.",
            "schema": {"type": "string", "format": "date-time"}
          },
          "ImageIDQuery": {
            "name": "image_id",
            "in": "query",
            "required": false,
            "description": "The expected image, when the body is the receipt itself.",
            "schema": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"}
          }
        """#

    static let securitySchemes = #"""
          "Bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key: burhan_<id>_<secret>. Its scopes say what it allows. On a server that listens on a loopback address and has no keys, callers without one are the tenant `local`."
          },
          "ApiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key, for clients that can not set Authorization."}
        """#

    static let responses = #"""
          "Unauthenticated": {
            "description": "There is no valid key (`missing_api_key`, `malformed_api_key`, `invalid_api_key`).",
            "headers": {"WWW-Authenticate": {"$ref": "#/components/headers/WWWAuthenticate"}},
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          },
          "Forbidden": {
            "description": "The key does not allow this (`scope_missing`, `forbidden`), or the tenant is suspended (`tenant_suspended`).",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          },
          "RateLimited": {
            "description": "A limit of the tenant is reached (`rate_limited`); Retry-After says when to come back.",
            "headers": {
              "Retry-After": {"$ref": "#/components/headers/RetryAfter"},
              "RateLimit": {"$ref": "#/components/headers/RateLimit"},
              "RateLimit-Policy": {"$ref": "#/components/headers/RateLimitPolicy"}
            },
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          },
          "InsufficientCredits": {
            "description": "The tenant has fewer credits than the proof costs (`insufficient_credits`).",
            "headers": {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}},
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          },
          "BadRequest": {
            "description": "The request, the rule or the inputs have errors.",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          },
          "NotFound": {
            "description": "There is no such thing.",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          },
          "Conflict": {
            "description": "The Idempotency-Key belongs to another body, or the thing asked for is not possible in the present state.",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          },
          "Unprovable": {
            "description": "The statement is false (`statement_false`) or the execution exceeds a limit (`over_limit`).",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          },
          "QueueFull": {
            "description": "The queue is full (`queue_full`), or a limit of the tenant is reached (`rate_limited`, `too_many_jobs`, `cycle_budget_exhausted`); Retry-After says when to come back.",
            "headers": {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}},
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          },
          "Unavailable": {
            "description": "The server is shutting down or overloaded.",
            "headers": {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}},
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          },
          "TimedOut": {
            "description": "The proof took longer than a job may.",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          },
          "Problem": {
            "description": "Any other error.",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
          }
        """#

    static let headers = #"""
          "Location": {"description": "Path of what was made.", "schema": {"type": "string"}},
          "RetryAfter": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
          "WWWAuthenticate": {"description": "RFC 6750 §3.", "schema": {"type": "string"}},
          "RateLimit": {"description": "Where limits stand, draft-ietf-httpapi-ratelimit-headers-09.", "schema": {"type": "string"}},
          "RateLimitPolicy": {"description": "The limits, draft-ietf-httpapi-ratelimit-headers-09.", "schema": {"type": "string"}}
        """#
}
