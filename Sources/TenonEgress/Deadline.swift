// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain

/// Runs `body`, but no longer than `limit`; `body` must end soon when it is cancelled.
///
/// Throws ``OutboundFailure/timedOut`` when the time is over.
func withDeadline<Value: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask(operation: body)
        group.addTask {
            try await Task.sleep(for: limit)
            throw OutboundFailure.timedOut
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw OutboundFailure.timedOut }
        return value
    }
}
