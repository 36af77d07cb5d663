// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import TenonServer

extension CopyProgress {
    var line: String { "\(step) \(Output.plain(table)): \(done) of \(total) row(s)" }
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
