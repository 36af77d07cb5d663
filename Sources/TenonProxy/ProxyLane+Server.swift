// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
package import HummingbirdCore
internal import Logging
internal import NIOCore
package import TenonHTTP

extension ProxyLane {
    /// Hummingbird's server with the fast lane in front, on one port.
    package func server(_ settings: HTTPSettings) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            TwoLaneChannel(
                other: HTTP1Channel(
                    responder: responder, configuration: settings.channel(first: { [OtherLaneAnswers()] })),
                lane: self)
        }
    }
}

/// A caller's connection with both lanes.
struct TwoLaneChannel: HTTPChannelHandler {
    let other: HTTP1Channel
    let lane: ProxyLane

    var responder: HTTPChannelHandler.Responder { other.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let lane = lane
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ClientHandler(loop: lane.loop(channel.eventLoop)))
            // One read each time the system says that there is something: another one would find nothing mostly.
            try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
        }.flatMap { other.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await other.handle(value: value, logger: logger) }
}
