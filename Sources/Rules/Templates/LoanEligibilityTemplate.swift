extension RuleTemplates {
    static let loanEligibility = RuleTemplate(
        name: "loan-eligibility", title: "Loan eligibility", category: "Finance",
        documentText: #"""
            {
              "use_case": "finance_loan_eligibility",
              "description": "The debt after a new loan stays within a share of the income, payments were rarely missed, and the applicant is of age. Amounts are in cents.",
              "version": "1.0",
              "private_inputs": {
                "applicant": {
                  "type": "object",
                  "fields": {
                    "date_of_birth": "date",
                    "monthly_income": "u64",
                    "monthly_debt": "u64",
                    "missed_payments": "u32",
                    "employment": {
                      "type": "object",
                      "fields": {
                        "employer": "string",
                        "since": "date"
                      }
                    }
                  }
                }
              },
              "public_params": {
                "min_age": "u32",
                "max_debt_percent": "u64",
                "max_missed_payments": "u32",
                "new_instalment": "u64"
              },
              "validation_rules": [
                {
                  "type": "age_verification",
                  "dob_field": "date_of_birth",
                  "min_age_param": "min_age",
                  "description": "The applicant is of age"
                },
                {
                  "type": "expression",
                  "expression": "(monthly_debt + new_instalment) * 100u <= monthly_income * max_debt_percent",
                  "description": "The debt stays within the share of the income"
                },
                {
                  "type": "range_check",
                  "field": "missed_payments",
                  "max_param": "max_missed_payments",
                  "description": "Payments were rarely missed"
                },
                {
                  "type": "expression",
                  "expression": "years_between(applicant.employment.since, as_of) >= 1 || monthly_debt == 0u",
                  "description": "Employed for a year, or free of debt"
                }
              ],
              "outputs": {
                "compliance_result": "bool",
                "band": "monthly_income >= 500000u ? \"A\" : monthly_income >= 300000u ? \"B\" : \"C\""
              }
            }
            """#,
        inputsText: #"""
            {
              "private_inputs": {
                "applicant": {
                  "date_of_birth": "1992-05-05",
                  "monthly_income": 420000,
                  "monthly_debt": 60000,
                  "missed_payments": 0,
                  "employment": {
                    "employer": "Example GmbH",
                    "since": "2021-02-01"
                  }
                }
              },
              "public_params": {
                "min_age": 18,
                "max_debt_percent": 40,
                "max_missed_payments": 1,
                "new_instalment": 50000,
                "as_of": "2026-11-20"
              }
            }
            """#)
}
