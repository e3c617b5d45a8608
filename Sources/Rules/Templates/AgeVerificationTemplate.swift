extension RuleTemplates {
    static let ageVerification = RuleTemplate(
        name: "age-verification", title: "Age verification", category: "Identity Verification",
        documentText: #"""
            {
              "use_case": "age_verification",
              "description": "Proves that a person has reached an age, without the date of birth.",
              "version": "1.0",
              "private_inputs": {
                "user_data": {
                  "type": "object",
                  "fields": {
                    "date_of_birth": "date",
                    "user_id": "string"
                  }
                }
              },
              "public_params": {
                "min_age": "u32"
              },
              "validation_rules": [
                {
                  "type": "age_verification",
                  "dob_field": "date_of_birth",
                  "min_age_param": "min_age",
                  "description": "The person is old enough"
                }
              ],
              "outputs": {
                "compliance_result": "bool",
                "user_hash": "hash(user_data)"
              }
            }
            """#,
        inputsText: #"""
            {
              "private_inputs": {
                "user_data": {
                  "date_of_birth": "1990-01-01",
                  "user_id": "user-4711"
                }
              },
              "public_params": {
                "min_age": 18,
                "as_of": "2026-11-20"
              }
            }
            """#)
}
