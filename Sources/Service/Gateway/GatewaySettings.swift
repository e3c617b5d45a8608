/// How much a tenant may ask of the gateway.
public struct GatewaySettings: Sendable {
    /// Requests of one tenant in a minute; all callers without a key at one address together get a tenth.
    public var requestsPerMinute = 6000
    /// Orders of proofs of one tenant in a minute.
    public var proofsPerMinute = 60

    public init() {}

    /// The bounds as rules; the proxy asks for those of the domain `burhan`, the gateway itself for the others.
    public var rules: [RateRule] {
        [
            RateRule(
                "requests", domain: GatewayPolicy.requestDomain, [("tenant", "anonymous"), ("peer", nil)], limit: requestsPerMinute / 10,
                windowSeconds: 60),
            RateRule(
                "requests", domain: GatewayPolicy.requestDomain, [("tenant", nil), ("plan", nil)], limit: requestsPerMinute,
                windowSeconds: 60),
            RateRule("proofs", domain: "burhan", [("tenant", nil), ("op", "prove")], limit: proofsPerMinute, windowSeconds: 60),
        ]
    }
}
