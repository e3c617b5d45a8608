import Foundation
import ServiceTesting
import Testing

import Storage

/// The engines that the tests of the store run on.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgresql

    /// Those that can run here; `PostgreSQLTests` says so when one is absent.
    static let present = allCases.filter { $0 != .postgresql || PostgreSQLServer.isInstalled }

    var testDescription: String { rawValue }

    /// An empty store that no other test sees.
    func store() throws -> Store {
        switch self {
        case .sqlite: try Store(path: ":memory:")
        case .postgresql: try Store(location: PostgreSQLServer.shared.get().newDatabase())
        }
    }
}
