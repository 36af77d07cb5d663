// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Synchronization

/// A program that a test starts, with the part of `Foundation.Process` that tests need.
///
/// Foundation's own looks up every open file of the process before it starts a program, and reads beyond the end of the
/// list when there are more than a thousand, as in a test run; here the system closes what the program is not to have.
package final class ChildProcess: @unchecked Sendable {
    // `@unchecked`: what is to be started is set before `run`, by one owner; what came of it is behind the mutex.

    package enum TerminationReason { case exit, uncaughtSignal }

    package struct StartFailure: Error, CustomStringConvertible {
        package let description: String
    }

    package var executableURL: URL?
    package var arguments: [String] = []
    package var environment: [String: String]?
    package var currentDirectoryURL: URL?
    /// A `Pipe` or a `FileHandle`; this process's own when `nil`.
    package var standardInput: Any?
    package var standardOutput: Any?
    package var standardError: Any?
    package private(set) var processIdentifier: Int32 = 0

    /// How the program ended, as `waitpid` tells it.
    private let end = Mutex<Int32?>(nil)
    private let condition = NSCondition()

    package init() {}

    /// Starts the program.
    package func run() throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var used: [FileHandle] = []
        for (number, stream) in [standardInput, standardOutput, standardError].enumerated() {
            switch stream {
            case let pipe as Pipe:
                let handle = number == 0 ? pipe.fileHandleForReading : pipe.fileHandleForWriting
                posix_spawn_file_actions_adddup2(&actions, handle.fileDescriptor, Int32(number))
                used.append(handle)
            case let handle as FileHandle where handle === FileHandle.nullDevice:
                posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDWR, 0)
            case let handle as FileHandle:
                posix_spawn_file_actions_adddup2(&actions, handle.fileDescriptor, Int32(number))
            default: break
            }
        }
        let closeFrom = try Self.function(
            "posix_spawn_file_actions_addclosefrom_np",
            as: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32).self)
        _ = closeFrom(&actions, 3)
        if let folder = currentDirectoryURL {
            let change = try Self.function(
                "posix_spawn_file_actions_addchdir_np",
                as: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32)
                    .self)
            _ = change(&actions, folder.path)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of the concurrency runtime block signals, and a child takes that over: it would not hear `TERM`.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // A group of its own: servers that end signal their whole group.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        let path = executableURL?.path ?? ""
        let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0.key)=\($0.value)" }
        let failure = withCStrings([path] + arguments) { arguments in
            withCStrings(variables) { posix_spawn(&processIdentifier, path, &actions, &attributes, arguments, $0) }
        }
        guard failure == 0 else {
            throw StartFailure(description: "'\(path)' cannot be started: \(String(cString: strerror(failure)))")
        }
        Thread.detachNewThread { [self] in reap() }
        for handle in used { try handle.close() }
    }

    package var isRunning: Bool { processIdentifier > 0 && end.withLock { $0 == nil } }

    package func waitUntilExit() {
        condition.lock()
        while isRunning { condition.wait() }
        condition.unlock()
    }

    /// Takes note of the end at once: one that nobody took note of would keep Swift Testing, which waits for any child of
    /// the process, from ever seeing the end of its own.
    private func reap() {
        var status: Int32 = 0
        while waitpid(processIdentifier, &status, 0) == -1, errno == EINTR {}
        condition.lock()
        end.withLock { $0 = status }
        condition.broadcast()
        condition.unlock()
    }

    private var status: Int32 { end.withLock { $0 } ?? 0 }

    package var terminationReason: TerminationReason { status & 0x7F == 0 ? .exit : .uncaughtSignal }

    /// The exit code, or the signal.
    package var terminationStatus: Int32 { status & 0x7F == 0 ? (status >> 8) & 0xFF : status & 0x7F }

    /// A function of the C library's that its header shows to GNU programs only.
    private static func function<Function>(_ name: String, as _: Function.Type) throws -> Function {
        guard let symbol = dlsym(nil, name) else { throw StartFailure(description: "'\(name)' is missing") }
        return unsafeBitCast(symbol, to: Function.self)
    }

    private func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("the list ends with nil") }
            return body(base)
        }
    }
}
