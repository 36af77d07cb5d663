// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonEngine
internal import TenonHTTP

extension Call {
    /// The call's principal as the engine takes it.
    var caller: Caller { Caller(principal: principal, address: clientAddress, requestID: requestID) }
}
