/// The forms of requests.
extension OpenAPIDocument {
    static let requestSchemas = #"""
          "Document": {
            "description": "A rule document, as an object or as JSON in a string.",
            "oneOf": [{"type": "object"}, {"type": "string"}]
          },
          "DocumentRequest": {"type": "object", "properties": {"dsl": {"$ref": "#/components/schemas/Document"}}, "required": ["dsl"]},
          "ReplacementRequest": {
            "type": "object",
            "properties": {
              "dsl": {"$ref": "#/components/schemas/Document"},
              "activate": {"type": "boolean", "default": true},
              "keep_proofs": {"type": "boolean"}
            },
            "required": ["dsl"]
          },
          "DeploymentRequest": {
            "type": "object",
            "properties": {
              "customer_id": {
                "type": "string",
                "description": "1...128 visible ASCII characters without a slash",
                "minLength": 1,
                "maxLength": 128
              },
              "dsl": {"$ref": "#/components/schemas/Document"},
              "activate": {"type": "boolean", "default": true, "description": "Whether the new version becomes the active one at once."},
              "keep_proofs": {"type": "boolean", "description": "Whether finished proofs are kept and given again for the same order."}
            },
            "required": ["customer_id", "dsl"]
          },
          "EvaluationRequest": {
            "type": "object",
            "properties": {
              "customer_id": {
                "type": "string",
                "description": "1...128 visible ASCII characters without a slash",
                "minLength": 1,
                "maxLength": 128
              },
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "dsl": {"$ref": "#/components/schemas/Document"},
              "public_params": {"type": "object", "description": "The public parameters; all of them are in the statement."},
              "as_of": {
                "type": "string",
                "description": "The date that stands for today; the server's date (UTC) if absent.",
                "format": "date"
              },
              "challenge": {"type": "string", "description": "1...64 bytes in hexadecimal, repeated in the statement."},
              "audience": {"type": "string", "description": "Whom the proof is for, repeated in the statement."},
              "scope": {"type": "string", "description": "What a nullifier is unique within."},
              "private_inputs": {"type": "object", "description": "The private inputs; never stored in clear, logged or answered."},
              "salt": {
                "type": "string",
                "description": "32 bytes in hexadecimal for hash outputs; chosen by the server if absent."
              },
              "negative": {"type": "boolean", "description": "Whether a false statement may be proven as such."}
            },
            "required": [],
            "oneOf": [{"required": ["customer_id"]}, {"required": ["image_id"]}, {"required": ["dsl"]}]
          },
          "ProofRequest": {
            "type": "object",
            "properties": {
              "customer_id": {
                "type": "string",
                "description": "1...128 visible ASCII characters without a slash",
                "minLength": 1,
                "maxLength": 128
              },
              "revision": {"type": "integer", "minimum": 1, "description": "With customer_id: this version, whatever is active."},
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "dsl": {"$ref": "#/components/schemas/Document"},
              "public_params": {"type": "object", "description": "The public parameters; all of them are in the statement."},
              "as_of": {
                "type": "string",
                "description": "The date that stands for today; the server's date (UTC) if absent.",
                "format": "date"
              },
              "challenge": {"type": "string", "description": "1...64 bytes in hexadecimal, repeated in the statement."},
              "audience": {"type": "string", "description": "Whom the proof is for, repeated in the statement."},
              "scope": {"type": "string", "description": "What a nullifier is unique within."},
              "private_inputs": {"type": "object", "description": "The private inputs; never stored in clear, logged or answered."},
              "salt": {
                "type": "string",
                "description": "32 bytes in hexadecimal for hash outputs; chosen by the server if absent."
              },
              "negative": {"type": "boolean", "description": "Whether a false statement may be proven as such."},
              "priority": {"type": "integer", "minimum": -9, "maximum": 9, "default": 0, "description": "Higher goes sooner among the tenant's own jobs."},
              "deadline": {"type": "string", "format": "date-time", "description": "After this time the proof is not wanted any more."},
              "deadline_seconds": {"type": "integer", "minimum": 1, "description": "The same, from now."}
            },
            "required": [],
            "oneOf": [{"required": ["customer_id"]}, {"required": ["image_id"]}, {"required": ["dsl"]}]
          },
          "VerificationRequest": {
            "type": "object",
            "properties": {
              "receipt": {"type": "string", "description": "A receipt in base64."},
              "proof": {"type": "string", "description": "Another name for receipt."},
              "customer_id": {
                "type": "string",
                "description": "1...128 visible ASCII characters without a slash",
                "minLength": 1,
                "maxLength": 128
              },
              "revision": {"type": "integer", "minimum": 1, "description": "With customer_id: this version, whatever is active."},
              "image_id": {"type": "string", "description": "64 hexadecimal digits", "pattern": "^(0x)?[0-9a-fA-F]{64}$"},
              "dsl": {"$ref": "#/components/schemas/Document"},
              "public_params": {"type": "object", "description": "The public parameters; all of them are in the statement."},
              "as_of": {
                "type": "string",
                "description": "The date that stands for today; the server's date (UTC) if absent.",
                "format": "date"
              },
              "challenge": {"type": "string", "description": "1...64 bytes in hexadecimal, repeated in the statement."},
              "audience": {"type": "string", "description": "Whom the proof is for, repeated in the statement."},
              "scope": {"type": "string", "description": "What a nullifier is unique within."},
              "negative": {"type": "boolean", "description": "Whether a proof of the negative result is welcome."},
              "consume": {
                "type": "array",
                "items": {"enum": ["challenge", "nullifier"]},
                "description": "What an accepted receipt uses up, once: the challenge, which was issued here, and the receipt's nullifier. A receipt that is not accepted uses up nothing."
              },
              "minimum_security_bits": {
                "type": "integer",
                "description": "Proven security the receipt must have; 100 if absent.",
                "minimum": 1,
                "maximum": 256
              }
            },
            "required": [],
            "oneOf": [{"required": ["customer_id"]}, {"required": ["image_id"]}, {"required": ["dsl"]}]
          }
        """#
}
