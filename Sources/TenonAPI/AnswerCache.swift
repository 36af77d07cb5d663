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
    static let entriesMax = 1_000
    /// Of all answers together, and of one.
    static let bytesMax = 16 << 20
    static let answerBytesMax = 1 << 20

    private struct Key: Hashable {
        let token: TokenID
        let target: String
    }

    private struct Epoch: Hashable {
        let reads: UInt64
        let definitions: Int
    }

    private struct State {
        var epoch: Epoch?
        var answers: [Key: ByteBuffer] = [:]
        var bytes = 0
    }

    private let state = Mutex(State())
    private let changes: any ChangeCounter
    private let catalog: CatalogSource

    package init(changes: any ChangeCounter, catalog: CatalogSource) {
        self.changes = changes
        self.catalog = catalog
    }

    /// The answer as it was given before, or the one that `make` gives now.
    func answer(to call: Call, _ make: () async throws -> JSON) async throws -> Response {
        // Before anything is read: what is committed meanwhile makes the answer one of an epoch that is over.
        guard call.principal.sessionID == nil, let reads = changes.readCount else {
            return Response(json: try await make())
        }
        let epoch = Epoch(reads: reads, definitions: catalog.replacements)
        let key = Key(token: call.principal.token.id, target: call.target)
        if let known = state.withLock({ $0.epoch == epoch ? $0.answers[key] : nil }) {
            return Response(jsonText: known)
        }
        let text = ByteBuffer(bytes: try await make().utf8)
        keep(text, for: key, in: epoch)
        return Response(jsonText: text)
    }

    private func keep(_ text: ByteBuffer, for key: Key, in epoch: Epoch) {
        let size = text.readableBytes + key.target.utf8.count
        guard size <= Self.answerBytesMax else { return }
        state.withLock { state in
            let isFull = state.answers.count >= Self.entriesMax || state.bytes + size > Self.bytesMax
            if state.epoch != epoch || isFull { state = State(epoch: epoch) }
            if let old = state.answers.updateValue(text, forKey: key) {
                state.bytes -= old.readableBytes + key.target.utf8.count
            }
            state.bytes += size
        }
    }
}
