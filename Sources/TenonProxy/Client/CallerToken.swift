// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Finds the caller's token in a request.
enum CallerToken {
    /// After `Token` or `Bearer`, in any case, or bare; `nil` unless there is exactly one `Authorization`.
    static func read(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer) -> ProxyToken? {
        guard let range = head.fields.onlyValue(.authorization) else { return nil }
        var value = UnsafeRawBufferPointer(rebasing: bytes[range])
        if let space = value.firstIndex(of: Bytes.space) {
            let scheme = UnsafeRawBufferPointer(rebasing: value[..<space])
            guard Bytes.equal(scheme, "bearer") || Bytes.equal(scheme, "token") else { return nil }
            value = Bytes.trimmed(UnsafeRawBufferPointer(rebasing: value[space...]))
        }
        return ProxyToken(value)
    }
}
