// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import TenonJSON
import Testing

@testable import TenonHTTP

/// Remembers the errors that come past the guard.
private final class ErrorRecorder: ChannelInboundHandler {
    typealias InboundIn = HTTPRequestPart
    var errors: [any Error] = []

    func errorCaught(context: ChannelHandlerContext, error: any Error) { errors.append(error) }
}

/// The guard of one connection on a loop whose time the test moves.
private struct GuardedChannel {
    let channel = EmbeddedChannel()
    let recorder = ErrorRecorder()

    init() throws {
        try channel.pipeline.syncOperations.addHandlers([ConnectionGuard(timeout: .seconds(30)), recorder])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    func receiveHead() throws {
        let head = HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/")
        try channel.writeInbound(HTTPRequestPart.head(head))
    }

    func answer(_ status: HTTPResponse.Status = .ok) throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: status)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    func advance(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    var isOpen: Bool { channel.isActive }
}

@Suite struct ConnectionGuardTests {
    @Test func `a body that arrives in time is none of its business`() throws {
        let guarded = try GuardedChannel()
        try guarded.receiveHead()
        guarded.advance(29)
        try guarded.channel.writeInbound(HTTPRequestPart.end(nil))
        guarded.advance(100)
        try guarded.answer()
        #expect(guarded.recorder.errors.isEmpty)
        #expect(guarded.isOpen)
    }

    @Test func `a dripped body fails the request, and its answer ends the connection`() throws {
        let guarded = try GuardedChannel()
        try guarded.receiveHead()
        for _ in 0..<5 {
            try guarded.channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
            guarded.advance(7)
        }
        #expect(guarded.recorder.errors.count == 1)
        #expect(guarded.recorder.errors.first is RequestReadTimeout)
        #expect(guarded.isOpen)
        try guarded.answer(.requestTimeout)
        #expect(!guarded.isOpen)
    }

    @Test func `a body that drips on after the answer ends the connection`() throws {
        let guarded = try GuardedChannel()
        try guarded.receiveHead()
        try guarded.answer(.unauthorized)
        #expect(guarded.isOpen)
        guarded.advance(30)
        #expect(guarded.recorder.errors.isEmpty)
        #expect(!guarded.isOpen)
    }

    @Test func `each request has its own time`() throws {
        let guarded = try GuardedChannel()
        for _ in 0..<4 {
            try guarded.receiveHead()
            guarded.advance(20)
            try guarded.channel.writeInbound(HTTPRequestPart.end(nil))
            try guarded.answer()
        }
        #expect(guarded.recorder.errors.isEmpty)
        #expect(guarded.isOpen)
    }

    @Test(arguments: [
        (HTTPParserError.headerOverflow, 431, "SC431"), (.invalidMethod, 400, "SC400"), (.invalidVersion, 400, "SC400"),
    ])
    func `what cannot be parsed is refused in JSON`(_ error: HTTPParserError, _ status: Int, _ code: String) throws {
        let guarded = try GuardedChannel()
        guarded.channel.pipeline.fireErrorCaught(error)
        guard case .head(let head) = try guarded.channel.readOutbound(as: HTTPResponsePart.self),
            case .body(let body) = try guarded.channel.readOutbound(as: HTTPResponsePart.self),
            case .end = try guarded.channel.readOutbound(as: HTTPResponsePart.self)
        else {
            Issue.record("no answer")
            return
        }
        #expect(head.status.code == status)
        #expect(head.headerFields[.contentType] == "application/json; charset=utf-8")
        #expect(head.headerFields[.contentLength] == String(body.readableBytes))
        #expect(head.headerFields[.requestID] != nil)
        #expect(try JSONReader.read(String(buffer: body))["code"]?.string == code)
        #expect(guarded.recorder.errors.isEmpty)
        #expect(!guarded.isOpen)
    }

    @Test func `a body that cannot be parsed is the request's own failure`() throws {
        let guarded = try GuardedChannel()
        try guarded.receiveHead()
        guarded.channel.pipeline.fireErrorCaught(HTTPParserError.invalidChunkSize)
        #expect(guarded.recorder.errors.first as? HTTPParserError == .invalidChunkSize)
        try guarded.answer(.badRequest)
        #expect(!guarded.isOpen)
    }
}
