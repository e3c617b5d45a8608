/// The operations on webhooks.
extension OpenAPIDocument {
    static let webhookPaths = #"""
          "/api/webhooks": {
            "post": {
              "operationId": "makeWebhook",
              "summary": "Make a webhook",
              "description": "Messages are signed: `Burhan-Signature: t=SECONDS,v1=HEX`, HMAC-SHA-256 under the secret over `t`, a full stop and the body. Receivers refuse times more than five minutes off and remember `Burhan-Delivery`: a message comes at least once.",
              "tags": ["webhooks"],
              "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookRequest"}}}},
              "responses": {
                "201": {
                  "description": "The webhook with its secret, which is not told again.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookWithSecret"}}},
                  "headers": {"Location": {"$ref": "#/components/headers/Location"}}
                },
                "409": {"$ref": "#/components/responses/Conflict"},
                "422": {"$ref": "#/components/responses/Unprovable"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            },
            "get": {
              "operationId": "listWebhooks",
              "summary": "List the webhooks",
              "tags": ["webhooks"],
              "responses": {
                "200": {"description": "The webhooks.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookList"}}}},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/webhooks/{id}": {
            "get": {
              "operationId": "getWebhook",
              "summary": "Get a webhook",
              "tags": ["webhooks"],
              "parameters": [{"$ref": "#/components/parameters/WebhookID"}],
              "responses": {
                "200": {"description": "The webhook.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Webhook"}}}},
                "404": {"$ref": "#/components/responses/NotFound"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            },
            "patch": {
              "operationId": "changeWebhook",
              "summary": "Change, disable or enable a webhook",
              "tags": ["webhooks"],
              "parameters": [{"$ref": "#/components/parameters/WebhookID"}],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookChange"}}}},
              "responses": {
                "200": {"description": "The webhook.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Webhook"}}}},
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            },
            "delete": {
              "operationId": "deleteWebhook",
              "summary": "Delete a webhook with its deliveries",
              "tags": ["webhooks"],
              "parameters": [{"$ref": "#/components/parameters/WebhookID"}],
              "responses": {
                "204": {"description": "Gone."},
                "404": {"$ref": "#/components/responses/NotFound"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/webhooks/{id}/secret": {
            "post": {
              "operationId": "rotateWebhookSecret",
              "summary": "Replace the secret",
              "tags": ["webhooks"],
              "parameters": [{"$ref": "#/components/parameters/WebhookID"}, {"$ref": "#/components/parameters/IdempotencyKey"}],
              "responses": {
                "200": {
                  "description": "The webhook with its new secret.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookWithSecret"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/webhooks/{id}/test": {
            "post": {
              "operationId": "testWebhook",
              "summary": "Send a message that means nothing",
              "tags": ["webhooks"],
              "parameters": [{"$ref": "#/components/parameters/WebhookID"}, {"$ref": "#/components/parameters/IdempotencyKey"}],
              "responses": {
                "202": {"description": "The delivery.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Delivery"}}}},
                "404": {"$ref": "#/components/responses/NotFound"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/webhooks/{id}/deliveries": {
            "get": {
              "operationId": "listDeliveries",
              "summary": "List deliveries, the newest first",
              "tags": ["webhooks"],
              "parameters": [
                {"$ref": "#/components/parameters/WebhookID"},
                {"$ref": "#/components/parameters/Limit"},
                {"$ref": "#/components/parameters/AfterDelivery"}
              ],
              "responses": {
                "200": {"description": "One page.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeliveryList"}}}},
                "404": {"$ref": "#/components/responses/NotFound"},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/webhooks/{id}/deliveries/{delivery_id}": {
            "get": {
              "operationId": "getDelivery",
              "summary": "Get a delivery with its attempts",
              "tags": ["webhooks"],
              "parameters": [{"$ref": "#/components/parameters/WebhookID"}, {"$ref": "#/components/parameters/DeliveryID"}],
              "responses": {
                "200": {
                  "description": "The delivery.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeliveryWithLog"}}}
                },
                "404": {"$ref": "#/components/responses/NotFound"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          },
          "/api/webhooks/{id}/deliveries/{delivery_id}/resend": {
            "post": {
              "operationId": "resendDelivery",
              "summary": "Send a message again, as a new delivery",
              "tags": ["webhooks"],
              "parameters": [
                {"$ref": "#/components/parameters/WebhookID"},
                {"$ref": "#/components/parameters/DeliveryID"},
                {"$ref": "#/components/parameters/IdempotencyKey"}
              ],
              "responses": {
                "202": {"description": "The new delivery.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Delivery"}}}},
                "404": {"$ref": "#/components/responses/NotFound"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "default": {"$ref": "#/components/responses/Problem"}
              }
            }
          }
        """#
}
