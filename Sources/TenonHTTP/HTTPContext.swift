// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
internal import NIOCore

/// What belongs to one request while it is answered.
package struct HTTPContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection, without port; a reverse proxy's when there is one.
    package let peerAddress: String?
    /// The client's address without port, as far as it can be known.
    package var clientAddress: String?
    /// Names the request in logs, in the audit log and in `x-request-id`.
    package var requestID = ""
    /// What inner layers tell outer ones.
    package let record = RequestRecord()

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peerAddress = source.channel.remoteAddress?.ipAddress
        clientAddress = peerAddress
    }

    /// The pattern of the route that was found, never the path that was asked for.
    package var route: String? { endpointPath }
}
