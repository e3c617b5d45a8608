extension RuleDocument {
    /// JSON Schema (2020-12) of rule documents, for editors; `parse` checks more than a schema can say.
    public static let schemaText = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Burhan rule document",
          "type": "object",
          "required": ["use_case", "private_inputs", "validation_rules"],
          "additionalProperties": false,
          "properties": {
            "$schema": {"type": "string"},
            "use_case": {"type": "string", "minLength": 1, "maxLength": 4096},
            "description": {"type": "string", "maxLength": 4096},
            "version": {"type": "string", "maxLength": 4096},
            "private_inputs": {"$ref": "#/$defs/fields"},
            "public_params": {"$ref": "#/$defs/fields"},
            "validation_rules": {"type": "array", "minItems": 1, "maxItems": 128, "items": {"$ref": "#/$defs/rule"}},
            "outputs": {
              "type": "object",
              "maxProperties": 64,
              "properties": {"compliance_result": {"const": "bool"}},
              "additionalProperties": {"anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false, "properties": {
                  "hash": {"type": "string"}, "reveal": {"type": "string"}, "expression": {"type": "string"}}}]}
            },
            "nullifier": {"anyOf": [
              {"type": "string"},
              {"type": "object", "required": ["field"], "additionalProperties": false, "properties": {"field": {"type": "string"}}}]}
          },
          "$defs": {
            "fields": {"anyOf": [
              {"type": "object", "required": ["type", "fields"], "additionalProperties": false, "properties": {
                "type": {"const": "object"}, "description": {"type": "string"},
                "fields": {"type": "object", "additionalProperties": {"$ref": "#/$defs/type"}}}},
              {"type": "object", "additionalProperties": {"$ref": "#/$defs/type"}}]},
            "type": {"anyOf": [
              {"enum": ["bool", "u32", "u64", "i32", "i64", "string", "bytes", "date"]},
              {"type": "string", "pattern": "^array[<\\[].+[>\\]]$"},
              {"type": "object", "required": ["type"], "additionalProperties": false, "properties": {
                "type": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/type"}]},
                "max": {"type": "integer", "minimum": 1, "maximum": 16384},
                "items": {"$ref": "#/$defs/type"},
                "fields": {"type": "object", "additionalProperties": {"$ref": "#/$defs/type"}},
                "optional": {"type": "boolean"}, "description": {"type": "string"}}}]},
            "rule": {
              "type": "object",
              "required": ["type"],
              "properties": {
                "type": {"enum": ["range_check", "age_verification", "blacklist_check", "whitelist_check", "array_intersection_check",
                  "signature_check", "commitment_check", "expression", "custom"]},
                "description": {"type": "string", "maxLength": 4096},
                "field": {"type": "string"}, "dob_field": {"type": "string"}, "salt_field": {"type": "string"},
                "fields": {"type": "array", "minItems": 1, "maxItems": 64, "items": {"type": "string"}},
                "message_fields": {"type": "array", "minItems": 1, "maxItems": 64, "items": {"type": "string"}},
                "min": {"type": ["integer", "string"]}, "max": {"type": ["integer", "string"]},
                "min_param": {"type": "string"}, "max_param": {"type": "string"},
                "min_age": {"type": "integer", "minimum": 0, "maximum": 150}, "min_age_param": {"type": "string"},
                "blacklist": {"type": "array"}, "blacklist_param": {"type": "string"},
                "whitelist": {"type": "array"}, "whitelist_param": {"type": "string"},
                "prohibited": {"type": "array"}, "prohibited_param": {"type": "string"},
                "must_be_empty": {"type": "boolean"},
                "algorithm": {"enum": ["ed25519", "ecdsa-p256", "secp256k1", "rsa-pss-2048", "ecdsa", "rsa"]},
                "public_key_param": {"type": "string"}, "commitment_param": {"type": "string"},
                "expression": {"type": "string", "maxLength": 8192}
              },
              "additionalProperties": false
            }
          }
        }
        """#
}
