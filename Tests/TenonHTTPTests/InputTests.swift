// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonJSON
import Testing

@testable import TenonHTTP

@Suite struct InputTests {
    func input(_ query: String, body: JSONObject? = nil) -> Input {
        var faults = Faults()
        let query = Query(query, bytesMax: 1000, parametersMax: 20, faults: &faults)
        return Input(query: query, body: body, faults: faults)
    }

    @Test func `an identifier in the query is required, whole and alone`() {
        var good = input("teamId=12")
        let id: TeamID? = good.identifier(query: "teamId")
        #expect(id == TeamID(12))
        #expect(good.faults.isEmpty)
        let faults = ["", "teamId=x", "teamId=1&teamId=2", "teamId=0", "teamId="].map { text in
            var input = input(text)
            let id: TeamID? = input.identifier(query: "teamId")
            #expect(id == nil)
            return input.faults.messages
        }
        #expect(faults[0] == ["Missing value of required parameter 'teamId'."])
        #expect(faults[1] == ["Invalid value of parameter 'teamId': must be a positive whole number."])
        #expect(faults[2] == ["Invalid value of parameter 'teamId': was given more than once."])
        #expect(faults[3] == faults[1])
        #expect(faults[4] == faults[1])
    }

    @Test(arguments: [("true", true), ("1", true), ("TRUE", true), ("false", false), ("0", false)])
    func `a boolean is true or false`(_ text: String, _ expected: Bool) {
        var input = input("confirmed=\(text)")
        #expect(input.bool(query: "confirmed", default: !expected) == expected)
        #expect(input.faults.isEmpty)
    }

    @Test func `a boolean that is neither is a fault`() {
        var input = input("confirmed=yes")
        #expect(input.bool(query: "confirmed", default: false) == false)
        #expect(input.faults.messages == ["Invalid value of parameter 'confirmed': must be true or false."])
    }

    @Test func `a page has its defaults`() {
        var input = input("")
        #expect(input.page(sortedBy: .name) == Page(limit: 10_000, offset: 0, sortBy: .name, direction: .ascending))
    }

    @Test func `a page is read from pg`() {
        var input = input("pg[limit]=5&pg[offset]=10&pg[sortBy]=id&pg%5BsortDir%5D=DESC&pg[returnTotalCount]=true")
        #expect(input.page(sortedBy: .name) == Page(limit: 5, offset: 10, sortBy: .id, direction: .descending))
        #expect(input.faults.isEmpty)
    }

    @Test(arguments: [
        "pg[limit]=0", "pg[limit]=10001", "pg[limit]=x", "pg[limit]=", "pg[limit]=1.5", "pg[limit]=+1",
        "pg[offset]=-1", "pg[offset]=99999999999999999999", "pg[sortBy]=teamId", "pg[sortDir]=up",
        "pg[limit]=1&pg[limit]=2",
    ])
    func `a page out of range is a fault that names it`(_ text: String) throws {
        var input = input(text)
        _ = input.page(sortedBy: .name)
        let name = try #require(text.split(separator: "=").first)
        #expect(input.faults.messages.count == 1)
        #expect(input.faults.messages[0].hasPrefix("Invalid value of parameter '\(name)': "))
    }

    @Test func `everything that is wrong comes in one answer`() {
        var input = input("pg[limit]=x&q=%", body: ["name": 1, "scope": ["a", 2], "role": "king"])
        let team: TeamID? = input.identifier(query: "teamId")
        _ = input.page(sortedBy: .id)
        let name = input.text(body: "name")
        let scope = input.texts(body: "scope")
        let label = input.text(body: "label")
        let role = input.optionalChoice(body: "role", of: TeamRole.self)
        #expect((team, name, scope, label, role) == (nil, nil, nil, nil, nil))
        let error = #expect(throws: TenonError.self) { try input.checked(team) }
        #expect(error?.detail == "Validation failed for 7 parameter(s).")
        #expect(
            error?.suberrors.map(\.message) == [
                "The query holds malformed percent-encoding in 1 parameter(s).",
                "Missing value of required parameter 'teamId'.",
                "Invalid value of parameter 'pg[limit]': must be a whole number from 1 to 10000.",
                "Invalid value of parameter 'name': must be text, not number.",
                "Invalid value of parameter 'scope': must be an array of text.",
                "Missing value of required parameter 'label'.",
                "Invalid value of parameter 'role': must be one of 'admin', 'member', 'operator', 'monitoring'.",
            ])
    }

    @Test func `members of the body are read by their kind`() {
        var input = input(
            "", body: ["id": 7, "text": "12", "none": nil, "list": ["a"], "plan": ["a": 1], "planText": "{\"a\":1}"])
        let number: TeamID? = input.identifier(body: "id")
        let text: TeamID? = input.identifier(body: "text")
        let none: TeamID? = input.optionalIdentifier(body: "none")
        #expect((number, text, none) == (TeamID(7), TeamID(12), nil))
        #expect(input.optionalTexts(body: "list") == ["a"])
        #expect(input.optionalTexts(body: "none") == nil)
        #expect(input.jsonText(body: "plan") == #"{"a":1}"#)
        #expect(input.jsonText(body: "planText") == #"{"a":1}"#)
        #expect(input.optionalText(body: "none") == nil)
        #expect(input.faults.isEmpty)
        let wrong: TeamID? = input.optionalIdentifier(body: "list")
        #expect(wrong == nil)
        #expect(input.optionalJSONText(body: "list") == nil)
        #expect(input.faults.messages.count == 2)
    }

    @Test func `a value that is missing without a fault is one all the same`() {
        #expect(throws: TenonError.self) { try input("").checked(Int?.none) }
    }
}
