// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import TenonWire
import Testing

@Suite struct ConnectionTests {
    let connection = Connection(
        id: 93, name: "Google", accountName: "google", accountLabel: "Google",
        metadata: ConnectionMetadata(value: "tom@example.com", type: "email"), teamId: 4, theme: "#fecd5f",
        scopesCnt: 2, accountType: "oauth", uid: AccountUID("123456", in: .documented),
        scopes: [
            ConnectionScope(id: "openid", name: nil, account: "google"),
            ConnectionScope(id: "https://mail.google.com/", name: "Access to Gmail.", account: "google"),
        ],
        organizationId: 3, authorId: 9, scenarioUsages: 1)

    static let common = [
        "id", "name", "accountName", "accountLabel", "packageName", "expire", "metadata", "teamId", "theme",
        "upgradeable", "scopesCnt", "scoped", "accountType", "editable", "uid", "connectedSystemId", "organizationId",
    ]

    @Test(arguments: Dialect.allCases)
    func `get has every member in the wire's order`(_ dialect: Dialect) {
        var expected = Self.common
        expected.insert("scopes", at: 15)
        #expect(connection.json(.shown, in: dialect).names == expected)
        #expect(connection.json(.renamed, in: dialect).names == Self.common)
    }

    @Test func `the list adds author and usages in the live dialect`() {
        #expect(connection.json(.listed, in: .documented).names == Self.common)
        #expect(connection.json(.listed, in: .live).names == Self.common + ["authorId", "scenarioUsages"])
    }

    @Test func `a creation counts scopes in the documented dialect`() {
        let documented = connection.json(.created, in: .documented)
        #expect(documented["scopes"] == 2)
        #expect(documented["scopesCnt"] == 2)
        #expect(connection.json(.created, in: .live).names == Self.common)
    }

    @Test(arguments: Connection.View.allCases)
    func `the columns are the members`(_ view: Connection.View) {
        for dialect in Dialect.allCases {
            #expect(connection.json(view, in: dialect).names == Connection.columns(view, in: dialect))
        }
    }

    @Test func `a scope without a name has no such member`() {
        let scopes = connection.json(.shown, in: .documented)["scopes"]?.array
        #expect(scopes?[0].object?.names == ["id", "account"])
        #expect(scopes?[1].object?.names == ["id", "name", "account"])
    }

    @Test(arguments: Connection.View.allCases)
    func `what is written can be read`(_ view: Connection.View) throws {
        for dialect in Dialect.allCases {
            var expected = connection
            if view != .shown { expected.scopes = nil }
            if view != .listed || dialect != .live { (expected.authorId, expected.scenarioUsages) = (nil, nil) }
            #expect(try Connection(json: .object(connection.json(view, in: dialect))) == expected)
        }
    }

    @Test(
        arguments: [
            (nil, "accountName", "text"), ("x", "accountName", ""), (12, "accountName", "text"),
        ] as [(JSON?, String, String)])
    func `a fault names the member`(_ value: JSON?, _ member: String, _ expected: String) {
        var object = connection.json(.shown, in: .documented)
        object[member] = value
        if expected.isEmpty {
            #expect(throws: Never.self) { try Connection(json: .object(object)) }
        } else {
            #expect(throws: WireFormatError(member: member, expected: expected)) {
                try Connection(json: .object(object))
            }
        }
    }

    @Test func `a fault inside a member names the way to it`() {
        var object = connection.json(.shown, in: .documented)
        object["metadata"] = ["value": 1, "type": "email"]
        let error = #expect(throws: WireFormatError.self) { try Connection(json: .object(object)) }
        #expect(error?.member == "metadata.value")
        #expect(error?.description == "The member 'metadata.value' is not text.")
    }
}

@Suite struct AccountUIDTests {
    @Test(arguments: [
        ("123456", "123456"), ("225874569526501080000", "225874569526501080000"), ("0", "0"),
        ("007", "\"007\""), ("-3", "\"-3\""), ("1.5", "\"1.5\""), ("U02ABC", "\"U02ABC\""), ("", "\"\""),
        ("١٢", "\"١٢\""),
    ])
    func `all digits are a number as documented, and text live`(_ text: String, _ documented: String) {
        #expect(AccountUID(text, in: .documented).json.text() == documented)
        #expect(AccountUID(text, in: .live).json.text() == "\"\(text)\"")
    }

    @Test(arguments: ["225874569526501080000", "1", "\"007\"", "\"x\""])
    func `no digit is lost on the way in and out`(_ text: String) throws {
        #expect(try AccountUID(json: JSONReader.read(text)).json.text() == text)
    }

    @Test(arguments: ["true", "[]", "{}"])
    func `anything else is no identifier`(_ text: String) throws {
        let json = try JSONReader.read(text)
        #expect(throws: WireFormatError.self) { try AccountUID(json: json) }
    }
}
