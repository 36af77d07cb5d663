// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonDomain

/// For a database that others change as well: whoever looks has to take it that something has changed.
final class UnheardChanges: ChangeCounter {
    private let looks = Atomic<UInt64>(0)

    var changeCount: UInt64 { looks.add(1, ordering: .relaxed).newValue }
}
