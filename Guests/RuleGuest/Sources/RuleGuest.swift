import BurhanGuest

/// Evaluates one rule: rule data from the image (public), inputs from the prover (private), a statement to the journal.
///
/// The formats and the meaning are written down in docs/rule-guest.md; comments here refer to it.
@main
enum RuleGuest {
    /// Words of the input's last parts, as far as they were given.
    private struct Context {
        var scope: Words?
        var salt: Words?
        var audience: Words?
        var challenge: Words?
    }

    static func main() {
        let rules = RuleData()
        let slots = scratch(words: rules.slotCount)
        var input = RuleInput(rules, slots: slots)
        let flags = input.word()
        guard flags <= 7 else { malformedInput() }
        input.object(type: rules.parametersType)
        input.object(type: rules.privateType)
        var context = Context()
        if rules.hasNullifier { context.scope = input.content(maximum: 256) }
        if rules.hasSalt { context.salt = input.words(8) }
        if flags & 4 != 0 { context.audience = input.content(maximum: 256) }
        if flags & 2 != 0 { context.challenge = input.content(maximum: 64) }
        guard input.isAtEnd else { malformedInput() }

        var evaluation = Evaluation(rules, slots: slots, provesNegative: flags & 1 != 0)
        evaluation.salt = context.salt
        evaluation.run(from: rules.ruleCode)
        write(&evaluation, rules, context)
    }

    /// The statement; its keys are in the order that deterministic CBOR demands.
    private static func write(_ evaluation: inout Evaluation, _ rules: RuleData, _ context: Context) {
        var entries: UInt32 = 4
        if context.audience != nil { entries &+= 1 }
        if context.challenge != nil { entries &+= 1 }
        if context.scope != nil { entries &+= 1 }
        Statement.append(mapOf: entries)
        Key.version.append()
        Statement.append(byte: 1)
        Key.rule.append()
        Statement.append(digest: rules.digest)
        Key.parameters.append()
        guard let parameters = evaluation.slot(0) else { badRuleData() }
        Statement.append(parameters, type: rules.parametersType, rules)
        Key.outputs.append()
        Statement.append(mapOf: rules.outputCount)
        evaluation.run(from: rules.outputCode)
        if let audience = context.audience {
            Key.audience.append()
            Statement.append(text: audience)
        }
        if let challenge = context.challenge {
            Key.challenge.append()
            Statement.append(bytes: challenge)
        }
        if let scope = context.scope {
            Key.nullifier.append()
            Statement.append(mapOf: 2)
            Key.scope.append()
            Statement.append(text: scope)
            Key.value.append()
            Statement.append(bytes: evaluation.nullifier(scope: scope))
        }
    }
}
