extension RuleTemplates {
    static let accreditedInvestor = RuleTemplate(
        name: "accredited-investor", title: "Accredited investor", category: "Finance",
        documentText: #"""
            {
              "use_case": "finance_accredited_investor",
              "description": "Two years of income, or the net worth, reach the limits for accredited investors.",
              "version": "1.0",
              "private_inputs": {
                "finances": {
                  "type": "object",
                  "fields": {
                    "annual_income_usd": {
                      "type": "array<u64>",
                      "max": 8
                    },
                    "net_worth_usd": "u64",
                    "salt": {
                      "type": "bytes",
                      "max": 32
                    }
                  }
                }
              },
              "public_params": {
                "finances_commitment": {
                  "type": "bytes",
                  "max": 32
                },
                "min_income_usd": "u64",
                "min_net_worth_usd": "u64"
              },
              "validation_rules": [
                {
                  "type": "commitment_check",
                  "fields": [
                    "annual_income_usd",
                    "net_worth_usd"
                  ],
                  "salt_field": "finances.salt",
                  "commitment_param": "finances_commitment",
                  "description": "An auditor published a commitment to these figures"
                },
                {
                  "type": "expression",
                  "expression": "net_worth_usd >= min_net_worth_usd || (size(annual_income_usd) >= 2 && annual_income_usd.all(year, year >= min_income_usd))",
                  "description": "Net worth or income is sufficient"
                }
              ],
              "outputs": {
                "compliance_result": "bool"
              }
            }
            """#,
        inputsText: #"""
            {
              "private_inputs": {
                "finances": {
                  "annual_income_usd": [
                    231000,
                    248000
                  ],
                  "net_worth_usd": 640000,
                  "salt": "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                }
              },
              "public_params": {
                "finances_commitment": "0xa191507eed48882cbd43f76b693513841bfea5d3529022779192863f8b3a0444",
                "min_income_usd": 200000,
                "min_net_worth_usd": 1000000
              }
            }
            """#)
}
