// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Names a data key: random, never reused.
package struct DataKeyID: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }

    package var description: String { rawValue }
}

/// A secret as the database keeps it: AES-256-GCM over the clear text, bound to its place.
package struct SealedSecret: Sendable, Hashable {
    package let keyID: DataKeyID
    /// Counts the changes; part of the associated data, so that an old secret cannot be put back.
    package let version: Int64
    /// Nonce (12 bytes), ciphertext, tag (16 bytes).
    package let box: [UInt8]

    package init(keyID: DataKeyID, version: Int64, box: [UInt8]) {
        self.keyID = keyID
        self.version = version
        self.box = box
    }
}

/// Where a sealed text stands: it opens nowhere else.
package struct SealedPlace: Sendable, Hashable {
    package let table: String
    package let row: String

    package init(table: String, row: String) {
        self.table = table
        self.row = row
    }

    package static func connection(_ id: ConnectionID) -> SealedPlace {
        SealedPlace(table: "connection_secrets", row: id.description)
    }
    /// Data that waits for a person to authorize it.
    package static func pendingData(of id: ConnectionID) -> SealedPlace {
        SealedPlace(table: "connection_pending", row: id.description)
    }
    /// An authorization under way; the row is the hash that names it.
    package static func authorization(ticketHash: [UInt8]) -> SealedPlace {
        SealedPlace(table: "authorizations", row: ticketHash.map { String($0, radix: 16) }.joined(separator: "."))
    }
    package static func installation(_ type: String, of organization: OrganizationID) -> SealedPlace {
        SealedPlace(table: "installations", row: "\(organization):\(type)")
    }
    package static func webhook(_ id: WebhookID) -> SealedPlace {
        SealedPlace(table: "webhooks", row: id.description)
    }
}

package struct SealedConnection: Sendable {
    package let connection: Connection
    package let secret: SealedSecret

    package init(connection: Connection, secret: SealedSecret) {
        self.connection = connection
        self.secret = secret
    }
}
