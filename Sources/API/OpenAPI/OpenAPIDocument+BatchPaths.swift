/// The operations on batches.
extension OpenAPIDocument {
    static let batchPaths = #"""
          "/api/batches": {
            "post": {
              "operationId": "orderBatch",
              "summary": "Order many proofs at once",
              "description": "Each item is checked for itself: a refused one does not keep the others from being accepted. What was accepted is written in one transaction.",
              "tags": ["batches"],
              "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/BatchRequest"}}}},
              "responses": {
                "202": {
                  "description": "The batch, with a result for each item.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Batch"}}},
                  "headers": {"Location": {"$ref": "#/components/headers/Location"}}
                },
                "409": {"$ref": "#/components/responses/Conflict"},
                "503": {"$ref": "#/components/responses/Unavailable"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            },
            "get": {
              "operationId": "listBatches",
              "summary": "List batches, the newest first",
              "tags": ["batches"],
              "parameters": [{"$ref": "#/components/parameters/Limit"}, {"$ref": "#/components/parameters/AfterBatch"}],
              "responses": {
                "200": {"description": "One page.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/BatchList"}}}},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/batches/{id}": {
            "get": {
              "operationId": "getBatch",
              "summary": "Get a batch with its items",
              "tags": ["batches"],
              "parameters": [
                {"$ref": "#/components/parameters/BatchID"},
                {"$ref": "#/components/parameters/FromItem"},
                {"$ref": "#/components/parameters/Limit"}
              ],
              "responses": {
                "200": {"description": "The batch.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Batch"}}}},
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            },
            "delete": {
              "operationId": "cancelBatch",
              "summary": "Stop the jobs of a batch that have not ended",
              "description": "Jobs that have ended keep their results. Asking again changes nothing.",
              "tags": ["batches"],
              "parameters": [{"$ref": "#/components/parameters/BatchID"}],
              "responses": {
                "200": {"description": "The batch.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Batch"}}}},
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/verify/batch": {
            "post": {
              "operationId": "verifyBatch",
              "summary": "Verify many receipts",
              "tags": ["receipts"],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/VerificationBatchRequest"}}}},
              "responses": {
                "200": {
                  "description": "A verdict or an error for each item.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/VerificationBatch"}}}
                },
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          }
        """#
}
