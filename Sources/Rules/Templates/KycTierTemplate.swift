extension RuleTemplates {
    static let kycTier = RuleTemplate(
        name: "kyc-tier", title: "KYC tier", category: "Identity Verification",
        documentText: #"""
            {
              "use_case": "identity_kyc_tier",
              "description": "A customer whom a provider has identified has at least the required tier, is old enough, holds a valid document and comes from no blocked country. The nullifier lets a customer act once per scope.",
              "version": "1.0",
              "private_inputs": {
                "customer": {
                  "type": "object",
                  "fields": {
                    "customer_id": "string",
                    "date_of_birth": "date",
                    "nationality": {
                      "type": "string",
                      "max": 2
                    },
                    "document_expiry": "date",
                    "tier": "u32",
                    "secret": {
                      "type": "bytes",
                      "max": 32
                    },
                    "salt": {
                      "type": "bytes",
                      "max": 32
                    }
                  }
                }
              },
              "public_params": {
                "kyc_commitment": {
                  "type": "bytes",
                  "max": 32
                },
                "required_tier": "u32",
                "min_age": "u32",
                "blocked_countries": "array<string>"
              },
              "validation_rules": [
                {
                  "type": "commitment_check",
                  "fields": [
                    "customer_id",
                    "date_of_birth",
                    "nationality",
                    "document_expiry",
                    "tier",
                    "secret"
                  ],
                  "salt_field": "customer.salt",
                  "commitment_param": "kyc_commitment",
                  "description": "The provider published a commitment to this customer's data"
                },
                {
                  "type": "range_check",
                  "field": "tier",
                  "min_param": "required_tier",
                  "description": "The tier is sufficient"
                },
                {
                  "type": "age_verification",
                  "dob_field": "date_of_birth",
                  "min_age_param": "min_age",
                  "description": "The customer is old enough"
                },
                {
                  "type": "blacklist_check",
                  "field": "nationality",
                  "blacklist_param": "blocked_countries",
                  "description": "The country is not blocked"
                },
                {
                  "type": "expression",
                  "expression": "document_expiry > as_of",
                  "description": "The document is valid"
                }
              ],
              "outputs": {
                "compliance_result": "bool"
              },
              "nullifier": {
                "field": "customer.secret"
              }
            }
            """#,
        inputsText: #"""
            {
              "private_inputs": {
                "customer": {
                  "customer_id": "customer-0815",
                  "date_of_birth": "1979-07-14",
                  "nationality": "PT",
                  "document_expiry": "2031-03-01",
                  "tier": 2,
                  "secret": "0x202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
                  "salt": "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                }
              },
              "public_params": {
                "kyc_commitment": "0xb249992a9b8cbc7aee2fafec24bd3ba7a85d80d28fd96a2213858d9b1a902492",
                "required_tier": 2,
                "min_age": 18,
                "blocked_countries": [
                  "XA",
                  "XB"
                ],
                "as_of": "2026-11-20"
              },
              "scope": "example.org/airdrop-1"
            }
            """#)
}
