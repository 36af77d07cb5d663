// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonHTTP

@Suite struct QueryTests {
    func query(_ text: String) throws -> Query {
        var faults = Faults()
        let query = Query(text, bytesMax: 1000, parametersMax: 20, faults: &faults)
        try faults.check()
        return query
    }

    func faults(_ text: String, bytesMax: Int = 1000, parametersMax: Int = 20) -> [String] {
        var faults = Faults()
        _ = Query(text, bytesMax: bytesMax, parametersMax: parametersMax, faults: &faults)
        return faults.messages
    }

    @Test(arguments: [
        "type[]=a&type[]=b", "type[0]=a&type[1]=b", "type=a&type=b", "type%5B%5D=a&type%5b%5d=b",
        "type%5B0%5D=a&type%5B1%5D=b", "type[1]=b&type[0]=a", "x=1&type[]=a&&type=b&y", "t%79pe=a&type[7]=x",
    ])
    func `an array has four spellings`(_ text: String) throws {
        let expected = text.contains("[7]") ? ["x", "a"] : ["a", "b"]
        #expect(try query(text).array("type") == expected)
    }

    @Test func `numbered elements come by their number, the others in order`() throws {
        #expect(try query("cols[2]=c&cols[]=y&cols[10]=d&cols=z&cols[1]=b").array("cols") == ["b", "c", "d", "y", "z"])
    }

    @Test func `a parameter that is not there is no array`() throws {
        #expect(try query("type[x]=1&types=a").array("type") == nil)
        #expect(try query("type=").array("type") == [""])
    }

    @Test func `the names of arrays and values are known, members are not among them`() throws {
        #expect(
            try query("teamId=1&type[]=google&google[]=a&google[]=b&pg[limit]=1").names == ["teamId", "type", "google"])
    }

    @Test func `values are decoded as forms are`() throws {
        #expect(try query("q=a+b%2Bc%3D%26&q=%F0%9F%A6%80=%3d").array("q") == ["a b+c=&", "🦀=="].map { $0 })
    }

    @Test(arguments: ["q=%", "q=%2", "q=%zz", "q=%C3", "q=%ED%A0%80", "q=%00", "%00=1", "q=%FF&r=1", "q=%C0%AF"])
    func `malformed encoding is a fault, not a guess`(_ text: String) {
        #expect(faults(text) == ["The query holds malformed percent-encoding in 1 parameter(s)."])
    }

    @Test func `length and number of parameters are limited`() {
        #expect(faults(String(repeating: "a", count: 1000)).isEmpty)
        #expect(faults(String(repeating: "a", count: 1001)) == ["The query is longer than 1000 bytes."])
        #expect(faults(Array(repeating: "a=1", count: 20).joined(separator: "&")).isEmpty)
        #expect(
            faults(Array(repeating: "a=1", count: 21).joined(separator: "&"))
                == ["The query has more than 20 parameters."])
    }
}
