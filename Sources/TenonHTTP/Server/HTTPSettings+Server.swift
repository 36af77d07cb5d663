// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
package import HummingbirdCore
package import NIOCore

extension HTTPSettings {
    /// HTTP/1.1 with every limit of these settings on each connection.
    package var server: HTTPServerBuilder { .http1(configuration: channel()) }

    /// The same for a server that brings its own channel; `first` stands before the handlers of this room.
    package func channel(
        first: @escaping @Sendable () -> [any RemovableChannelHandler] = { [] }
    ) -> HTTP1Channel.Configuration {
        let requestTimeout = TimeAmount(requestTimeout)
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: first() + [ConnectionGuard(timeout: requestTimeout)],
            idleTimeout: TimeAmount(idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: headerBytesMax, maxHeaderListSize: headerBytesMax,
                maxHeaderFieldCount: headersMax))
    }

    /// Where Hummingbird listens; the answers do not say what software they come from.
    package var application: ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(host, port: port), serverName: nil,
            availableConnectionsDelegate: MaximumAvailableConnections(connectionsMax))
    }
}
