/// All fields of a rule that are not inside an array, with their slots, and the lookup of paths.
struct Layout: Sendable {
    /// A field found by its path.
    struct Place: Sendable, Hashable {
        /// Slot number of docs/rule-guest.md §2.
        let slot: Int
        /// Full dotted path without the side.
        let path: String
        let type: FieldType
        let isPublic: Bool
        /// Whether it, or an object around it, may be absent.
        let mayBeAbsent: Bool
    }

    /// What a lookup of a path gives.
    enum Lookup {
        case found(Place)
        case unknown
        case ambiguous([String])
    }

    let places: [Place]
    let publicType: FieldType
    let privateType: FieldType

    /// Longest path prefix that names a side.
    static let publicPrefix = "public_params."
    static let privatePrefix = "private_inputs."

    init(publicFields: [Field], privateFields: [Field]) {
        publicType = .object(publicFields)
        privateType = .object(privateFields)
        var places: [Place] = []
        var slot = 0
        func add(_ fields: [Field], path: String, isPublic: Bool, mayBeAbsent: Bool) {
            for field in fields {
                let full = path.isEmpty ? field.name : "\(path).\(field.name)"
                let absent = mayBeAbsent || field.isOptional
                places.append(Place(slot: slot, path: full, type: field.type, isPublic: isPublic, mayBeAbsent: absent))
                slot += 1
                if case .object(let inner) = field.type { add(inner, path: full, isPublic: isPublic, mayBeAbsent: absent) }
            }
        }
        slot = 1
        add(publicFields, path: "", isPublic: true, mayBeAbsent: false)
        slot += 1
        add(privateFields, path: "", isPublic: false, mayBeAbsent: false)
        self.places = places
    }

    /// Number of slots, both root objects included.
    var slotCount: Int { 2 + publicType.slotCount + privateType.slotCount }

    /// Looks up a full path, or the last parts of one where that is unambiguous.
    ///
    /// - Parameter isPublic: the side to look at; nil looks at both.
    func lookup(_ written: String, isPublic side: Bool? = nil) -> Lookup {
        var path = written
        var side = side
        if path.hasPrefix(Self.publicPrefix) {
            path.removeFirst(Self.publicPrefix.count)
            if side == false { return .unknown }
            side = true
        } else if path.hasPrefix(Self.privatePrefix) {
            path.removeFirst(Self.privatePrefix.count)
            if side == true { return .unknown }
            side = false
        }
        let candidates = places.filter { side == nil || $0.isPublic == side }
        let exact = candidates.filter { $0.path == path }
        if exact.count == 1 { return .found(exact[0]) }
        let matches = exact.isEmpty ? candidates.filter { $0.path.hasSuffix("." + path) } : exact
        if matches.count == 1 { return .found(matches[0]) }
        return matches.isEmpty ? .unknown : .ambiguous(matches.map { Self.qualified($0) })
    }

    static func qualified(_ place: Place) -> String { (place.isPublic ? publicPrefix : privatePrefix) + place.path }
}
