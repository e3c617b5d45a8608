/// The operations on versions of deployments.
extension OpenAPIDocument {
    static let versionPaths = #"""
          "/api/deployments/{customer_id}/versions": {
            "get": {
              "operationId": "listVersions",
              "summary": "List the versions of a deployment, the newest first",
              "tags": ["deployments"],
              "parameters": [
                {"$ref": "#/components/parameters/CustomerID"},
                {"$ref": "#/components/parameters/Limit"},
                {"$ref": "#/components/parameters/Below"}
              ],
              "responses": {
                "200": {"description": "One page.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/VersionList"}}}},
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/deployments/{customer_id}/versions/{revision}": {
            "get": {
              "operationId": "getVersion",
              "summary": "Get a version with its document",
              "tags": ["deployments"],
              "parameters": [{"$ref": "#/components/parameters/CustomerID"}, {"$ref": "#/components/parameters/Revision"}],
              "responses": {
                "200": {
                  "description": "The version.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/VersionWithDocument"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/deployments/{customer_id}/activate": {
            "post": {
              "operationId": "activateVersion",
              "summary": "Make a version the active one, or its canary",
              "description": "With `share` below 100 the version becomes a canary: that percentage of the orders gets it, chosen by Idempotency-Key (else by job), so that a repetition gets the same version.",
              "tags": ["deployments"],
              "parameters": [{"$ref": "#/components/parameters/CustomerID"}, {"$ref": "#/components/parameters/IdempotencyKey"}],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ActivationRequest"}}}},
              "responses": {
                "200": {
                  "description": "The deployment.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentAnswer"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "503": {"$ref": "#/components/responses/Unavailable"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/deployments/{customer_id}/rollback": {
            "post": {
              "operationId": "rollBack",
              "summary": "End a canary, or return to the version that was active before",
              "tags": ["deployments"],
              "parameters": [{"$ref": "#/components/parameters/CustomerID"}, {"$ref": "#/components/parameters/IdempotencyKey"}],
              "responses": {
                "200": {
                  "description": "The deployment.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentAnswer"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "503": {"$ref": "#/components/responses/Unavailable"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/deployments/{customer_id}/history": {
            "get": {
              "operationId": "getDeploymentHistory",
              "summary": "List the changes of a deployment, the newest first",
              "tags": ["deployments"],
              "parameters": [{"$ref": "#/components/parameters/CustomerID"}, {"$ref": "#/components/parameters/Limit"}],
              "responses": {
                "200": {
                  "description": "The changes.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentHistory"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/deployments/{customer_id}/sdk": {
            "get": {
              "operationId": "getSDK",
              "summary": "Download what a developer needs to use a version",
              "tags": ["deployments"],
              "parameters": [{"$ref": "#/components/parameters/CustomerID"}, {"$ref": "#/components/parameters/RevisionQuery"}],
              "responses": {
                "200": {
                  "description": "A gzip-compressed tar archive with the rule, the image ID and examples; equal bytes for equal versions.",
                  "content": {"application/gzip": {}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          }
        """#
}
