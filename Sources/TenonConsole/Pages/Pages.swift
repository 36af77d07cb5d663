// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import CAssets
internal import Crypto
internal import HTTPTypes
internal import Hummingbird
internal import Mustache
internal import NIOCore
internal import TenonDomain
internal import TenonHTTP

/// The pages' templates, words and files, read from the binary once.
package struct Pages: Sendable {
    private static let templatePrefix = "Templates/"
    private static let assetPrefix = "Assets/"

    package let strings: Strings
    private let library: MustacheLibrary
    private let assets: [String: [UInt8]]
    /// Changes with any file, so that browsers may keep them for good.
    let assetVersion: String

    /// - Throws: ``TenonError`` `internalError` when a template cannot be read: a fault of the build.
    package init() throws {
        var templates: [String: MustacheTemplate] = [:]
        var assets: [String: [UInt8]] = [:]
        var digest = SHA256()
        var index = 0
        while let asset = tenon_asset_at(index)?.pointee {
            index += 1
            let path = String(cString: asset.path)
            let bytes = Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
            if path.hasPrefix(Pages.assetPrefix) {
                assets[String(path.dropFirst(Pages.assetPrefix.count))] = bytes
                digest.update(data: bytes)
            }
            guard path.hasPrefix(Pages.templatePrefix) else { continue }
            let name = path.dropFirst(Pages.templatePrefix.count).split(separator: ".").first.map(String.init) ?? ""
            do {
                templates[name] = try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
            } catch {
                throw TenonError(.internalError, "A page cannot be read.", underlying: error)
            }
        }
        strings = try Strings()
        library = MustacheLibrary(templates: templates)
        self.assets = assets
        assetVersion = digest.finalize().prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// A page for somebody who is not signed in; values are escaped by the templates.
    func page(
        _ template: String, _ view: Any, status: HTTPResponse.Status = .ok, forms: PageSecurity.Forms = .own
    ) throws -> Response {
        var response = try html(template, view, shell: nil, status: status)
        PageSecurity.apply(to: &response, forms: forms, isShell: false)
        return response
    }

    /// A page for a person who is signed in, inside the console's shell.
    func page(
        _ template: String, _ view: Any, titled title: String, at place: Navigation.Place?, for call: PersonCall,
        status: HTTPResponse.Status = .ok, forms: PageSecurity.Forms = .own
    ) throws -> Response {
        let shell = Shell(title: title, current: place, call: call, strings: strings)
        var response = try html(template, view, shell: shell, status: status)
        PageSecurity.apply(to: &response, forms: forms)
        if shell.flash != nil { FlashCookie.remove(from: &response) }
        return response
    }

    /// Part of a page, without the shell, for a script of ours that puts it in place.
    func fragment(_ template: String, _ view: Any, for call: PersonCall) throws -> Response {
        let shell = Shell(title: "", current: nil, call: call, strings: strings)
        var response = try html(template, view, shell: shell, status: .ok)
        PageSecurity.apply(to: &response)
        return response
    }

    private func html(
        _ template: String, _ view: Any, shell: Shell?, status: HTTPResponse.Status
    ) throws -> Response {
        let context = PageContext(
            view: view, shell: shell, words: strings.branch, assets: "/assets/\(assetVersion)")
        guard let html = library.render(context, withTemplate: template) else {
            throw TenonError(.internalError, "There is no page '\(template)'.")
        }
        return Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// A file of the pages, `nil` when there is none of that name.
    ///
    /// Of another version it is what we have, and kept by nobody: servers of two versions may stand side by side.
    func asset(_ name: String, version: String) -> Response? {
        guard let bytes = assets[name], let type = Pages.contentType(of: name) else { return nil }
        let isCurrent = version == assetVersion
        var response = Response(
            status: .ok,
            headers: [
                .contentType: type,
                .cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        PageSecurity.apply(to: &response)
        return response
    }

    private static func contentType(of name: String) -> String? {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "woff2": "font/woff2"
        default: nil
        }
    }

    /// Sends the browser elsewhere, by GET.
    static func redirect(to location: Secret) -> Response {
        var response = Response(status: .seeOther, headers: [.location: location.reveal()])
        PageSecurity.apply(to: &response, forms: .providers, isShell: false)
        return response
    }

    /// Sends the browser to a page of ours after a form, which says what was done: a text under `flash`.
    static func redirect(to path: String, saying name: String? = nil, tone: String = "good") -> Response {
        var response = Response(status: .seeOther, headers: [.location: path])
        PageSecurity.apply(to: &response)
        if let name { FlashCookie.set(name, tone: tone, on: &response) }
        return response
    }
}
