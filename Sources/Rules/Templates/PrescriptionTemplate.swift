extension RuleTemplates {
    static let prescription = RuleTemplate(
        name: "prescription", title: "Prescription check with a signature", category: "Healthcare",
        documentText: #"""
            {
              "use_case": "prescription_validation",
              "description": "A signed prescription within the limits of quantity and age. The signature can be checked once its circuit is available; until then use the variant with a commitment.",
              "version": "1.0",
              "private_inputs": {
                "prescription": {
                  "type": "object",
                  "fields": {
                    "drug_name": "string",
                    "quantity": "u32",
                    "patient_dob": "date",
                    "prescriber_id": "string",
                    "prescriber_signature": "bytes"
                  }
                }
              },
              "public_params": {
                "max_quantity": "u32",
                "min_age": "u32",
                "prescriber_pubkey": "bytes",
                "registered_prescribers": "array<string>"
              },
              "validation_rules": [
                {
                  "type": "signature_check",
                  "field": "prescriber_signature",
                  "algorithm": "ed25519",
                  "public_key_param": "prescriber_pubkey",
                  "message_fields": [
                    "drug_name",
                    "quantity",
                    "patient_dob",
                    "prescriber_id"
                  ],
                  "description": "The prescriber signed the prescription"
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
                  "prescriber_signature": "0x00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                }
              },
              "public_params": {
                "max_quantity": 30,
                "min_age": 18,
                "prescriber_pubkey": "0x0000000000000000000000000000000000000000000000000000000000000000",
                "registered_prescribers": [
                  "NPI-1003000126",
                  "NPI-1003000134"
                ],
                "as_of": "2026-11-20"
              }
            }
            """#)
}
