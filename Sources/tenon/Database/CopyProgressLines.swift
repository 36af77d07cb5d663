// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenonJSON
import TenonServer

/// Tells how far copying has come, on standard error, about once a second.
final class CopyProgressLines: Sendable {
    private static let pause = Duration.seconds(1)

    private let last: Mutex<ContinuousClock.Instant> = Mutex(.now)

    func show(_ progress: CopyProgress) {
        let isDue = last.withLock { last in
            guard ContinuousClock.now - last >= Self.pause else { return false }
            last = .now
            return true
        }
        guard isDue else { return }
        let table = Output.plain(progress.table)
        Output.note("\(progress.step) \(table): \(progress.done) of \(progress.total) row(s)")
    }
}

extension CopyReport {
    /// What `--json` prints.
    var json: JSON {
        [
            "schema": JSON(schema), "createdAt": .string(createdAt), "rows": JSON(rows),
            "tables": .object(JSONObject(tables.map { .init(name: $0.name, value: JSON($0.rows)) })),
            "rootKeyIds": JSON(rootKeyIDs), "missingRootKeyIds": JSON(missingRootKeyIDs),
        ]
    }

    /// Which keys have to be kept elsewhere.
    var keyLine: String {
        rootKeyIDs.isEmpty
            ? "No secret is in it."
            : "Secrets in it are sealed. Opening them takes the root key(s) \(rootKeyIDs.joined(separator: ", ")), which are "
                + "in the key ring and not in here: keep a copy of the key ring in another place."
    }
}
