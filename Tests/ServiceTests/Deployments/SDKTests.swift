import Foundation
import Rules
import Service
import ServiceTesting
import Testing

@Suite struct SDKTests {
    private func fixture(customer: String = "acme") throws -> ServiceFixture {
        let fixture = try ServiceFixture(environment: TestClock().environment)
        _ = try fixture.service.deploy(customerID: customer, document: ServiceFixture.document, idempotency: nil)
        _ = try fixture.service.deploy(customerID: customer, document: ServiceFixture.otherDocument, idempotency: nil)
        return fixture
    }

    /// Unpacks an archive with tar; the directory of its files.
    private func unpacked(_ archive: [UInt8], _ directory: TemporaryDirectory) throws -> String {
        try Data(archive).write(to: URL(fileURLWithPath: directory.file("sdk.tar.gz")))
        _ = try CurlCaller.run("/usr/bin/env", ["tar", "-xzf", directory.file("sdk.tar.gz"), "-C", directory.path], input: [])
        return directory.file("burhan-sdk")
    }

    @Test func archiveHoldsTheRuleTheImageAndExamplesThatAreSoundInTheirLanguages() throws {
        // A name that would break out of careless quoting.
        let name = #"a'$(x)"\`${y}"#
        let fixture = try fixture(customer: name)
        let (archive, revision) = try fixture.service.sdk(of: name, revision: nil, by: .local)
        #expect(revision == 2)
        let directory = try TemporaryDirectory()
        let root = try unpacked(archive, directory)
        func text(_ file: String) throws -> String { try String(contentsOfFile: root + "/" + file, encoding: .utf8) }
        #expect(try text("rule.json") == String(decoding: ServiceFixture.otherDocument, as: UTF8.self))
        let image = Hex.text(try fixture.service.version(name, revision: 2, by: .local).imageID)
        #expect(try text("image-id.txt") == image + "\n")
        #expect(JSONParser.parse(Array(try text("deployment.json").utf8)).value?["customer_id"] == .string(name))
        for file in ["verify.sh", "swift/Sources/VerifyReceipt/main.swift"] { #expect(try text(file).contains(image)) }
        for file in ["prove.sh", "prove.py", "verify.sh"] { #expect(FileManager.default.isExecutableFile(atPath: root + "/" + file)) }
        func succeeds(_ words: [String]) throws -> Bool {
            let output = try CurlCaller.run("/bin/sh", ["-c", #""$@" >/dev/null 2>&1 && echo sound"#, "sh"] + words, input: [])
            return String(decoding: output, as: UTF8.self) == "sound\n"
        }
        #expect(try succeeds(["bash", "-n", root + "/prove.sh"]))
        #expect(try succeeds(["bash", "-n", root + "/verify.sh"]))
        #expect(try succeeds(["python3", "-m", "py_compile", root + "/prove.py"]))
        let named = try CurlCaller.run(
            "/usr/bin/env",
            [
                "python3", "-c",
                "import re,sys;print(eval(re.search(r'\"customer_id\": (\".*?\"), \"revision\"', open(sys.argv[1]).read())[1]))",
                root + "/prove.py",
            ], input: [])
        #expect(String(decoding: named, as: UTF8.self) == name + "\n")
    }

    @Test func equalVersionsGiveEqualBytes() throws {
        let (one, two) = (try fixture(), try fixture())
        let first = try one.service.sdk(of: "acme", revision: 1, by: .local).archive
        #expect(try two.service.sdk(of: "acme", revision: 1, by: .local).archive == first)
        #expect(try one.service.sdk(of: "acme", revision: 2, by: .local).archive != first)
        #expect(throws: ServiceError.self) { try one.service.sdk(of: "acme", revision: 3, by: .local) }
        #expect(throws: ServiceError.self) { try one.service.sdk(of: "acme", revision: 1, by: Caller(tenant: "other")) }
    }
}
