/// The operations on rules and deployments.
extension OpenAPIDocument {
    static let rulePaths = #"""
          "/api/validate": {
            "post": {
              "operationId": "validate",
              "summary": "Check a rule document",
              "description": "All errors at once, each with a JSON Pointer, what was expected and what was found.",
              "tags": ["rules"],
              "security": [],
              "requestBody": {
                "required": true,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DocumentRequest"}}}
              },
              "responses": {
                "200": {
                  "description": "The findings; an invalid document is an answer, not an error.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Validation"}}}
                },
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/compile": {
            "post": {
              "operationId": "compile",
              "summary": "Compile a rule document",
              "description": "Explanation in plain English, image ID and the equivalent guest source.",
              "tags": ["rules"],
              "security": [],
              "requestBody": {
                "required": true,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DocumentRequest"}}}
              },
              "responses": {
                "200": {
                  "description": "The compiled rule.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Compilation"}}}
                },
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/evaluate": {
            "post": {
              "operationId": "evaluate",
              "summary": "Run a rule on sample data without proving",
              "description": "Executes the very image that would be proven.",
              "tags": ["rules"],
              "requestBody": {
                "required": true,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/EvaluationRequest"}}}
              },
              "responses": {
                "200": {
                  "description": "What a proof would say, or which rule fails.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Evaluation"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/templates": {
            "get": {
              "operationId": "listTemplates",
              "security": [],
              "summary": "List the templates",
              "tags": ["rules"],
              "responses": {
                "200": {
                  "description": "The templates.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/TemplateList"}}}
                },
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/templates/{name}": {
            "get": {
              "operationId": "getTemplate",
              "security": [],
              "summary": "Get a template with sample data",
              "tags": ["rules"],
              "parameters": [{"$ref": "#/components/parameters/TemplateName"}],
              "responses": {
                "200": {
                  "description": "The template.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Template"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          }
        """#

    static let deploymentPaths = #"""
          "/api/deploy": {
            "post": {
              "operationId": "deploy",
              "summary": "Put a rule into service for a customer",
              "description": "Each deployment makes a new version, which becomes the active one unless `activate` is false. Many customers may share an image.",
              "tags": ["deployments"],
              "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}],
              "requestBody": {
                "required": true,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentRequest"}}}
              },
              "responses": {
                "200": {
                  "description": "The deployment replaced an earlier one.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentAnswer"}}},
                  "headers": {"Location": {"$ref": "#/components/headers/Location"}}
                },
                "201": {
                  "description": "The deployment is new.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentAnswer"}}},
                  "headers": {"Location": {"$ref": "#/components/headers/Location"}}
                },
                "409": {"$ref": "#/components/responses/Conflict"},
                "503": {"$ref": "#/components/responses/Unavailable"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/deployments": {
            "get": {
              "operationId": "listDeployments",
              "summary": "List deployments in the order of customer IDs",
              "tags": ["deployments"],
              "parameters": [{"$ref": "#/components/parameters/Limit"}, {"$ref": "#/components/parameters/After"}],
              "responses": {
                "200": {
                  "description": "One page.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentList"}}}
                },
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/deployments/by-image-id/{image_id}": {
            "get": {
              "operationId": "listDeploymentsByImage",
              "summary": "List the deployments of an image",
              "tags": ["deployments"],
              "parameters": [
                {"$ref": "#/components/parameters/ImageID"},
                {"$ref": "#/components/parameters/Limit"},
                {"$ref": "#/components/parameters/After"}
              ],
              "responses": {
                "200": {
                  "description": "One page.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentList"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/deployments/{customer_id}": {
            "get": {
              "operationId": "getDeployment",
              "summary": "Get a deployment with its document",
              "tags": ["deployments"],
              "parameters": [{"$ref": "#/components/parameters/CustomerID"}],
              "responses": {
                "200": {
                  "description": "The deployment.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentWithDocument"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            },
            "put": {
              "operationId": "replaceDeployment",
              "summary": "Replace the rule of a deployment",
              "description": "Makes a new version. Jobs accepted before go on with the version they were accepted for.",
              "tags": ["deployments"],
              "parameters": [{"$ref": "#/components/parameters/CustomerID"}, {"$ref": "#/components/parameters/IdempotencyKey"}],
              "requestBody": {
                "required": true,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ReplacementRequest"}}}
              },
              "responses": {
                "200": {
                  "description": "The deployment, its revision one higher.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentAnswer"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "503": {"$ref": "#/components/responses/Unavailable"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            },
            "patch": {
              "operationId": "changeDeployment",
              "summary": "Change whether proofs are kept",
              "tags": ["deployments"],
              "parameters": [{"$ref": "#/components/parameters/CustomerID"}],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentSettings"}}}},
              "responses": {
                "200": {
                  "description": "The deployment.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeploymentAnswer"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            },
            "delete": {
              "operationId": "deleteDeployment",
              "summary": "Take a deployment out of service",
              "description": "Versions stay, so that receipts stay verifiable.",
              "tags": ["deployments"],
              "parameters": [{"$ref": "#/components/parameters/CustomerID"}],
              "responses": {
                "204": {"description": "Gone."},
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthenticated"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          }
        """#
}
