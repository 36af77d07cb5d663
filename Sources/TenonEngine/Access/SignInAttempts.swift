// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonDomain

/// Counts tries to sign in, by account and by address, in a quarter of an hour; each server counts its own.
///
/// A stranger who tries somebody's account locks only their own address out of it, until many addresses try at once.
final class SignInAttempts: Sendable {
    static let window = Duration.seconds(15 * 60)
    /// Of one address for one account.
    static let pairMax = 10
    /// Of all addresses for one account.
    static let accountMax = 100
    /// Of one address for all accounts.
    static let addressMax = 50

    private enum Counted: Hashable {
        case account(String)
        case address(String)
        case pair(String, String)
    }

    private let windows = Mutex(RateWindows<Counted>(length: SignInAttempts.window))
    private let clock: any WallClock

    init(clock: any WallClock) { self.clock = clock }

    /// Counts a try.
    ///
    /// - Throws: ``TenonError`` `rateLimited` when there were too many.
    func check(account: String, address: String?) throws {
        let now = clock.now()
        let network = Self.network(of: address ?? "")
        let account = String(account.prefix(254))
        let decisions = windows.withLock { windows in
            [
                windows.requestArrived(from: .address(network), limit: Self.addressMax, at: now),
                windows.requestArrived(from: .pair(account, network), limit: Self.pairMax, at: now),
                windows.requestArrived(from: .account(account), limit: Self.accountMax, at: now),
            ]
        }
        guard let refusal = decisions.filter({ !$0.isAdmitted }).max(by: { $0.retryAfter < $1.retryAfter }) else {
            return
        }
        throw TenonError(.rateLimited, .tooManyTries, retryAfter: refusal.retryAfter)
    }

    /// The right password came: what was tried before does not count any more.
    func succeeded(account: String, address: String?) {
        let network = Self.network(of: address ?? "")
        windows.withLock { windows in
            windows.forget(.pair(String(account.prefix(254)), network))
            windows.forget(.address(network))
        }
    }

    /// A household has a /64 of IPv6 at least, so that counts as one address.
    private static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        let head = halves[0].split(separator: ":").map(String.init)
        guard halves.count == 2, head.count < 4 else { return head.prefix(4).joined(separator: ":") }
        let tail = halves[1].split(separator: ":").map(String.init)
        let zeros = [String](repeating: "0", count: max(0, 8 - head.count - tail.count))
        return (head + zeros + tail).prefix(4).joined(separator: ":")
    }
}
