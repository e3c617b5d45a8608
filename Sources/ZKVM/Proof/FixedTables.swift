import StarkProver
import StarkVerifier

/// The preprocessed columns that are the same for every image.
enum FixedTables {
    static func preprocessed(_ chip: Chip) -> Trace? {
        switch chip.name {
        case LookupTable.name: LookupTable.preprocessed
        case SHA256RoundTable.name: SHA256RoundTable.preprocessed
        default: nil
        }
    }
}
