// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import NIOCore

/// How the C library keeps freed memory.
enum MemoryArenas {
    private typealias Setter = @convention(c) (_ parameter: Int32, _ value: Int32) -> Int32

    /// `M_ARENA_MAX` of glibc's malloc.h (mallopt(3)), which Swift does not import.
    private static let arenasMax: Int32 = -8

    /// Lets threads share arenas, one for two cores.
    ///
    /// By default glibc gives nearly every thread one of its own, up to eight for each core, and what is freed in one
    /// stays there: after a burst of work on many threads the process would hold a multiple of what it uses. Has to be
    /// called before many threads run. With another C library nothing is changed.
    static func share() {
        guard let symbol = dlsym(nil, "mallopt") else { return }
        _ = unsafeBitCast(symbol, to: Setter.self)(arenasMax, Int32(max(1, System.coreCount / 2)))
    }
}
