// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TenonCatalog

/// The catalogue in use; a reload puts a new one in its place between two requests.
package final class CatalogSource: Sendable {
    private let state: Mutex<Catalog>
    private let count = Atomic(0)

    package init(_ catalog: Catalog) { state = Mutex(catalog) }

    package var current: Catalog { state.withLock { $0 } }

    /// How often it was replaced.
    package var replacements: Int { count.load(ordering: .acquiring) }

    package func replace(with catalog: Catalog) {
        state.withLock { $0 = catalog }
        count.add(1, ordering: .releasing)
    }
}
