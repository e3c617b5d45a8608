extension RuleTemplates {
    static let shippingManifest = RuleTemplate(
        name: "shipping-manifest", title: "Shipping manifest", category: "Supply Chain",
        documentText: #"""
            {
              "use_case": "manifest_compliance",
              "description": "A cargo manifest without sanctioned countries or prohibited goods, within weight and value limits.",
              "version": "1.0",
              "private_inputs": {
                "manifest": {
                  "type": "object",
                  "fields": {
                    "origin_country": "string",
                    "destination_country": "string",
                    "contents": "array<string>",
                    "total_weight_kg": "u32",
                    "shipper_id": "string",
                    "cargo_value_usd": "u32"
                  }
                }
              },
              "public_params": {
                "sanctioned_countries": "array<string>",
                "prohibited_items": "array<string>",
                "max_weight_kg": "u32",
                "max_value_usd": "u32"
              },
              "validation_rules": [
                {
                  "type": "blacklist_check",
                  "field": "destination_country",
                  "blacklist_param": "sanctioned_countries",
                  "description": "The destination is not sanctioned"
                },
                {
                  "type": "blacklist_check",
                  "field": "origin_country",
                  "blacklist_param": "sanctioned_countries",
                  "description": "The origin is not sanctioned"
                },
                {
                  "type": "array_intersection_check",
                  "field": "contents",
                  "prohibited_param": "prohibited_items",
                  "must_be_empty": true,
                  "description": "No prohibited goods are aboard"
                },
                {
                  "type": "range_check",
                  "field": "total_weight_kg",
                  "min": 1,
                  "max_param": "max_weight_kg",
                  "description": "The weight is allowed"
                },
                {
                  "type": "range_check",
                  "field": "cargo_value_usd",
                  "min": 0,
                  "max_param": "max_value_usd",
                  "description": "The value is allowed"
                }
              ],
              "outputs": {
                "compliance_result": "bool",
                "manifest_hash": "hash(manifest)"
              }
            }
            """#,
        inputsText: #"""
            {
              "private_inputs": {
                "manifest": {
                  "origin_country": "DE",
                  "destination_country": "JP",
                  "contents": [
                    "machine parts",
                    "ball bearings"
                  ],
                  "total_weight_kg": 1840,
                  "shipper_id": "SHP-88",
                  "cargo_value_usd": 95000
                }
              },
              "public_params": {
                "sanctioned_countries": [
                  "XA",
                  "XB"
                ],
                "prohibited_items": [
                  "explosives",
                  "ivory"
                ],
                "max_weight_kg": 20000,
                "max_value_usd": 250000
              }
            }
            """#)
}
