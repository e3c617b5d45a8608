extension RuleTemplates {
    static let prescriptionCommitment = RuleTemplate(
        name: "prescription-commitment", title: "Prescription check with a commitment", category: "Healthcare",
        documentText: #"""
            {
              "use_case": "prescription_validation",
              "description": "A prescription that its issuer has committed to, within the limits of quantity and age.",
              "version": "1.0",
              "private_inputs": {
                "prescription": {
                  "type": "object",
                  "fields": {
                    "drug_name": "string",
                    "quantity": "u32",
                    "patient_dob": "date",
                    "prescriber_id": "string",
                    "salt": {
                      "type": "bytes",
                      "max": 32
                    }
                  }
                }
              },
              "public_params": {
                "max_quantity": "u32",
                "min_age": "u32",
                "prescription_commitment": {
                  "type": "bytes",
                  "max": 32
                },
                "registered_prescribers": "array<string>"
              },
              "validation_rules": [
                {
                  "type": "commitment_check",
                  "fields": [
                    "drug_name",
                    "quantity",
                    "patient_dob",
                    "prescriber_id"
                  ],
                  "salt_field": "prescription.salt",
                  "commitment_param": "prescription_commitment",
                  "description": "The issuer published a commitment to this prescription"
                },
                {
                  "type": "range_check",
                  "field": "quantity",
                  "min": 1,
                  "max_param": "max_quantity",
                  "description": "The quantity is allowed"
                },
                {
                  "type": "age_verification",
                  "dob_field": "patient_dob",
                  "min_age_param": "min_age",
                  "description": "The patient is old enough"
                },
                {
                  "type": "whitelist_check",
                  "field": "prescriber_id",
                  "whitelist_param": "registered_prescribers",
                  "description": "The prescriber is registered"
                }
              ],
              "outputs": {
                "compliance_result": "bool",
                "prescription_hash": "hash(prescription)"
              }
            }
            """#,
        inputsText: #"""
            {
              "private_inputs": {
                "prescription": {
                  "drug_name": "Amoxicillin 500 mg",
                  "quantity": 21,
                  "patient_dob": "1984-02-29",
                  "prescriber_id": "NPI-1003000126",
                  "salt": "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                }
              },
              "public_params": {
                "max_quantity": 30,
                "min_age": 18,
                "prescription_commitment": "0xee3422dd879a081f7edb62639662191a01e662674b9b3fbd1fdfa831d0a84a4a",
                "registered_prescribers": [
                  "NPI-1003000126",
                  "NPI-1003000134"
                ],
                "as_of": "2026-11-20"
              }
            }
            """#)
}
