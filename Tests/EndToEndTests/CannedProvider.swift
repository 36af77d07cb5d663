// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import TenonJSON

/// A provider on loopback that answers each path as it was told to, and remembers what it was asked.
final class CannedProvider: Sendable {
    struct Answer: Sendable {
        var status = 200
        var body: JSON = [:]
    }

    /// A path and the form that was sent to it.
    struct Question: Sendable {
        let path: String
        let form: String
    }

    private struct State {
        var answers: [String: [Answer]]
        var questions: [Question] = []
    }

    private let channel: any Channel
    private let state: Shared

    private final class Shared: Sendable {
        let value: Mutex<State>

        init(_ state: State) { value = Mutex(state) }

        /// The next answer of the path; the last one stays.
        func answer(to question: Question) -> Answer {
            value.withLock { state in
                state.questions.append(question)
                guard let answers = state.answers[question.path], let first = answers.first else {
                    return Answer(status: 404)
                }
                if answers.count > 1 { state.answers[question.path] = Array(answers.dropFirst()) }
                return first
            }
        }
    }

    static func start(_ answers: [String: [Answer]]) async throws -> CannedProvider {
        let state = Shared(State(answers: answers))
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(state: state))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return CannedProvider(channel: channel, state: state)
    }

    private init(channel: any Channel, state: Shared) {
        self.channel = channel
        self.state = state
    }

    deinit { channel.close(promise: nil) }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
    var questions: [Question] { state.value.withLock { $0.questions } }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let state: Shared
        private var path = ""
        private var form = ""

        init(state: Shared) { self.state = state }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): (path, form) = (head.uri, "")
            case .body(let part): form += String(buffer: part)
            case .end:
                let answer = state.answer(to: Question(path: path, form: form))
                let bytes = answer.body.utf8
                let head = HTTPResponseHead(
                    version: .http1_1, status: .init(statusCode: answer.status),
                    headers: ["Content-Type": "application/json", "Content-Length": String(bytes.count)])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
