/// A request as the proxy in front describes it, before it reaches a service.
public struct GatewayRequest: Sendable {
    public var method: String
    /// Path without query.
    public var path: String
    /// Names in lower case; fields that were repeated are joined by commas. Without the pseudo headers of HTTP/2.
    public var headers: [String: String]
    /// Address of the client in text, without the port.
    public var peer: String
    /// The proxy's name for this request.
    public var id: String
    /// What the proxy's configuration says of the route; read by `GatewayRoute`.
    public var extensions: [String: String]
    /// The body as far as the proxy sent it.
    public var body: ArraySlice<UInt8>
    /// Whether the proxy cut the body off.
    public var isBodyPartial: Bool

    public init(
        method: String, path: String, headers: [String: String] = [:], peer: String = "", id: String = "",
        extensions: [String: String] = [:], body: ArraySlice<UInt8> = [], isBodyPartial: Bool = false
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.peer = peer
        self.id = id
        self.extensions = extensions
        self.body = body
        self.isBodyPartial = isBodyPartial
    }
}

/// What the proxy's configuration demands on a route (`context_extensions` in `deploy/envoy.yaml`).
public struct GatewayRoute: Sendable, Equatable {
    /// Where a client puts the receipt that opens the route.
    public enum ReceiptPlace: String, Sendable {
        case header
        case body
    }

    /// What the request does: `prove`, `deploy`, `verify`, `read` …; names the scope a key needs and the rate that is counted.
    public var operation = "read"
    /// Whether callers without a key may pass, as the tenant `anonymous`.
    public var isPublic = false
    public var needsPayment = false
    public var receipt: ReceiptPlace?
    /// The image whose receipts open the route, 32 bytes.
    public var imageID: [UInt8] = []
    /// The scope a receipt's nullifier must have; nil accepts any.
    public var scope: String?

    public init() {}

    /// Reads the proxy's words; nil when one is unknown or the demands do not fit together, so that a slip of the pen never opens a route.
    public init?(_ extensions: [String: String]) {
        for (name, value) in extensions {
            switch (name, value) {
            case ("op", _) where !value.isEmpty: operation = value
            case ("access", "public"): isPublic = true
            case ("access", "key"): isPublic = false
            case ("payment", "required"): needsPayment = true
            case ("payment", "none"): needsPayment = false
            case ("receipt", _):
                guard let place = ReceiptPlace(rawValue: value) else { return nil }
                receipt = place
            case ("image", _):
                guard let bytes = Hex.bytes(value), bytes.count == 32 else { return nil }
                imageID = bytes
            case ("scope", _): scope = value
            default: return nil
            }
        }
        // A receipt of just any image would prove nothing.
        guard (receipt == nil) == imageID.isEmpty, !isPublic || !needsPayment else { return nil }
    }

    /// The scope a key needs here; nil when every key will do.
    public var neededScope: Scope? { Scope(rawValue: operation) }
}
