extension RuleTemplates {
    static let geoFence = RuleTemplate(
        name: "geo-fence", title: "Geo-fence", category: "General",
        documentText: #"""
            {
              "use_case": "geo_fence",
              "description": "A position lies within a rectangle and an allowed country, without telling where. Coordinates are in millionths of a degree.",
              "version": "1.0",
              "private_inputs": {
                "position": {
                  "type": "object",
                  "fields": {
                    "latitude": "i32",
                    "longitude": "i32",
                    "country": {
                      "type": "string",
                      "max": 2
                    }
                  }
                }
              },
              "public_params": {
                "south": "i32",
                "north": "i32",
                "west": "i32",
                "east": "i32",
                "allowed_countries": "array<string>"
              },
              "validation_rules": [
                {
                  "type": "range_check",
                  "field": "latitude",
                  "min_param": "south",
                  "max_param": "north",
                  "description": "Between the southern and the northern edge"
                },
                {
                  "type": "range_check",
                  "field": "longitude",
                  "min_param": "west",
                  "max_param": "east",
                  "description": "Between the western and the eastern edge"
                },
                {
                  "type": "whitelist_check",
                  "field": "country",
                  "whitelist_param": "allowed_countries",
                  "description": "In an allowed country"
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
                "position": {
                  "latitude": 52520008,
                  "longitude": 13404954,
                  "country": "DE"
                }
              },
              "public_params": {
                "south": 52338000,
                "north": 52675000,
                "west": 13088000,
                "east": 13761000,
                "allowed_countries": [
                  "DE",
                  "AT"
                ]
              }
            }
            """#)
}
