// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Walks the audit chains and finds the first entry that is not as it was written.
package struct AuditVerifier: Sendable {
    package struct Chain: Sendable, Hashable {
        package let organizationID: OrganizationID
        /// How many entries stand, up to the break if there is one.
        package let events: Int64
        /// `nil` when the chain is whole.
        package let damage: Damage?
    }

    package struct Damage: Sendable, Hashable {
        /// The sequence of the first entry that is wrong or missing.
        package let sequence: Int64
        package let sentence: Sentence

        package var reason: String { sentence.description }
    }

    private static let pageSize = 1000

    let store: any AuditStore

    package init(store: any AuditStore) { self.store = store }

    package func verify() async throws -> [Chain] {
        var chains: [Chain] = []
        for organization in try await store.chains() { chains.append(try await verify(organization)) }
        return chains
    }

    func verify(_ organization: OrganizationID) async throws -> Chain {
        // The head first: entries that come while this reads lie behind it and are no damage.
        let head = try await store.head(of: organization)
        var sequence: Int64 = 0
        var hash = AuditChain.origin
        var headHash: [UInt8]?
        while true {
            let page = try await store.events(
                of: organization, after: sequence, limit: AuditVerifier.pageSize)
            for event in page {
                guard event.draft.organizationID == organization,
                    AuditChain.accepts(event, after: sequence, hash: hash)
                else {
                    let name: Sentence.Name =
                        event.sequence == sequence + 1
                        ? .entryAltered : .entryLost
                    return Chain(
                        organizationID: organization, events: sequence,
                        damage: Damage(sequence: sequence + 1, sentence: Sentence(name)))
                }
                (sequence, hash) = (event.sequence, event.hash)
                if sequence == head?.sequence { headHash = hash }
            }
            if page.count < AuditVerifier.pageSize { break }
        }
        return Chain(
            organizationID: organization, events: sequence,
            damage: endDamage(head: head, reached: sequence, headHash: headHash))
    }

    private func endDamage(head: (sequence: Int64, hash: [UInt8])?, reached: Int64, headHash: [UInt8]?) -> Damage? {
        guard let head else {
            return reached == 0 ? nil : Damage(sequence: reached, sentence: Sentence(.chainEndMissing))
        }
        guard reached >= head.sequence else {
            return Damage(
                sequence: reached + 1, sentence: Sentence(.chainCut, ["count": String(head.sequence)]))
        }
        guard headHash == head.hash else {
            return Damage(sequence: head.sequence, sentence: Sentence(.chainEndOther))
        }
        return nil
    }
}
