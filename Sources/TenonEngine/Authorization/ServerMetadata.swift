// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonCatalog
package import TenonDomain
internal import TenonJSON

/// The endpoints of providers, discovered and remembered for a while.
package final class ServerMetadata: Sendable {
    /// How long a document is believed.
    static let lifetime: Duration = .seconds(3600)
    /// How many documents are kept; beyond it all are asked for anew.
    static let documentsMax = 1000

    private struct Entry {
        let document: JSONObject
        let until: Timestamp
    }

    private let egress: any Egress
    private let clock: any WallClock
    private let documents = Mutex<[String: Entry]>([:])

    package init(egress: any Egress, clock: any WallClock) {
        self.egress = egress
        self.clock = clock
    }

    /// What the type's server is: the discovered document, and over it what the definition names.
    ///
    /// - Throws: ``Failure`` when it cannot be found out.
    func metadata(of type: ConnectionType, in context: RunContext) async throws -> JSONObject {
        guard let discovery = try type.discovery(in: context) else {
            return try type.server(discovered: JSONObject(), in: context)
        }
        return try type.server(discovered: try await document(discovery), in: context)
    }

    private func document(_ discovery: ServerDiscovery) async throws -> JSONObject {
        let now = clock.now()
        let known = documents.withLock { $0[discovery.issuer] }
        if let known, known.until > now { return known.document }
        var last: any Error = Failure(Sentence(.metadataMissing), name: .data)
        for request in discovery.requests {
            do {
                let document = try discovery.metadata(in: try await egress.send(request))
                documents.withLock { documents in
                    if documents.count >= Self.documentsMax { documents.removeAll() }
                    documents[discovery.issuer] = Entry(document: document, until: now.advanced(by: Self.lifetime))
                }
                return document
            } catch let failure as OutboundFailure {
                last = Failure(failure.sentence, name: .connection)
            } catch {
                last = error
            }
        }
        // An old document beats none: endpoints hardly ever move.
        if let known { return known.document }
        throw last
    }
}
