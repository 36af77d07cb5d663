// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonCatalog
package import TenonDomain
internal import TenonJSON

extension Definitions {
    /// The app with all its texts, and the same as it was published last; `nil` when it never was.
    package func draft(
        comparedWithPublished name: String, for caller: Caller
    ) async throws -> (draft: AppDraft, published: AppSource?) {
        let draft = try await draft(of: name, for: caller)
        guard draft.app.publishedVersion > 0 else { return (draft, nil) }
        // A version is found by its connection types: one of those that it still has will do.
        for connection in draft.connections {
            let found = try await store.publication(
                ofType: connection.connection.name, version: draft.app.publishedVersion)
            // Written by this program, so that it reads as well.
            if let found, let json = try? JSONReader.read(found.source) { return (draft, AppSource(json: json)) }
        }
        return (draft, nil)
    }
}
