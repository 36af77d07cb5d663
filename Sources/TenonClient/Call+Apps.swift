// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON

/// The calls on organizations' own apps.
extension Call {
    package static let apps = Call(.get, ["sdk", "apps"])

    package static func app(_ name: String) -> Call { Call(.get, ["sdk", "apps", name]) }

    package static func createApp(_ form: TenonClient.AppForm) -> Call {
        Call(.post, ["sdk", "apps"], body: .object(form.body))
    }

    package static func importApp(_ texts: TenonClient.AppTexts) -> Call {
        Call(.post, ["sdk", "apps", "import"], body: .object(texts.body))
    }

    package static func updateApp(_ name: String, _ form: TenonClient.AppForm) -> Call {
        Call(.patch, ["sdk", "apps", name], body: .object(form.body))
    }

    package static func deleteApp(_ name: String) -> Call { Call(.delete, ["sdk", "apps", name]) }

    package static func appBase(_ name: String) -> Call { Call(.get, ["sdk", "apps", name, "base"]) }

    package static func setAppBase(_ name: String, _ text: String) -> Call {
        Call(.put, ["sdk", "apps", name, "base"], text: text)
    }

    package static func lintApp(_ name: String) -> Call { Call(.get, ["sdk", "apps", name, "lint"]) }

    package static func publishApp(_ name: String) -> Call { Call(.post, ["sdk", "apps", name, "publish"]) }

    package static func versions(ofApp name: String) -> Call { Call(.get, ["sdk", "apps", name, "versions"]) }

    package static func connections(ofApp name: String) -> Call { Call(.get, ["sdk", "apps", name, "connections"]) }

    package static func createConnection(ofApp name: String, template: String, label: String?) -> Call {
        var body: JSONObject = ["type": .string(template)]
        if let label { body.append("label", .string(label)) }
        return Call(.post, ["sdk", "apps", name, "connections"], body: .object(body))
    }

    package static func appConnection(_ name: String) -> Call { Call(.get, ["sdk", "apps", "connections", name]) }

    package static func renameAppConnection(_ name: String, to label: String) -> Call {
        Call(.patch, ["sdk", "apps", "connections", name], body: ["label": .string(label)])
    }

    package static func deleteAppConnection(_ name: String) -> Call {
        Call(.delete, ["sdk", "apps", "connections", name])
    }

    package static func section(_ section: String, ofAppConnection name: String) -> Call {
        Call(.get, ["sdk", "apps", "connections", name, section])
    }

    package static func setSection(_ section: String, ofAppConnection name: String, _ text: String) -> Call {
        Call(.put, ["sdk", "apps", "connections", name, section], text: text)
    }
}
