// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import Testing

@testable import TenonSimulator

/// Switches by name, and which faults happen when.
@Suite struct SwitchTests {
    @Test func `every switch is read and written`() throws {
        let text = """
            {"rotation":false,"reuseDetection":false,"graceSeconds":3,"accessSeconds":1,"refreshSeconds":9,\
            "retiresAccessTokens":true,"withheldScopes":["a"],"givesRefreshToken":false,"expiresIn":"text",\
            "tokenType":"bEARER","scopeInAnswer":false,"refreshTokenInRefreshAnswer":false,"clockSkewSeconds":-5,\
            "auto":"approve","autoUser":"bob","issuerAnswer":"wrong","promisesIssuer":false,\
            "authorizationError":"access_denied","requiresProofKey":true,"refusesClient":true,\
            "basicEncoding":"raw","deadTokenStatus":403,"faults":[{"kind":"slow","at":"token","delayMilliseconds":5},\
            {"kind":"answer","at":"any","grantType":"refresh_token","times":1,"after":2,"status":418,\
            "retryAfter":"9","body":"{}","contentType":"text/plain"}]}
            """
        let object = try #require(JSONReader.read(text).object)
        #expect(object.names == Switches.entries.map(\.name))
        #expect(try Switches(object).json.text() == text)
        // A switch that is read into nothing would not come back.
        #expect(Mirror(reflecting: Switches()).children.count == Switches.entries.count)
    }

    @Test func `null takes a switch back, and what is not named stays`() throws {
        var switches = try Switches(["rotation": false, "accessSeconds": 1])
        try switches.apply(["rotation": nil])
        #expect(switches.json == ["accessSeconds": 1])
    }

    @Test(arguments: [
        #"{"unknown":1}"#, #"{"rotation":"yes"}"#, #"{"rotation":1}"#, #"{"accessSeconds":0}"#,
        #"{"accessSeconds":1e99}"#, #"{"graceSeconds":-1}"#, #"{"expiresIn":"never"}"#, #"{"withheldScopes":"a"}"#,
        #"{"withheldScopes":[1]}"#, #"{"deadTokenStatus":200}"#, #"{"faults":{}}"#, #"{"faults":[{}]}"#,
        #"{"faults":[{"kind":"boom"}]}"#, #"{"faults":[{"kind":"slow","delayMilliseconds":60001}]}"#,
        #"{"faults":[{"kind":"slow","at":"moon"}]}"#, #"{"faults":[{"kind":"slow","times":-1}]}"#,
        #"{"faults":[{"kind":"answer","status":99}]}"#, #"{"faults":[{"kind":"slow","odd":1}]}"#,
        #"{"faults":[{"kind":"tooManyRequests","retryAfter":"1\r\nx: y"}]}"#, #"{"tokenType":"a\nb"}"#,
    ])
    func `what makes no sense is refused whole`(_ text: String) throws {
        var switches = try Switches(["rotation": false])
        let object = try #require(JSONReader.read(text).object)
        #expect(throws: Switches.Misspelling.self) { try switches.apply(object) }
        #expect(switches.json == ["rotation": false])
    }

    @Test func `words of a header are switches and faults`() throws {
        let switches = try Switches(
            words:
                "rotation=off, reuseDetection, accessSeconds=1,slow=20, serverError=502, lostAnswer, withheldScopes=a b"
        )
        #expect(switches.rotation == false && switches.reuseDetection == true && switches.accessSeconds == 1)
        #expect(switches.withheldScopes == ["a", "b"])
        #expect(switches.faults?.map(\.kind) == [.slow, .serverError, .lostAnswer])
        #expect(switches.faults?.map(\.delayMilliseconds) == [20, nil, nil])
    }

    @Test(arguments: [
        "nothing", "accessSeconds", "accessSeconds=x", "slow=fast", "lostAnswer=2", "rotation=maybe", "=",
        "serverError=9",
    ])
    func `words that make no sense are refused`(_ text: String) {
        #expect(throws: Switches.Misspelling.self) { try Switches(words: text) }
    }

    @Test func `a list of faults is played from first to last`() {
        var board = SwitchBoard()
        var switches = Switches()
        switches.faults = [
            Fault(.lostAnswer, times: 1, after: 1), Fault(.serverError, times: 2),
            Fault(.tooManyRequests, grantType: "password"),
        ]
        board.set(switches, for: nil, restartsFaults: true)
        func next(_ endpoint: EndpointName = .token, _ grantType: String = "refresh_token") -> Fault.Kind? {
            board.behaviour(at: endpoint, grantType: grantType, clientID: nil, once: Switches()).faults.first?.kind
        }
        #expect(next(.api) == nil)
        #expect([next(), next(), next(), next()] == [.serverError, .lostAnswer, .serverError, nil])
        #expect(next(.token, "password") == .tooManyRequests)
        #expect(next(.admin) == nil)
    }

    @Test func `a delay and another fault happen together`() {
        var board = SwitchBoard()
        var once = Switches()
        once.faults = [Fault(.html, at: nil), Fault(.slow, at: nil), Fault(.serverError, at: nil)]
        let faults = board.behaviour(at: .api, grantType: nil, clientID: nil, once: once).faults
        #expect(faults.map(\.kind) == [.slow, .html])
    }

    @Test func `a client's switches lie over those for all, and count by themselves`() {
        var board = SwitchBoard()
        var (all, own) = (Switches(), Switches())
        (all.rotation, all.accessSeconds, all.faults) = (false, 7, [Fault(.lostAnswer, times: 1)])
        (own.rotation, own.faults) = (true, [Fault(.lostAnswer, times: 1)])
        board.set(all, for: nil, restartsFaults: true)
        board.set(own, for: "app", restartsFaults: true)
        func behaviour(_ clientID: String?) -> (switches: Switches, faults: [Fault]) {
            board.behaviour(at: .token, grantType: nil, clientID: clientID, once: Switches())
        }
        let first = behaviour("app")
        #expect(first.switches.rotation == true && first.switches.accessSeconds == 7 && first.faults.count == 1)
        #expect(behaviour("app").faults.isEmpty)
        #expect(behaviour(nil).faults.count == 1)
        #expect(behaviour(nil).faults.isEmpty)
        board.set(own, for: "app", restartsFaults: true)
        #expect(behaviour("app").faults.count == 1)
    }
}
