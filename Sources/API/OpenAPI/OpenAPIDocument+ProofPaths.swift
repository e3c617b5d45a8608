/// The operations on proofs, jobs, receipts and the server.
extension OpenAPIDocument {
    static let proofPaths = #"""
          "/api/prove": {
            "post": {
              "operationId": "prove",
              "summary": "Prove",
              "description": "Waits for the proof and answers 200; with `Prefer: respond-async`, or when the proof takes longer than the server lets callers wait, 202 with a job. A caller that closes the connection while waiting stops the computation. With `Accept: application/octet-stream` the receipt itself is the answer.",
              "tags": ["proofs"],
              "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}, {"$ref": "#/components/parameters/Prefer"}],
              "requestBody": {
                "required": true,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ProofRequest"}}}
              },
              "responses": {
                "200": {
                  "description": "The proof.",
                  "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/ProofAnswer"}},
                    "application/octet-stream": {}
                  }
                },
                "202": {
                  "description": "The job goes on by itself.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/JobAccepted"}}},
                  "headers": {"Location": {"$ref": "#/components/headers/Location"}}
                },
                "402": {"$ref": "#/components/responses/InsufficientCredits"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "422": {"$ref": "#/components/responses/Unprovable"},
                "429": {"$ref": "#/components/responses/QueueFull"},
                "503": {"$ref": "#/components/responses/Unavailable"},
                "504": {"$ref": "#/components/responses/TimedOut"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/generate-proof": {
            "post": {
              "operationId": "generateProof",
              "summary": "Prove (synonym of /api/prove)",
              "description": "Waits for the proof and answers 200; with `Prefer: respond-async`, or when the proof takes longer than the server lets callers wait, 202 with a job. A caller that closes the connection while waiting stops the computation. With `Accept: application/octet-stream` the receipt itself is the answer.",
              "tags": ["proofs"],
              "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}, {"$ref": "#/components/parameters/Prefer"}],
              "requestBody": {
                "required": true,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ProofRequest"}}}
              },
              "responses": {
                "200": {
                  "description": "The proof.",
                  "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/ProofAnswer"}},
                    "application/octet-stream": {}
                  }
                },
                "202": {
                  "description": "The job goes on by itself.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/JobAccepted"}}},
                  "headers": {"Location": {"$ref": "#/components/headers/Location"}}
                },
                "402": {"$ref": "#/components/responses/InsufficientCredits"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "422": {"$ref": "#/components/responses/Unprovable"},
                "429": {"$ref": "#/components/responses/QueueFull"},
                "503": {"$ref": "#/components/responses/Unavailable"},
                "504": {"$ref": "#/components/responses/TimedOut"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          }
        """#

    static let jobPaths = #"""
          "/api/jobs": {
            "get": {
              "operationId": "listJobs",
              "summary": "List jobs, the newest first",
              "tags": ["jobs"],
              "parameters": [
                {"$ref": "#/components/parameters/StatusQuery"},
                {"$ref": "#/components/parameters/CustomerQuery"},
                {"$ref": "#/components/parameters/BatchQuery"},
                {"$ref": "#/components/parameters/ImageFilter"},
                {"$ref": "#/components/parameters/From"},
                {"$ref": "#/components/parameters/Until"},
                {"$ref": "#/components/parameters/Limit"},
                {"$ref": "#/components/parameters/AfterJob"}
              ],
              "responses": {
                "200": {"description": "One page.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/JobList"}}}},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/jobs/{id}": {
            "get": {
              "operationId": "getJob",
              "summary": "Get the state of a job",
              "description": "With `wait`, answers when the job has ended or the seconds have passed.",
              "tags": ["jobs"],
              "parameters": [{"$ref": "#/components/parameters/JobID"}, {"$ref": "#/components/parameters/Wait"}],
              "responses": {
                "200": {
                  "description": "The job.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            },
            "delete": {
              "operationId": "cancelJob",
              "summary": "Stop a job",
              "description": "Really stops the computation; answers when it has stopped.",
              "tags": ["jobs"],
              "parameters": [{"$ref": "#/components/parameters/JobID"}],
              "responses": {
                "200": {
                  "description": "The job has ended; normally as `cancelled`.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}
                },
                "202": {
                  "description": "The job will end soon.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/jobs/{id}/events": {
            "get": {
              "operationId": "streamJobEvents",
              "summary": "Follow a job",
              "description": "Server-sent events. `queued`, `running`, `phase` and the final state carry rising ids and are sent again after a reconnection with Last-Event-ID; `progress` carries none. The stream ends with the job.",
              "tags": ["jobs"],
              "parameters": [
                {"$ref": "#/components/parameters/JobID"},
                {"$ref": "#/components/parameters/LastEventID"},
                {"$ref": "#/components/parameters/LastEventIDQuery"}
              ],
              "responses": {
                "200": {"description": "The events.", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          }
        """#

    static let receiptPaths = #"""
          "/api/receipts/{id}": {
            "get": {
              "operationId": "getReceipt",
              "summary": "Get a receipt",
              "description": "In JSON, or as bytes with `Accept: application/octet-stream`.",
              "tags": ["receipts"],
              "parameters": [{"$ref": "#/components/parameters/ReceiptID"}],
              "responses": {
                "200": {
                  "description": "The receipt.",
                  "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}},
                    "application/octet-stream": {}
                  }
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/verify": {
            "post": {
              "operationId": "verify",
              "summary": "Verify a receipt",
              "description": "An invalid receipt is an answer, not an error. Bytes that are no receipt at all are refused with 400.",
              "tags": ["receipts"],
              "parameters": [{"$ref": "#/components/parameters/ImageIDQuery"}],
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/VerificationRequest"}},
                  "application/octet-stream": {}
                }
              },
              "responses": {
                "200": {
                  "description": "The verdict.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Verdict"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          }
        """#

    static let serverPaths = #"""
          "/api/status": {
            "get": {
              "operationId": "getStatus",
              "security": [],
              "summary": "Get the numbers of the server",
              "tags": ["server"],
              "responses": {
                "200": {
                  "description": "The numbers.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Status"}}}
                },
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/health": {
            "get": {
              "operationId": "getHealth",
              "security": [],
              "summary": "Ask how well the server and what it depends on are",
              "tags": ["server"],
              "responses": {
                "200": {
                  "description": "Healthy, or degraded: it works, but slowly or without something that can be missed for a while.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}
                },
                "503": {
                  "description": "Unhealthy: requests that need a dependency fail.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}
                },
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/ready": {
            "get": {
              "operationId": "getReadiness",
              "security": [],
              "summary": "Ask whether a new proof would be accepted now",
              "tags": ["server"],
              "responses": {
                "200": {
                  "description": "It would.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Readiness"}}}
                },
                "503": {
                  "description": "The queue is full, the server is shutting down, or a dependency is unhealthy.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Readiness"}}}
                },
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/metrics": {
            "get": {
              "operationId": "getMetrics",
              "security": [],
              "summary": "Get the metrics; not found where they have a port of their own",
              "tags": ["server"],
              "responses": {
                "200": {
                  "description": "Prometheus text format 0.0.4, or OpenMetrics 1.0.0 where the Accept field asks for it.",
                  "content": {
                    "text/plain": {"schema": {"type": "string"}},
                    "application/openmetrics-text": {"schema": {"type": "string"}}
                  }
                },
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/openapi.json": {
            "get": {
              "operationId": "getOpenAPI",
              "security": [],
              "summary": "Get this document",
              "tags": ["server"],
              "responses": {
                "200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object"}}}},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          }
        """#
}
