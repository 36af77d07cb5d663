// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import ServiceLifecycle
internal import TenonEngine

/// Writes the uses of secrets down every second, and what is left at the end.
struct UseLogWriter: Service {
    let uses: UseLog
    let logger: Logger

    func run() async throws {
        for await _ in AsyncTimer(every: UseLog.delay).cancelOnGracefulShutdown() { await flush() }
        await flush()
    }

    private func flush() async {
        do {
            try await uses.flush()
        } catch {
            let what = uses.isWritable ? "counted" : "written to the audit log"
            logger.error(
                "uses of secrets cannot be \(what)", metadata: ["error.type": "\(type(of: error))"])
        }
    }
}

/// Ticks until its task is cancelled.
private struct AsyncTimer: AsyncSequence, Sendable {
    let every: Duration

    struct Iterator: AsyncIteratorProtocol {
        let every: Duration

        mutating func next() async -> Void? {
            // Cancelled is the end.
            try? await Task.sleep(for: every)
            return Task.isCancelled ? nil : ()
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(every: every) }
}
