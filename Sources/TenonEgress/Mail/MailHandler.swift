// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOSSL
import TenonDomain

/// Carries a dialogue's steps out on its channel.
final class MailHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var dialogue: MailDialogue
    private let outcome: EventLoopPromise<MailLoginOutcome>
    private let makeTLS: () throws -> NIOSSLClientHandler

    init(
        _ dialogue: MailDialogue, outcome: EventLoopPromise<MailLoginOutcome>,
        makeTLS: @escaping () throws -> NIOSSLClientHandler
    ) {
        self.dialogue = dialogue
        self.outcome = outcome
        self.makeTLS = makeTLS
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        do {
            for step in dialogue.received(buffer.readableBytesView) { try perform(step, context: context) }
        } catch {
            end(.failure(error), context: context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(.failure(error), context: context) }

    func channelInactive(context: ChannelHandlerContext) {
        outcome.fail(OutboundFailure.closedEarly)
        context.fireChannelInactive()
    }

    private func perform(_ step: MailStep, context: ChannelHandlerContext) throws {
        switch step {
        case .send(let command):
            var buffer = context.channel.allocator.buffer(capacity: command.count)
            _ = command.withRevealedBytes { buffer.writeBytes($0) }
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        case .startTLS: try context.pipeline.syncOperations.addHandler(makeTLS(), position: .first)
        case .finish(let result): end(.success(result), context: context)
        case .fail(let failure): end(.failure(failure), context: context)
        }
    }

    private func end(_ result: Result<MailLoginOutcome, any Error>, context: ChannelHandlerContext) {
        outcome.completeWith(result)
        context.close(promise: nil)
    }
}
