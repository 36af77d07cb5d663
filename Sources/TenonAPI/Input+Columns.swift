// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonHTTP
internal import TenonWire

extension Input {
    /// The members that `cols[]` asks for; each unknown one is a fault.
    mutating func columns(of known: [String]) -> ColumnSelection {
        do {
            return try ColumnSelection(query.array("cols") ?? [], known: known)
        } catch {
            for name in error.names { faults.invalid("cols", "there is no column '\(name)'") }
            return .all
        }
    }
}
