// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import NIOCore
internal import Synchronization
package import TenonDomain
package import TenonEngine
internal import TenonHTTP
internal import TenonJSON

/// Answers to reads of connections, as long as nothing has changed that they show.
///
/// Each belongs to one token and one target: whoever asks was let in before, and what the token may see is in the answer.
package final class AnswerCache: Sendable {
    static let entriesMax = 10_000
    /// Of all answers together, and of one.
    static let bytesMax = 16 << 20
    static let answerBytesMax = 1 << 20

    private struct Key: Hashable {
        let token: TokenID
        let target: String
    }

    /// The state of the world in which an answer was given.
    private struct Epoch: Hashable {
        let reads: UInt64
        let definitions: Int
    }

    private struct Entry {
        let text: ByteBuffer
        let route: String
        /// The connection that it shows; `nil` when it shows many.
        let connection: ConnectionID?
        let epoch: Epoch
    }

    private struct State {
        var answers: [Key: Entry] = [:]
        var bytes = 0
    }

    private let state = Mutex(State())
    private let changes: any ChangeCounter
    private let catalog: CatalogSource

    package init(changes: any ChangeCounter, catalog: CatalogSource) {
        self.changes = changes
        self.catalog = catalog
    }

    /// The answer as it was given before, or the one that `make` gives now; it shows that connection, or many.
    func answer(
        to call: Call, about connection: ConnectionID? = nil, _ make: () async throws -> JSON
    ) async throws -> Response {
        // Before anything is read: what is committed meanwhile makes the answer one of an epoch that is over.
        guard call.principal.sessionID == nil, let epoch = epoch(of: connection) else {
            return Response(json: try await make())
        }
        let key = Key(token: call.principal.token.id, target: call.target)
        if let known = state.withLock({ $0.answers[key] }), known.epoch == epoch {
            return Response(jsonText: known.text)
        }
        let text = ByteBuffer(bytes: try await make().utf8)
        keep(Entry(text: text, route: call.route, connection: connection, epoch: epoch), for: key)
        return Response(jsonText: text)
    }

    /// The answer that was given to the bearer of a token, and its route's pattern; `nil` when there is none that counts.
    func known(to token: TokenID, target: String) -> (text: ByteBuffer, route: String)? {
        guard let entry = state.withLock({ $0.answers[Key(token: token, target: target)] }),
            entry.epoch == epoch(of: entry.connection)
        else { return nil }
        return (entry.text, entry.route)
    }

    private func epoch(of connection: ConnectionID?) -> Epoch? {
        let reads = connection.map { changes.readCount(of: $0) } ?? changes.readCount
        return reads.map { Epoch(reads: $0, definitions: catalog.replacements) }
    }

    private func keep(_ entry: Entry, for key: Key) {
        let size = entry.text.readableBytes + key.target.utf8.count
        guard size <= Self.answerBytesMax else { return }
        state.withLock { state in
            if state.answers.count >= Self.entriesMax || state.bytes + size > Self.bytesMax { state = State() }
            if let old = state.answers.updateValue(entry, forKey: key) {
                state.bytes -= old.text.readableBytes + key.target.utf8.count
            }
            state.bytes += size
        }
    }
}
