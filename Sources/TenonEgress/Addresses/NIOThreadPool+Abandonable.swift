// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Synchronization

extension NIOThreadPool {
    /// Runs blocking work; when the task is cancelled, its result is no longer waited for.
    ///
    /// `onRefusal` runs instead of `work` when the pool has been shut down.
    func abandonable<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value, onRefusal: @escaping @Sendable () -> Void = {}
    ) async throws -> Value {
        let answer = FirstAnswer<Value>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                answer.wait(continuation)
                submit { state in
                    switch state {
                    case .active: answer.give(Result { try work() })
                    case .cancelled:
                        onRefusal()
                        answer.give(.failure(CancellationError()))
                    }
                }
            }
        } onCancel: {
            answer.give(.failure(CancellationError()))
        }
    }
}

/// Resumes its one waiter with the first answer, whichever of the two comes first.
private final class FirstAnswer<Value: Sendable>: Sendable {
    private enum State: Sendable {
        case empty
        case waiting(CheckedContinuation<Value, any Error>)
        case answered(Result<Value, any Error>)
        case done
    }

    private let state = Mutex(State.empty)

    func wait(_ continuation: CheckedContinuation<Value, any Error>) {
        let early: Result<Value, any Error>? = state.withLock { state in
            guard case .answered(let result) = state else {
                state = .waiting(continuation)
                return nil
            }
            state = .done
            return result
        }
        if let early { continuation.resume(with: early) }
    }

    func give(_ result: Result<Value, any Error>) {
        let waiter: CheckedContinuation<Value, any Error>? = state.withLock { state in
            switch state {
            case .empty:
                state = .answered(result)
                return nil
            case .waiting(let continuation):
                state = .done
                return continuation
            case .answered, .done:
                return nil
            }
        }
        waiter?.resume(with: result)
    }
}
