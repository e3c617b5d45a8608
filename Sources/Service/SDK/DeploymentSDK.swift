import Rules
import Storage

/// What a developer needs to use one version of a deployment: the rule, the image ID to expect, and examples that run as they are.
struct DeploymentSDK {
    let version: DeploymentVersionRecord

    /// The names and contents of the files, in the order of the archive.
    var files: [(path: String, text: String, isExecutable: Bool)] {
        [
            ("README.md", readme, false), ("deployment.json", description, false),
            ("image-id.txt", imageID + "\n", false), ("rule.json", String(decoding: version.document, as: UTF8.self), false),
            ("prove.sh", SDKExamples.curl(customer, revision), true), ("prove.py", SDKExamples.python(customer, revision), true),
            ("prove.ts", SDKExamples.typeScript(customer, revision), false), ("verify.sh", SDKExamples.verify(imageID), true),
            ("swift/Package.swift", SDKExamples.swiftPackage, false),
            ("swift/Sources/VerifyReceipt/main.swift", SDKExamples.swift(imageID), false),
        ].sorted { $0.path < $1.path }
    }

    /// A gzip-compressed tar archive, equal bytes for equal versions; nil when zlib fails.
    var archive: [UInt8]? {
        var tar = TarArchive()
        for file in files {
            guard tar.add("burhan-sdk/\(file.path)", Array(file.text.utf8), isExecutable: file.isExecutable) else { return nil }
        }
        return Gzip.compress(tar.finished)
    }

    private var customer: String { version.customerID }
    private var revision: Int { version.revision }
    private var imageID: String { Hex.text(version.imageID) }

    private var description: String {
        JSONValue.object([
            JSONMember("customer_id", .string(customer)), JSONMember("revision", .integer(revision)),
            JSONMember("image_id", .string(imageID)), JSONMember("use_case", .string(version.useCase)),
            JSONMember("description", .string(version.description)), JSONMember("version", .string(version.version)),
            JSONMember("deployed_at", .string(SystemTime.text(version.createdAt))),
        ]).readableText + "\n"
    }

    private var readme: String {
        """
        # \(customer), version \(revision)

        \(version.description.isEmpty ? version.useCase : version.description)

        | file | what it is |
        |---|---|
        | `rule.json` | the rule, as it was deployed |
        | `image-id.txt` | the image that every receipt of this version is for: \(imageID) |
        | `prove.sh`, `prove.py`, `prove.ts` | order a proof from the service and write `receipt.bin` |
        | `verify.sh` | check `receipt.bin` offline with the program `burhan` |
        | `swift/` | the same check in a program of your own |

        The examples read `BURHAN_URL` (for example `http://127.0.0.1:8080`) and, where the service asks for keys, `BURHAN_API_KEY`. Private inputs come
        from the file `inputs.json`, an object; `POST /api/evaluate` tells which fields the rule wants.

        A verifier needs neither the service nor the private inputs. It decides what it expects: the image ID, the public parameters, and a `challenge` of its
        own, so that an old receipt does not pass for a new one. Pass the challenge to the prover (`"challenge"`) and to `burhan verify --challenge`.

        """
    }
}
