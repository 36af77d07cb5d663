// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

extension Finding {
    /// Everything that can be found in definitions, and in the files and archives that they are read from.
    package enum Name: String, SentenceName {
        package static let group = "finding"

        // MARK: What a finding speaks of
        case file = "the file"
        case connection = "a connection"
        case connectionKind = "a connection's type"
        case connectionType = "a connection type"
        case parameter = "a parameter"
        case option = "an option"
        case scopeName = "a scope's name"
        case each = "each of {names}"
        case nameIn = "a name in {what}"
        case mailRequest = "a request over {name}"

        // MARK: What stands there
        case nothing = "nothing"
        case boolean = "a boolean"
        case number = "a number"
        case text = "text"
        case list = "a list"
        case mapping = "a mapping"

        // MARK: What a member has to be
        case notMapping = "{what} must be a mapping, not {kind}"
        case notMappingOrList = "{what} must be a mapping or a list, not {kind}"
        case notList = "{what} must be a list, not {kind}"
        case notText = "{what} must be text, not {kind}"
        case notBoolean = "{what} must be true or false, not {kind}"
        case notNumber = "{what} must be a number from {least} to {most}"
        case notWholeNumber = "{what} must be a whole number from {least} to {most}"
        case notAmong = "{what} must be one of {names}"
        case notColour = "{what} must be a colour such as \"#4a154b\""
        case notStatus = "'{name}' is neither a status nor a range of them"
        case notName = "'{name}' is no name for {what}: letters, digits, '-' and '_', 64 at most"
        case template = "{what}: {reason}"

        // MARK: Which members there are
        case unknownMember = "unknown member '{name}' of {what}"
        case lacks = "{what} needs '{name}'"
        case fileLacksApp = "the file needs 'app', the name of the app"
        case connectionLacksType = "a connection needs 'type': oauth or basic"
        case clientLacksID = "a client needs an id"
        case parameterLacksName = "a parameter needs a name"
        case optionLacksValue = "an option needs a value"
        case requestLacksURL = "a request needs a url"
        case repeatLacksCondition = "repeat needs a condition"
        case metadataLacksValue = "metadata needs a value"
        case signedTwice = "a request is signed in one way, by 'oauth' or by 'aws'"

        // MARK: Parameters
        case parameterTwice = "the parameter '{name}' occurs more than once"
        case parameterNameTaken = "'{name}' is a member of the create call and no name for a parameter"
        case selectWithoutOptions = "the select '{name}' has no options"
        case secretWithDefault = "the secret '{name}' cannot have a default"

        // MARK: Headers
        case notHeader = "this is no name of a header"
        case headerReserved = "the header '{name}' is Tenon's to set"

        // MARK: Where requests go
        case secretInHost = "the secret '{name}' takes part in a host name"
        case openParameterInHost = """
            the parameter '{name}' takes part in a host name and needs a pattern, an enum or options
            """
        case noHosts = "'{name}' names no hosts, so that none of its requests can be made"
        case notHostPattern = "'{host}' is no pattern for hosts"
        case notAmongHosts = "'{host}' is not among the hosts"
        case relativeURL = "a relative url needs a baseUrl"

        // MARK: What a connection type lacks
        case noToken = "an oauth connection needs a token block, or a client"
        case noVerification = "'{name}' has no request that verifies it"
        case unknownScope = "the default scope '{name}' is not among the scopes"
        case unknownVariable = "there is no variable '{name}'"
        case unknownValue = "'{name}' is neither a parameter nor data of an answer"

        // MARK: Which types there are
        case typeTaken = "the connection type '{name}' is defined in {file} already"
        case typeTwice = "the connection type '{name}' is also defined in {file}"
        case shippedDefinitions = "the definitions shipped"
        case typeOfServer = "the server has a connection type '{name}' of its own by now; make another one"
        case noTypes = "the app has no connection types"
        case publishedUnreadable = "the published definition cannot be read"

        // MARK: An app's texts
        case appLacksName = "the app needs a name"
        case tooManyConnections = "an app can have {count} connections at most"
        case connectionTwice = "the connection '{name}' occurs more than once"
        case sectionTooLarge = "the section is larger than {bytes} bytes"
        case ownSection = "'{name}' has a section of its own"
        case ownProperty = "'{name}' is a property of the connection and no member of 'tenon'"
        case proofKeyOff = "the token request sends no {name} as code_verifier, so PKCE is off"
        case hostsTaken = "hosts were taken from the URLs: {names}; check them"

        // MARK: What Make has and Tenon has not
        case moduleMember = """
            '{name}' of the base was left out: requests and answers pass the proxy as they are
            """
        case meaningless = "'{name}' has no meaning in a connection and was left out"
        case withoutEffect = "'{name}' of {what} has no effect and was left out"
        case takenAsDataError = "'{name}' was taken as DataError"
        case banner = "a banner only shows something and was left out"
        case enteredAsText = "a parameter of the type '{kind}' is entered as text"
        case loadedByRPC = "{what} that an RPC loads cannot be imported; write them out"
        case installActions = "what 'install' does when an app is installed has no counterpart and was left out"
        case notSingleValue = "'{name}' is no single value, and an installation cannot set it"
        case setByInstallation = "an organization sets {names} with 'tenon installation set {name}'"

        // MARK: The files of an app
        case noConnections = "there are no connections in it"
        case contentsTooLarge = "all files together are larger than {bytes} bytes"
        case notPartOfConnection = "'{name}' is no part of a connection"
        case unknownPart = "this is no known part of a connection"
        case partTwice = "{file} says the same part already"
        case noSuchFileNamed = "there is no file '{name}'"
        case readableSecrets = """
            {names} would stand in the definition for all to read; take it out, and use \
            'tenon installation set {name}'
            """
        case commonLeftOut = """
            the app's common data was left out: what its base reads of it belongs to the connections' common
            """
        case commonOfInstallation = "common was left out: set it with 'tenon installation set {name}'"
        case filesLeftOut = "{count} files are no part of a connection and were left out: {names}"

        // MARK: Files and folders
        case noSuchPath = "there is no such file or folder"
        case noSuchFile = "there is no such file"
        case noSuchImport = "there is no such folder or ZIP archive"
        case notPlainFile = "this is no plain file that can be read"
        case fileUnreadable = "the file cannot be read"
        case folderUnreadable = "the folder cannot be read"
        case fileTooLarge = "the file is larger than {bytes} bytes"
        case tooManyDefinitions = "the folder holds more than {count} definitions"
        case tooManyFiles = "the folder holds more than {count} files"
        case foldersTooDeep = "folders lie deeper than {count} levels"

        // MARK: A file's syntax
        case fileEmpty = "the file is empty"
        case fileNotUnicode = "the file is not valid UTF-8"
        case fileWithNUL = "the file contains a NUL character"
        case textUnwritable = "a text contains a NUL character or begins with a byte order mark"
        case tooDeep = "nested too deep"
        case deeperThan = "nested deeper than {count} levels"
        case memberTwice = "'{name}' occurs more than once"
        case memberNameNotText = "a member's name is not text"
        case anchor = "anchors are not allowed; where '&' is an operator, write a space behind it"
        case alias = "aliases are not allowed"
        case tag = "tags are not allowed"
        case fileNotYAML = "the file cannot be read as YAML"
        /// What the library that reads YAML says.
        case said = "{words}"

        // MARK: Archives
        case notArchive = "this is no ZIP archive, or it is cut off"
        case archiveTooLarge = "the archive is larger than {bytes} bytes"
        case archiveDamaged = "the archive is cut off or damaged"
        case archiveLarge = "the archive is in the ZIP64 form, which is not read"
        case archiveSplit = "the archive consists of several files"
        case tooManyEntries = "the archive has more than {count} entries"
        case directoryTooLong = "the archive's directory is longer than its entries"
        case directoryDamaged = "the archive's directory is damaged"
        case entryNameUnreadable = "a name in the archive is cut off or no UTF-8"
        case entryNameTooLong = "a name in the archive is empty or longer than {bytes} bytes"
        case entryNameLeadsOut = "a name in the archive leads out of it or is no plain path"
        case entryTwice = "the name occurs more than once"
        case entryCompressedTooMuch = "the file is compressed too much"
        case entryBytesDamaged = "the file's compressed bytes are damaged"
        case entryChecksum = "the file's checksum or size is wrong"
        case entryEncrypted = "the file is encrypted"
        case entryCompression = "the file is compressed in a way that is not read"
        case entryLarge = "the file is in the ZIP64 form, which is not read"
        case entryLink = "links are not followed"
        case entrySizes = "the file's sizes differ although it is not compressed"
        case entryElsewhere = "the file is not where the directory says"
        case entryHeader = "the file's own header says something else than the directory"
        case entryOverlaps = "the file lies in the way of another one"
    }
}
