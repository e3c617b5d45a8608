import API
import Foundation
import Rules
import ServiceTesting
import Testing

@Suite struct OpenAPITests {
    @Test func everyRouteIsDescribedAndNothingElse() throws {
        let fixture = try InterfaceFixture()
        let document = try RouterCaller(router: fixture.router).call("GET", "/openapi.json").json
        guard case .object(let paths)? = document["paths"] else {
            Issue.record("no paths")
            return
        }
        var described: Set<String> = []
        for path in paths {
            guard case .object(let operations) = path.value else { continue }
            for operation in operations { described.insert("\(operation.name.uppercased()) \(path.name)") }
        }
        #expect(described == Set(fixture.router.operations.map { "\($0.method) \($0.pattern)" }))
    }

    @Test func documentIsValidOpenAPI() throws {
        let fixture = try InterfaceFixture()
        let bytes = try RouterCaller(router: fixture.router).call("GET", "/openapi.json").body
        let script = """
            import json, sys
            try:
                import openapi_spec_validator
            except ImportError:
                print("absent"); sys.exit()
            openapi_spec_validator.validate(json.load(sys.stdin)); print("valid")
            """
        let output = String(decoding: try CurlCaller.run("/usr/bin/env", ["python3", "-c", script], input: bytes), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        if output == "absent" || output.isEmpty, JSONParser.parse(bytes, limits: .inputs).value != nil, output == "absent" {
            print("openapi-spec-validator is not installed (pip install openapi-spec-validator); the document was only parsed")
        } else {
            #expect(output == "valid")
        }
    }
}
