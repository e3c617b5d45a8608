import Foundation
import Rules

/// Any bytes as a rule document, as its inputs, and as a journal.
///
/// What is accepted must have a normal form that is accepted again with the same digest; what is refused must say why.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRules(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    let result = RuleDocument.parse(bytes)
    if let rule = result.rule {
        checkRule(rule)
    } else {
        precondition(!result.errors.isEmpty)
    }
    precondition(result.diagnostics.allSatisfy { !$0.description.isEmpty })
    if let statement = try? Statement(journal: bytes) { precondition(statement.journal == bytes) }
    return 0
}

private func checkRule(_ rule: CheckedRule) {
    let again = RuleDocument.parse(rule.document.json.canonicalBytes)
    precondition(again.rule?.document.digest == rule.document.digest)
    precondition(!Explanation(rule).text.isEmpty)
    _ = try? CompiledRule(rule)
    _ = try? RuleInputs.encode(rule, privateInputs: .object([]), publicParams: .object([]))
}

/// Writes the templates as seeds when the script asks for them.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzRules(_ count: UnsafeMutableRawPointer, _ words: UnsafeMutableRawPointer) -> CInt {
    guard let directory = ProcessInfo.processInfo.environment["BURHAN_FUZZ_SEEDS"] else { return 0 }
    for template in RuleTemplates.all {
        let file = URL(fileURLWithPath: directory).appendingPathComponent("template-\(template.name)")
        guard (try? Data(template.documentText.utf8).write(to: file)) != nil else { return 1 }
    }
    return 0
}
