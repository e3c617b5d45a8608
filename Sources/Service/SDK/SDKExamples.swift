import Rules

/// The examples of an SDK archive.
enum SDKExamples {
    static func curl(_ customer: String, _ revision: Int) -> String {
        """
        #!/usr/bin/env bash
        # Orders a proof for the private inputs in inputs.json and writes receipt.bin. Needs curl and jq.
        set -euo pipefail
        url="${BURHAN_URL:-http://127.0.0.1:8080}"
        key=(); [ -z "${BURHAN_API_KEY:-}" ] || key=(-H "Authorization: Bearer ${BURHAN_API_KEY}")
        order="$(jq -n --argjson customer \(shell(customer)) --slurpfile inputs "${1:-inputs.json}" \\
            '{customer_id: $customer, revision: \(revision), private_inputs: $inputs[0], public_params: {}}')"
        curl -fsS "${key[@]}" -H 'Content-Type: application/json' -H 'Accept: application/octet-stream' \\
            -H "Idempotency-Key: $(printf '%s' "${order}" | sha256sum | cut -c1-32)" -d "${order}" "${url}/api/prove" -o receipt.bin
        echo "receipt.bin"

        """
    }

    static func verify(_ imageID: String) -> String {
        """
        #!/usr/bin/env bash
        # Checks a receipt offline: first against the image ID, then against the rule itself.
        set -euo pipefail
        cd "$(dirname "${BASH_SOURCE[0]}")"
        receipt="${1:-receipt.bin}"
        burhan verify "${receipt}" --image-id \(imageID)
        burhan verify "${receipt}" --rule rule.json

        """
    }

    static func python(_ customer: String, _ revision: Int) -> String {
        """
        #!/usr/bin/env python3
        \"\"\"Orders a proof for the private inputs in inputs.json and writes receipt.bin; standard library only.\"\"\"
        import base64
        import hashlib
        import json
        import os
        import sys
        import urllib.error
        import urllib.request

        URL = os.environ.get("BURHAN_URL", "http://127.0.0.1:8080")
        KEY = os.environ.get("BURHAN_API_KEY")


        def call(method, path, body=None, headers=None):
            headers = dict(headers or {})
            if KEY:
                headers["Authorization"] = "Bearer " + KEY
            if body is not None:
                headers["Content-Type"] = "application/json"
            request = urllib.request.Request(URL + path, data=body, headers=headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=120) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                sys.exit(json.load(error).get("detail", str(error)))


        def prove(private_inputs, public_params=None, challenge=None):
            order = {"customer_id": \(json(customer)), "revision": \(revision), "private_inputs": private_inputs,
                     "public_params": public_params or {}}
            if challenge:
                order["challenge"] = challenge
            body = json.dumps(order, sort_keys=True).encode()
            key = hashlib.sha256(body).hexdigest()[:32]
            job = call("POST", "/api/prove", body, {"Prefer": "respond-async", "Idempotency-Key": key})
            while job["status"] in ("queued", "running"):
                job = call("GET", "/api/jobs/" + job["job_id"] + "?wait=30")
            if job["status"] != "succeeded":
                sys.exit(job["error"]["detail"])
            return base64.b64decode(call("GET", "/api/receipts/" + job["receipt_id"])["receipt"])


        if __name__ == "__main__":
            with open(sys.argv[1] if len(sys.argv) > 1 else "inputs.json") as file:
                receipt = prove(json.load(file))
            with open("receipt.bin", "wb") as file:
                file.write(receipt)
            print("receipt.bin")

        """
    }

    static func typeScript(_ customer: String, _ revision: Int) -> String {
        """
        // Orders a proof for the private inputs in inputs.json and writes receipt.bin. Node 18 or later: npx tsx prove.ts
        import { createHash } from "node:crypto";
        import { readFileSync, writeFileSync } from "node:fs";

        const url = process.env.BURHAN_URL ?? "http://127.0.0.1:8080";
        const key = process.env.BURHAN_API_KEY;

        async function call(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<any> {
          const answer = await fetch(url + path, {
            method,
            body,
            headers: {
              ...headers,
              ...(key ? { Authorization: `Bearer ${key}` } : {}),
              ...(body ? { "Content-Type": "application/json" } : {}),
            },
          });
          const json: any = await answer.json();
          if (!answer.ok) throw new Error(json.detail);
          return json;
        }

        export async function prove(privateInputs: object, publicParams: object = {}, challenge?: string): Promise<Buffer> {
          const body = JSON.stringify({
            customer_id: \(json(customer)), revision: \(revision), private_inputs: privateInputs, public_params: publicParams, challenge,
          });
          const idempotencyKey = createHash("sha256").update(body).digest("hex").slice(0, 32);
          let job = await call("POST", "/api/prove", body, { Prefer: "respond-async", "Idempotency-Key": idempotencyKey });
          while (job.status === "queued" || job.status === "running") job = await call("GET", `/api/jobs/${job.job_id}?wait=30`);
          if (job.status !== "succeeded") throw new Error(job.error.detail);
          return Buffer.from((await call("GET", `/api/receipts/${job.receipt_id}`)).receipt, "base64");
        }

        const inputs = JSON.parse(readFileSync(process.argv[2] ?? "inputs.json", "utf8"));
        prove(inputs).then((receipt) => {
          writeFileSync("receipt.bin", receipt);
          console.log("receipt.bin");
        });

        """
    }

    static let swiftPackage = """
        // swift-tools-version: 6.2
        import PackageDescription

        let package = Package(
            name: "VerifyReceipt",
            // The sources of Burhan, beside this directory or wherever they are.
            dependencies: [.package(path: "../../burhan")],
            targets: [
                .executableTarget(
                    name: "VerifyReceipt",
                    dependencies: [.product(name: "Rules", package: "burhan"), .product(name: "ZKVM", package: "burhan")])
            ]
        )

        """

    static func swift(_ imageID: String) -> String {
        """
        import Foundation
        import Rules
        import ZKVM

        // The image that the receipt must be for, and what its statement must say: here nothing more than that the rule holds.
        guard let expected = ImageID(hexadecimal: "\(imageID)") else { fatalError("no image ID") }
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? "receipt.bin")))
        let examination = ReceiptExamination(
            try Receipt(decoding: bytes), imageID: expected, expectations: Statement.Expectations(complianceResult: true))
        if examination.isAccepted {
            print("accepted")
        } else {
            print("rejected:", examination.objections.joined(separator: " "))
            exit(1)
        }

        """
    }

    /// A JSON string, which Python and TypeScript read alike.
    private static func json(_ text: String) -> String { String(decoding: JSONValue.string(text).canonicalBytes, as: UTF8.self) }

    /// A JSON string in single quotes for a shell.
    private static func shell(_ text: String) -> String { "'" + json(text).replacing("'", with: #"'\''"#) + "'" }
}
