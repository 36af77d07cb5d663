// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import TenonDomain

/// Sending a request again: with a new credential, or after the time that the third party asked for.
extension Relay {
    func refresh() {
        guard let grant, let asked else { return }
        upstream?.holdReads(true)
        let (authority, eventLoop, serial) = (loop.lane.authority, loop.eventLoop, serial)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let isAccepted = loop.lane.submit {
            let result = await authority.refresh(after: grant, for: asked)
            eventLoop.execute { bound.value.refreshed(result, serial: serial) }
        }
        if !isAccepted { refreshed(.unavailable, serial: serial) }
    }

    private func refreshed(_ result: ProxyRefresh, serial: UInt64) {
        guard isActive, serial == self.serial, exchange.state == .refreshing else { return }
        lastProgress = loop.now
        switch result {
        case .renewed(let renewed):
            guard body.isReplayable, exchange.renewed() else { return answerStands() }
            grant = renewed
            dropAnswer()
            prepare()
        case .unavailable: answerStands()
        case .refused(let error):
            dropAnswer()
            refuse(error)
        }
    }

    private func answerStands() {
        guard exchange.notRenewed() else { return }
        relayHead()
        resumeSending()
        upstream?.holdReads(false)
        processAnswer()
    }

    func waitAndRetry(_ duration: Duration) {
        dropAnswer()
        let (bound, serial) = (NIOLoopBound(self, eventLoop: loop.eventLoop), serial)
        wait = loop.eventLoop.scheduleTask(in: TimeAmount(duration)) {
            let relay = bound.value
            guard relay.isActive, serial == relay.serial, relay.exchange.waited() else { return }
            relay.lastProgress = relay.loop.now
            relay.prepare()
        }
    }
}
