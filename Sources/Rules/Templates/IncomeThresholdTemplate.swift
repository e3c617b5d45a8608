extension RuleTemplates {
    static let incomeThreshold = RuleTemplate(
        name: "income-threshold", title: "Income threshold", category: "Finance",
        documentText: #"""
            {
              "use_case": "finance_income_threshold",
              "description": "The average of the payments that an employer has committed to reaches a threshold.",
              "version": "1.0",
              "private_inputs": {
                "payroll": {
                  "type": "object",
                  "fields": {
                    "payments": {
                      "type": "array<u64>",
                      "max": 36
                    },
                    "salt": {
                      "type": "bytes",
                      "max": 32
                    }
                  }
                }
              },
              "public_params": {
                "history_commitment": {
                  "type": "bytes",
                  "max": 32
                },
                "minimum_payments": "u32",
                "threshold": "u64"
              },
              "validation_rules": [
                {
                  "type": "commitment_check",
                  "fields": [
                    "payments"
                  ],
                  "salt_field": "payroll.salt",
                  "commitment_param": "history_commitment",
                  "description": "The employer published a commitment to these payments"
                },
                {
                  "type": "expression",
                  "expression": "size(payments) >= minimum_payments",
                  "description": "There are enough payments"
                },
                {
                  "type": "expression",
                  "expression": "sum(payments) / uint(size(payments)) >= threshold",
                  "description": "The average reaches the threshold"
                }
              ],
              "outputs": {
                "compliance_result": "bool",
                "payments_counted": "size(payments)"
              }
            }
            """#,
        inputsText: #"""
            {
              "private_inputs": {
                "payroll": {
                  "payments": [
                    412500,
                    412500,
                    405000,
                    412500,
                    430000,
                    430000
                  ],
                  "salt": "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                }
              },
              "public_params": {
                "history_commitment": "0x2117e5968085ca165e5604bebe0b85bb5fc509e68814b978a994bdb90f59066c",
                "minimum_payments": 6,
                "threshold": 400000
              }
            }
            """#)
}
